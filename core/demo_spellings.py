"""Rows of the demonstration as different senders spell them, and the bureau's form that it has learnt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from core.bureau_form import FormCell, form_of
from core.ledger import Ledger
from core.workbook_file import stable_bytes

Row = dict[str, Any]

_BY_SOUND = dict(zip("丰合禾正智汇茂华鑫恒城信财理", "峰和和政志惠贸桦欣衡诚新才里", strict=True))
"""Letters for which a keyboard by sound offers the other one first."""
_NAMES, _AFTER = 3, 4
"""How many names are spelt in another way, and of every how many rows of that name one is."""
_TITLE = "重点指标完成情况统计表"
_HEADINGS = ("序号", "指标", "年度目标", "本月完成", "累计完成", "完成率（%）", "同比")
_FIGURES = (
    ("placement.total", "留渝来渝就业创业人数"),
    ("placement.origin.outside_city", "其中：市外来渝"),
    ("placement.origin.local_institution", "　　　区内院校毕业生"),
    ("placement.origin.within_city", "　　　区外市内"),
)
_MEASURES = ("target", "month", "value", "completion", "year_on_year")


def spelt_otherwise(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, a few of which name their employer or college as another sender does.

    A firm spelt otherwise has no credit code: with one it would be known by that.
    """
    met: dict[str, int] = {}
    chosen: dict[str, dict[str, str]] = {"employer.name": {}, "person.college": {}}
    for row in rows:
        for key, known in chosen.items():
            name = row.get(key) or ""
            met[key + name] = met.get(key + name, 0) + 1
            if met[key + name] == 2 and len(known) < _NAMES and (other := _other(name, len(known))):
                known[name] = other
            if name in known and met[key + name] % _AFTER == 2:
                row[key] = known[name]
                if key == "employer.name":
                    row["employer.credit_code"] = ""
        yield row


def _other(name: str, number: int) -> str:
    """Another spelling of a name; "" where there is none. By turns what is sure, and what wants a look."""
    if number % 2 == 0 and name.startswith("重庆") and not name.startswith("重庆市"):
        return "重庆市" + name.removeprefix("重庆")
    letter = next((each for each in name[2:] if each in _BY_SOUND), "")
    return name.replace(letter, _BY_SOUND[letter], 1) if letter and len(name) >= 6 else ""


def learn_a_form(ledger: Ledger) -> None:
    """Have the ledger learn a form of the bureau, made up after those that are sent around."""
    form = form_of(_blank_form(), f"{_TITLE}.xlsx")
    sheet = form.sheets[0].name
    cells = [
        FormCell(sheet, f"{'CDEFG'[place]}{row}", key, measure, "", words, _HEADINGS[place + 2])
        for row, (key, words) in enumerate(_FIGURES, 5)
        for place, measure in enumerate(_MEASURES)
    ]
    texts: Mapping[str, str] = {"A2": "office", "A10": "head", "D10": "preparer"}
    cells += [FormCell(sheet, cell, f"text:{what}", "", "", "", "") for cell, what in texts.items()]
    ledger.learn_bureau_form(form, f"市局{_TITLE}", cells)


def _blank_form() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "月报"
    sheet["A1"] = f"高校毕业生等青年留渝来渝就业创业{_TITLE}"
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A2"], sheet["F2"] = "填报单位：", "计量单位：人"
    thin = Side(style="thin")
    for column, heading in enumerate(_HEADINGS, 1):
        head = sheet.cell(4, column, heading)
        head.fill = PatternFill("solid", fgColor="FFEDF1F5")
        head.font = Font(bold=True)
    for number, (_key, words) in enumerate(_FIGURES, 1):
        sheet.cell(number + 4, 1, number)
        sheet.cell(number + 4, 2, words)
    for row in sheet.iter_rows(min_row=4, max_row=4 + len(_FIGURES), max_col=len(_HEADINGS)):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(horizontal="left" if cell.column == 2 else "center", wrap_text=True)
    sheet["A10"], sheet["D10"] = "单位负责人：", "填表人："
    sheet.merge_cells("A1:G1")
    sheet["A1"].alignment = Alignment(horizontal="center")
    for letter, width in zip("ABCDEFG", (6, 34, 12, 12, 12, 14, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    return stable_bytes(book)
