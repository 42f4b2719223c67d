"""A row taken by the learnt form of its sheet is, cell by cell, what the long way makes of it."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.imports.container import Refusal
from core.imports.row_forms import LEARNT_ROWS, RowForm
from core.imports.sheet_xml import SheetBook

_SHARED = ("永川区", "渝北区", "a&amp;b", "", "_x0041_", "合计")
_USUAL = ("inline", "shared", "number", "day", "text", "truth", "error", "styled", "empty")
_KINDS = (*_USUAL, "rich", "formula")


def _cell(dice: random.Random, kind: str, name: str) -> str:
    """One cell as a spreadsheet writes it; style 1 is a date."""
    words = dice.choice(("示例", "a&lt;b", "&#36213;钱", "_x000D_末", "", " 空 格 "))
    written = {
        "inline": f'<c r="{name}" t="inlineStr"><is><t>{words}</t></is></c>',
        "shared": f'<c r="{name}" t="s"><v>{dice.randrange(len(_SHARED))}</v></c>',
        "number": f'<c r="{name}"><v>{dice.choice(("12", "1.5E3", "-7", ""))}</v></c>',
        "day": f'<c r="{name}" s="1"><v>{dice.randrange(1, 60_000)}</v></c>',
        "text": f'<c r="{name}" s="1" t="str"><v>{words}</v></c>',
        "truth": f'<c r="{name}" t="b"><v>{dice.randrange(2)}</v></c>',
        "error": f'<c r="{name}" t="e"><v>#N/A</v></c>',
        "styled": f'<c r="{name}" s="1"/>',
        "empty": f'<c r="{name}"></c>',
        "rich": f'<c r="{name}" t="inlineStr"><is><r><t>甲</t></r><r><t>{words}</t></r></is></c>',
        "formula": f'<c r="{name}"><f>A1+1</f><v>{dice.randrange(9)}</v></c>',
    }
    return written[kind]


def _row(dice: random.Random, number: int, habits: list[tuple[str, ...]]) -> str:
    cells = [
        _cell(dice, dice.choice(kinds), f"{chr(65 + place)}{number}")
        for place, kinds in enumerate(habits)
        if dice.random() > 0.1
    ]
    if dice.random() < 0.02:
        dice.shuffle(cells)
    return f'<row r="{number}" spans="1:{len(habits)}">{"".join(cells)}</row>'


def _rows(dice: random.Random, kinds: tuple[str, ...]) -> Iterator[str]:
    """Some hundred rows of some habit, now and then a gap, a blank row, a cell right of the table."""
    habits = [tuple(dice.sample(kinds, dice.choice((1, 1, 2, 3)))) for _ in range(dice.randrange(2, 8))]
    heads = (f'<c r="{chr(65 + place)}1" t="str"><v>列</v></c>' for place in range(len(habits)))
    yield f'<row r="1">{"".join(heads)}</row>'
    number = 1
    for _ in range(LEARNT_ROWS * 4):
        number += 1 if dice.random() > 0.02 else 3
        if dice.random() < 0.02:
            yield f'<row r="{number}"/>'
            continue
        row = _row(dice, number, habits)
        if dice.random() < 0.02:
            row = row.replace("</row>", f'<c r="Z{number}" t="str"><v>外</v></c></row>')
        yield row


def _book(path: Path, rows: str) -> SheetBook:
    """A workbook of one sheet with these rows, shared texts and a date style."""
    plain = path.with_suffix(".plain.xlsx")
    book = Workbook()
    book.active.append(["头"])  # type: ignore[union-attr]  # a new workbook has an active sheet
    book.save(plain)
    shared = "".join(f"<si><t>{text}</t></si>" for text in _SHARED)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                text = f'<worksheet xmlns="urn:x"><sheetData>{rows}</sheetData></worksheet>'
            elif name == "xl/styles.xml":
                text = (
                    '<styleSheet xmlns="urn:x"><cellXfs count="2"><xf numFmtId="0"/>'
                    '<xf numFmtId="14"/></cellXfs></styleSheet>'
                )
            if name != "xl/sharedStrings.xml":
                target.writestr(name, text)
        target.writestr("xl/sharedStrings.xml", f'<sst xmlns="urn:x">{shared}</sst>')
    return SheetBook(str(path), date_1904=False)


def _read(book: SheetBook) -> tuple[list[list[Any]], list[str], str]:
    """The rows as far as they could be read, the cells named outside, and the refusal."""
    rows = book.rows(book.sheets[0])
    found: list[list[Any]] = []
    try:
        found.extend(rows)
    except Refusal as refusal:
        return found, rows.outside, refusal.happened
    return found, rows.outside, ""


@pytest.mark.parametrize("seed", range(24))
def test_by_the_form_or_the_long_way(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(seed)
    usual = seed % 2 == 0
    rows = "".join(_rows(dice, _USUAL if usual else _KINDS))
    if seed % 8 == 7:  # damaged on the way
        rows = rows[: len(rows) * 3 // 4] + "<c r=" + rows[len(rows) * 3 // 4 :]
    book = _book(tmp_path / "a.xlsx", rows)
    taken = 0
    plainly = RowForm.row

    def counted(self: RowForm, chunk: str, width: int) -> tuple[int, list[Any]] | None:
        nonlocal taken
        found = plainly(self, chunk, width)
        taken += found is not None
        return found

    monkeypatch.setattr(RowForm, "row", counted)
    by_form = _read(book)
    monkeypatch.setattr(RowForm, "row", lambda *_: None)
    assert by_form == _read(book)
    assert [[*map(type, row)] for row in by_form[0]] == [[*map(type, row)] for row in _read(book)[0]]
    assert taken > LEARNT_ROWS or not usual


def test_a_sheet_without_order_is_read_as_well(tmp_path: Path) -> None:
    """Every row has attributes of its own: no form is made of them for ever."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" s="{number}" t="str"><v>{number}</v></c></row>'
        for number in range(1, 1_200)
    )
    found, outside, refusal = _read(_book(tmp_path / "a.xlsx", rows))
    assert (found, outside, refusal) == ([[str(number)] for number in range(1, 1_200)], [], "")
