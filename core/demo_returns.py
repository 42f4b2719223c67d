"""The returns of the demonstration: the months up to July submitted, August in review, a row of July changed.

Two made-up accounts take the steps, so that both sides of a review can be tried; they open with the
demonstration's own password.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from core.due_date import due_on
from core.ledger import Ledger
from core.period import Month
from core.returns import books
from core.returns.checks import WARN, about
from core.returns.drafting import Drafting
from core.returns.lifecycle import Step
from core.returns.review import Review
from core.views import Query

RECORDER, REVIEWER = "zhoumin", "limei"
"""Account names of the demonstration: 周敏 records, 李梅 reviews."""
SUBMITTED_UNTIL, IN_REVIEW = 7, 8
_SILENT = "已电话核实，本月确无新增。"
_REASONS = {
    "silent_townships": _SILENT,
    "drafts": "证件号待本人补齐，补齐后计入下期。",
    "unchecked": "核查按计划在下月上旬完成。",
    "fallen": "重复登记并档，已列更正。",
}


class _Earlier(Review):
    """Takes steps as if on the eighth of the following month, without a backup of each."""

    def __init__(self, ledger: Ledger, drafting: Drafting, day: date) -> None:
        super().__init__(ledger, drafting)
        self._day = day

    def _reported_on(self, connection: Connection) -> date:
        del connection
        return self._day

    def _back_up(self, text: str, step: Step) -> None:
        del text, step


def make_returns(ledger: Ledger, year: int, password: str) -> None:
    """Submit the first months of the year, hand August in, and change a row of July afterwards."""
    ledger.add_account(RECORDER, ("recorder",), password)
    ledger.add_account(REVIEWER, ("reviewer",), password)
    began = ledger.info.unit.valid_from
    for number in range(1, IN_REVIEW + 1):
        month = Month(year, number)
        if began is not None and month.span.start < began:
            continue
        review = _Earlier(ledger, Drafting(ledger), due_on(month).replace(day=8))
        with _as(ledger, RECORDER, "recorder"):
            _explain(ledger, str(month))
            review.take(str(month), "hand_in")
        if number <= SUBMITTED_UNTIL:
            with _as(ledger, REVIEWER, "reviewer"):
                review.take(str(month), "approve")
                review.take(str(month), "submit")
    _correct(ledger, year)


@contextmanager
def _as(ledger: Ledger, account: str, role: str) -> Iterator[None]:
    """Let one of the demonstration's own accounts act."""
    own = ledger.info
    ledger.info = replace(own, account=account, roles=(role,))
    try:
        yield
    finally:
        ledger.info = own


def _explain(ledger: Ledger, month: str) -> None:
    """Reasons for all warnings of a month, found and written in one go."""
    drafting = Drafting(ledger)
    with ledger.changing("return.draft") as connection:
        for check in drafting.open_checks(connection, drafting.period(connection, month)):
            if check.level == WARN:
                note = books.Note(_REASONS.get(check.key, "已核对，情况属实。"), about(check))
                books.keep_note(connection, month, 1, books.CHECK, check.key, note, ledger.info.account)


def _correct(ledger: Ledger, year: int) -> None:
    """Two late facts about July: a double registration voided, an origin put right."""
    rows = ledger.rows(
        "placement", ledger.find("placement", Query(filters={"placed_on": f"{year:04d}-07"}))[:40]
    )
    counted = [row for row in rows if row.values["origin"] == "within_city"]
    if len(counted) > 1:
        with _as(ledger, RECORDER, "recorder"):
            ledger.save("placement", counted[1].id, {"origin": "outside_city"})
        ledger.void("placement", [counted[0].id], "重复登记")
