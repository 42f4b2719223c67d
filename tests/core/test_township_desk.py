"""Townships that the clerk adds, and words of sheets that are confirmed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.errors import LedgerFault, NotFound
from core.identity import resident_id_check_digit
from core.imports.clean_rows import CleanRow
from core.ledger import Ledger
from core.problems import Problem, Severity


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made, _code = Ledger.create(tmp_path / "忠县.ledger", "忠县", 2025, "Zhong-Xian-1")
    yield made
    made.close()


def _row(number: int, township: str) -> CleanRow:
    first = f"50023319990101{number:03d}"
    values = {
        "person.name": "甲乙丙"[number % 3] + "示例",
        "person.id_number": first + resident_id_check_digit(first),
        "person.id_kind": "resident_id",
        "placed_on": date(2025, 3, 1),
        "origin": "within_city",
        "destination": "75",
        "township": None,
    }
    warning = Problem("township", f"镇街名录里没有“{township}”", Severity.WARNING, township)
    return CleanRow(number, values, (warning,))


def _value(ledger: Ledger, key: str) -> object:
    return next(each.value for each in ledger.figures(date(2025, 12, 31)) if each.key == key)


def test_rows_wait_until_their_township_is_added(ledger: Ledger) -> None:
    ledger.take_rows("placement", [_row(1, "忠州"), _row(2, "忠州街道"), _row(3, "拔山")], "示例")
    assert {(each.text, each.rows) for each in ledger.waiting_townships()} == {
        ("忠州", 1),
        ("忠州街道", 1),
        ("拔山", 1),
    }
    key = ledger.add_township("忠州街道")
    assert [(each.name, each.rows) for each in ledger.townships()] == [("忠州街道", 2)]
    assert [each.text for each in ledger.waiting_townships()] == ["拔山"]
    assert _value(ledger, f"placement.township.{key}") == 2
    assert _value(ledger, "placement.township.none") == 1


def test_a_word_confirmed_once_is_known_to_later_sheets(ledger: Ledger) -> None:
    key = ledger.add_township("拔山镇")
    ledger.take_rows("placement", [_row(1, "巴山")], "示例")
    ledger.confirm_township("巴山", key)
    assert ledger.waiting_townships() == ()
    assert ledger.vocabulary.list_of("township").resolve("巴山") == key
    assert all(check.level != "block" for check in ledger.verify())


def test_what_is_there_or_unknown_is_refused(ledger: Ledger) -> None:
    ledger.add_township("拔山镇")
    with pytest.raises(LedgerFault, match="已有"):
        ledger.add_township("拔山")
    with pytest.raises(LedgerFault):
        ledger.add_township("　 ")
    with pytest.raises(NotFound):
        ledger.confirm_township("巴山", "500233-99")
