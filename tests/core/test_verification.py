"""Checks of many placements by hand: one entry, one undo, and who may."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from evidence_samples import png
from ledger_samples import add_account, opened, placement
from sqlalchemy import func, select
from verification_samples import (
    FIRM_OF,
    FIRST,
    LAST,
    TODAY,
    actions,
    claimed,
    compared,
    ids_of,
    listed,
    tables,
    value,
)

from core.errors import LedgerFault, NotAllowed, NotFound
from core.ledger import Ledger
from core.returns.touched import touched_since
from core.verification.insurance import Proposal
from db.engine import reading
from db.models import Journal


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with claimed(tmp_path) as made:
        yield made


def test_many_rows_are_one_entry_and_one_undo(ledger: Ledger) -> None:
    ids, before = ids_of(ledger), tables(ledger)
    change, done = ledger.verify_rows(ids, "visit", date(2025, 9, 3), "九月走访")
    assert (done.written, done.same, done.passed_over) == (12, 0, 1)
    assert change.sections == frozenset(("placement",))
    assert len(actions(ledger, "verify")) == 1
    shown = ledger.rows("placement", [ids[0]])[0]
    assert [shown.texts[key] for key in ("verification", "verified_on", "verified_by")] == [
        "实地走访",
        "2025-09-03",
        "admin",
    ]
    entry = ledger.history("placement", ids[0])[0]
    assert (entry.action, entry.reason) == ("核查", "九月走访")
    assert ("核查", "待核查", "实地走访") in entry.changes
    assert [check.level for check in ledger.verify() if check.name == "批量核查"] == ["pass"]
    (run,) = ledger.verification_runs()
    assert (run.rows, run.undone_at) == (12, None)
    assert set(ledger.verification_rows(run.id)) == set(ids[:12])
    ledger.undo_verification(run.id, "选错了行")
    assert tables(ledger) == before
    assert ledger.history("placement", ids[0])[0].action == "撤销核查"
    with pytest.raises(LedgerFault, match="已经撤销过"):
        ledger.undo_verification(run.id, "再来一次")


def test_a_check_is_not_taken_back_over_a_later_change(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:4]
    run = ledger.verify_rows(ids, "phone", TODAY, "")[1].run
    ledger.save("placement", ids[2], {"verification": "visit"})
    ledger.save("placement", ids[1], {"note": "这一列不相干"})
    with pytest.raises(LedgerFault, match=f"第 {ids[2]} 行后来又改过"):
        ledger.undo_verification(run, "撤")
    assert value(ledger, ids[0], "verification") == "phone"
    with pytest.raises(LedgerFault, match="没有写撤销原因"):
        ledger.undo_verification(run, " ")


def test_rejected_needs_a_reason_and_leaves_the_count_with_it(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:3]
    with pytest.raises(LedgerFault, match="未通过的要写明原因"):
        ledger.verify_rows(ids, "rejected", TODAY, "")
    with pytest.raises(LedgerFault, match="还没有到"):
        ledger.verify_rows(ids, "phone", date(2099, 1, 1), "")
    with pytest.raises(NotFound):
        ledger.verify_rows(ids, "gossip", TODAY, "")
    whole = ledger.explain("placement.total", date(2025, 12, 31))
    ledger.verify_rows(ids, "rejected", TODAY, "单位说没有这个人")
    after = ledger.explain("placement.total", date(2025, 12, 31))
    assert whole.counted - after.counted == 3
    assert {each.reason: each.rows for each in after.left_out}["核查未通过"] == 3
    assert value(ledger, ids[0], "verification_note") == "单位说没有这个人"
    shares = {each.key: each.value for each in ledger.figures(date(2025, 12, 31))}
    assert shares["placement.checked_share"] == Decimal(0)
    ledger.verify_rows(ids_of(ledger)[3:6], "phone", TODAY, "")
    shares = {each.key: each.value for each in ledger.figures(date(2025, 12, 31))}
    assert shares["placement.checked_share"] == Decimal("33.33")


def test_who_and_when_follow_the_state_in_the_form_too(ledger: Ledger) -> None:
    row = ids_of(ledger)[0]
    ledger.save("placement", row, {"verification": "phone"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == ("admin", date.today())
    ledger.save("placement", row, {"verified_on": date(2025, 9, 1)})
    assert value(ledger, row, "verified_on") == date(2025, 9, 1)
    ledger.save("placement", row, {"note": "别的"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == (
        "admin",
        date(2025, 9, 1),
    )
    ledger.save("placement", row, {"verification": "claimed"})
    assert (value(ledger, row, "verified_by"), value(ledger, row, "verified_on")) == (None, None)


def test_the_stricter_setting_keeps_people_from_their_own_rows(ledger: Ledger, tmp_path: Path) -> None:
    ids = ids_of(ledger)
    ledger.verify_rows(ids[:1], "phone", TODAY, "")
    ledger.set_setting("verify_by_other", "是", "制度要求")
    for attempt in (
        lambda: ledger.verify_rows(ids[1:3], "phone", TODAY, ""),
        lambda: ledger.save("placement", ids[3], {"verification": "phone"}),
        lambda: ledger.save("placement", None, placement(30, verification="phone")),
    ):
        with pytest.raises(LedgerFault, match="本人录入的行不能由本人核查"):
            attempt()
    ledger.save("placement", ids[0], {"note": "已核查的行照样能改"})
    ledger.verify_rows(ids[:1], "claimed", TODAY, "退回")
    preview = compared(ledger, tmp_path, listed(1, FIRM_OF[1]))
    assert all(row.blocked for row in preview.rows)
    assert {Proposal.CHECK, Proposal.REJECT} & {
        each for row in preview.rows for each in row.possible
    } == set()
    with pytest.raises(LedgerFault, match="只能填"):
        ledger.set_setting("verify_by_other", "也许", "试试")
    add_account(ledger, "二号", "reviewer")
    path = ledger.info.path
    ledger.close()
    with opened(path, "二号") as other:
        assert other.verify_rows(ids[1:3], "phone", TODAY, "")[1].written == 2


def test_only_the_desk_checks(ledger: Ledger) -> None:
    add_account(ledger, "审计", "auditor")
    path, ids = ledger.info.path, ids_of(ledger)
    ledger.close()
    with opened(path, "审计") as auditor:
        for attempt in (
            lambda: auditor.verify_rows(ids, "phone", TODAY, ""),
            lambda: auditor.draw_sample(FIRST, LAST, None, True, "3"),
            lambda: auditor.undo_verification(1, "x"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert auditor.verification_runs() == ()


def test_a_check_of_many_rows_is_a_cause_that_a_correction_can_name(ledger: Ledger) -> None:
    ids = ids_of(ledger)[:3]
    run = ledger.verify_rows(ids, "rejected", TODAY, "查无此人")[1].run
    ledger.undo_verification(run, "查错了")
    ledger.attach_content("placement", ids[0], png(), "a.png")
    with reading(ledger.engine) as connection:
        last = connection.execute(select(func.max(Journal.seq))).scalar_one()
        touches = touched_since(connection, last - 3)
    assert [(each.row, each.reason) for each in touches] == [
        *((row, "查无此人") for row in sorted(ids)),
        *((row, "查错了") for row in sorted(ids)),
    ]
    assert all(each.days for each in touches)
