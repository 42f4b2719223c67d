"""A large sheet is written part by part inside its one transaction, and nobody can tell from the ledger."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import copied, new_file, opened
from sheet_samples import HEADINGS, as_text, person_row, resident_id
from sqlalchemy import select

from core.errors import LedgerFault
from core.imports import desk
from core.imports.views import ImportResult
from core.ledger import Ledger
from db.base import Base
from db.engine import reading

_MOMENTS = ("at", "created_at", "updated_at", "time", "hash", "previous", "digest", "mac")
ROWS = 4_600
"""Rows come in batches of two thousand: two borders lie within."""


def sheet(path: Path) -> Path:
    """Persons of which some come again far below: the same, changed, elsewhere, or under another name."""
    rows: list[list[Any]] = [HEADINGS]
    for number in range(ROWS):
        again = number - 2_100 if number >= 2_100 and number % 7 == 0 else number
        row = person_row(again, 姓名=f"示例{'甲乙丙丁'[again % 4]}", 身份证号=document(again))
        if again != number and number % 2:
            row[HEADINGS.index("就业时间")] = "2025-09-29"
            row[HEADINGS.index("联系电话")] = "12999999999"
        elif again != number and number % 3 == 0:
            row[HEADINGS.index("就业单位")] = "重庆示例第二公司"
        elif again != number and number % 5 == 0:
            row[HEADINGS.index("姓名")] = "示例无"
        rows.append(row)
    path.write_text(as_text(rows), encoding="utf-8")
    return path


def document(number: int) -> str:
    return resident_id(number % 900 + 1, date(1999, 1, 1) + timedelta(days=number // 900))


def tables(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    with reading(ledger.engine) as connection:
        return {
            table.name: [
                {key: value for key, value in row.items() if key not in _MOMENTS}
                for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
            if not table.name.startswith("journal")
        }


def plain(result: ImportResult) -> tuple[Any, ...]:
    return (result.added, result.changed, result.unchanged, result.refused, result.problems)


def test_written_in_parts_or_at_once_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheet(tmp_path / "a.csv")
    whole = new_file(tmp_path / "whole")
    parts = copied(whole, tmp_path / "copy" / whole.name)
    with opened(whole) as ledger:
        at_once = ledger.import_file("placement", path)
        expected = tables(ledger)
    monkeypatch.setattr(desk, "_STORED_AT_ONCE", 1)
    with opened(parts) as ledger:
        assert plain(ledger.import_file("placement", path)) == plain(at_once)
        found = tables(ledger)
        assert found.keys() == expected.keys()
        for name, rows in expected.items():
            assert found[name] == rows, name
        assert all(each.level != "block" for each in ledger.verify())
        again = ledger.import_file("placement", path)
        assert (again.added, again.batch is None or again.changed > 0) == (0, True)
    assert at_once.added > 4_000
    assert at_once.changed > 0
    assert at_once.refused > 0


def test_a_large_import_that_fails_late_leaves_every_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(tmp_path / "a.csv")
    ledger_file = new_file(tmp_path / "ledger")
    before = ledger_file.read_bytes()
    monkeypatch.setattr(desk, "_STORED_AT_ONCE", 1)

    def full(*_: object, **__: object) -> None:
        raise LedgerFault("磁盘满了。")

    with opened(ledger_file) as ledger, monkeypatch.context() as patch:
        patch.setattr("db.journal.append", full)
        with pytest.raises(LedgerFault):
            ledger.import_file("placement", path)
    assert ledger_file.read_bytes() == before
