"""The year's return lives the month's life: two persons, graded checks, frozen bytes, corrected editions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import add_account, copied, new_file, opened, placement
from paper_reading import text_of

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger
from core.submitted import submitted_months
from core.views import Query

YEAR = "2025"
AFTER = date(2026, 1, 8)


def take(ledger: Ledger, step: str, reason: str = "核对后办理", period: str = YEAR) -> None:
    """Take a step; what hands in explains what is asked for first."""
    if step == "hand_in":
        for check in ledger.preview_return(period).checks:
            if check.level == "warn":
                ledger.explain_check(period, check.key, "已电话核实，情况属实。")
    ledger.move_return(period, step, reason)


def from_within_city(ledger: Ledger) -> int:
    """A placement of someone from elsewhere in the city."""
    return ledger.find("placement", Query(filters={"origin": "within_city"}))[0]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with rows in six months of 2025, a recorder and a reviewer."""
    path = new_file(tmp_path_factory.mktemp("year"))
    with opened(path) as ledger:
        for serial in range(24):
            ledger.save("placement", None, placement(serial, placed_on=date(2025, 1 + serial % 6, 5)))
        add_account(ledger, "lu", "recorder")
        add_account(ledger, "shen", "reviewer")
    return path


@pytest.fixture(scope="module")
def submitted(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the year's return handed in by lu, approved and submitted by shen."""
    path = copied(begun, tmp_path_factory.mktemp("sent") / "永川区.ledger")
    for account, step in (("lu", "hand_in"), ("shen", "approve"), ("shen", "submit")):
        with opened(path, account) as ledger:
            take(ledger, step)
    return path


@pytest.fixture
def own(submitted: Path, tmp_path: Path) -> Iterator[Path]:
    yield copied(submitted, tmp_path / "own" / "永川区.ledger")


def test_the_year_stands_beside_the_months(begun: Path) -> None:
    with opened(begun) as ledger:
        months, year = ledger.return_months(2025, AFTER), ledger.return_year(2025, AFTER)
        assert len(months) == 12
        assert (year.month, year.state, year.submitted) == (YEAR, "draft", False)


def test_the_checks_look_at_the_whole_year(begun: Path) -> None:
    with opened(begun) as ledger:
        checks = {each.key: each for each in ledger.preview_return(YEAR).checks}
    assert checks["months_submitted"].level == "warn"
    assert "1、2、3" in checks["months_submitted"].detail
    assert checks["unchecked"].detail.startswith("本年 0 行待核查")
    assert "silent_townships" not in checks
    assert "year_over" not in checks


def test_nobody_judges_their_own_year(begun: Path, tmp_path: Path) -> None:
    path = copied(begun, tmp_path / "own" / "永川区.ledger")
    with opened(path, "lu") as ledger:
        with pytest.raises(LedgerFault, match="没有送审"):
            ledger.move_return(YEAR, "hand_in")
        take(ledger, "hand_in")
        with pytest.raises(NotAllowed):
            ledger.move_return(YEAR, "approve")
        with pytest.raises(NotAllowed, match="没有写入：2025 年年报正在审核"):
            ledger.set_narrative(YEAR, "有", "无")
    with opened(path, "shen") as ledger:
        take(ledger, "return", "请补一段说明")
    with opened(path, "lu") as ledger:
        ledger.set_narrative(YEAR, "区外院校联系不够。", "")
        assert "退回稿" in text_of(ledger.preview_return(YEAR).pdf, tmp_path / "p.pdf").replace("　", "")


def test_a_submitted_year_is_frozen_with_digest_and_code(own: Path, tmp_path: Path) -> None:
    with opened(own, "lu") as ledger:
        before = ledger.preview_return(YEAR)
        row = from_within_city(ledger)
        ledger.save("placement", row, {"origin": "outside_city"})
        ledger.write_return(YEAR, tmp_path / "y.pdf", tmp_path / "y.xlsx")
        after = ledger.preview_return(YEAR)
        standing = after.standing
        assert standing is not None
        assert [line.of for line in standing.changed_since] == [YEAR] * len(standing.changed_since)
        assert any(line.figure == "placement.origin.outside_city" for line in standing.changed_since)
        assert ledger.return_year(2025, AFTER).changed > 0
        (changed,) = ledger.return_changes(YEAR)
        assert changed.ids == (row,)
        assert {check.level for check in ledger.verify()} == {"pass"}
    assert (tmp_path / "y.pdf").read_bytes() == before.pdf == after.pdf
    text = text_of(after.pdf, tmp_path / "p.pdf")
    assert "草稿第" not in text
    assert f"编号 500118-{YEAR}-1" in text
    assert before.hotspots


def test_the_months_know_nothing_of_a_submitted_year(own: Path) -> None:
    with opened(own, "lu") as ledger:
        assert {each.state for each in ledger.return_months(2025, AFTER)} == {"draft"}
        december = ledger.preview_return("2025-12").standing
        assert december is not None
        assert not december.corrections
        with ledger.reading() as connection:
            assert submitted_months(connection) == frozenset()


def test_a_corrected_year_says_what_it_replaces_and_what_changed(own: Path, tmp_path: Path) -> None:
    with opened(own, "shen") as ledger:
        take(ledger, "reopen", "有一行登记错了来源")
    with opened(own, "lu") as ledger:
        row = from_within_city(ledger)
        ledger.save("placement", row, {"origin": "outside_city"})
        preview = ledger.preview_return(YEAR)
        standing = preview.standing
        assert standing is not None
        lines = [each.line for each in standing.corrections]
        assert {line.month for line in lines} == {"2025年"}
        outside = next(line for line in lines if line.figure == "placement.origin.outside_city")
        assert outside.label.endswith("（全年）")
        assert outside.difference == 1
        ledger.explain_correction(YEAR, YEAR, outside.figure, cumulative=True, reason="来源登记更正")
        take(ledger, "hand_in")
    for step in ("approve", "submit"):
        with opened(own, "shen") as ledger:
            take(ledger, step)
    with opened(own) as ledger:
        ledger.write_return(YEAR, tmp_path / "2.pdf")
        ledger.write_return(YEAR, tmp_path / "1.pdf", version=1)
        assert ledger.return_year(2025, AFTER).version == 2
    text = text_of((tmp_path / "2.pdf").read_bytes(), tmp_path / "p.pdf")
    assert "第2版，替代" in text
    assert "来源登记更正" in text
    assert "更正说明" not in text_of((tmp_path / "1.pdf").read_bytes(), tmp_path / "p.pdf")


def test_what_is_no_year(begun: Path) -> None:
    with opened(begun) as ledger:
        for text in ("", "25", "20250", "１２３４", "0000", "1066", "九月"):
            with pytest.raises(NotFound):
                ledger.preview_return(text)
