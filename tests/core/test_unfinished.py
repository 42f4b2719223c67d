"""What was typed and not saved: kept through a closing, offered to its account alone, thrown away at last."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from ledger_samples import new_file, opened

from core import unfinished
from core.ledger import Ledger
from db.base import utc_now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def kept(ledger: Ledger) -> dict[str, object]:
    return {each.origin: each.content for each in ledger.left_unfinished()}


def test_it_comes_back_as_it_was_typed_and_goes_when_saved(path: Path) -> None:
    typed = {
        "placed_on": date(2025, 9, 3),
        "pay": Decimal("1.50"),
        "note": "写到一",
        "order": True,
        "no": None,
    }
    with opened(path) as ledger:
        ledger.keep_unfinished({"row/placement/0": ("就业登记，新的一行", {"typed": typed})})
        ledger.keep_unfinished({"text/a": ("设置，改动原因", {"text": "一"})})
        ledger.keep_unfinished({"text/a": ("设置，改动原因", {"text": "一二"})})
    with opened(path) as ledger:
        assert kept(ledger) == {"row/placement/0": {"typed": typed}, "text/a": {"text": "一二"}}
        ledger.keep_unfinished({"text/a": ("设置，改动原因", {"text": "新的"})})
        assert len(ledger.left_unfinished()) == 3, "what is typed now does not cover what was left"
        for each in ledger.left_unfinished()[1:]:
            ledger.forget_unfinished(each.place)
        ledger.forget_unfinished("never kept")
        ledger.keep_unfinished({ledger.left_unfinished()[0].place: None})
        assert kept(ledger) == {}


def test_it_moves_no_business_head_and_belongs_to_one_account(path: Path) -> None:
    with opened(path) as ledger:
        before = [check.detail for check in ledger.verify()]
        ledger.keep_unfinished({"text/a": ("设置，改动原因", {"text": "未完"})})
        assert [check.detail for check in ledger.verify()] == before
        with ledger.reading() as connection:
            assert unfinished.found(connection, "李复核") == ()


def test_after_a_month_it_is_thrown_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as ledger:
        ledger.keep_unfinished({"text/a": ("设置，改动原因", {"text": "未完"})})
        later = utc_now() + timedelta(days=31)
        monkeypatch.setattr(unfinished, "utc_now", lambda: later)
        assert ledger.left_unfinished() == ()
        ledger.note_opened()
        monkeypatch.undo()
        assert ledger.left_unfinished() == ()
