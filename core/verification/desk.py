"""Checks of many placements: by hand, against a social-insurance list, taken back as one."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from core.codes import code_list
from core.columns import table_of
from core.errors import LedgerFault, NotFound
from core.files import write_whole
from core.identity import mask_id
from core.plain_workbook import PlainSheet, plain_workbook
from core.sections import section_of
from core.verification import runs
from core.verification.insurance import Claim, Finding, Group, Listed, Proposal, compare, only_listed
from core.verification.insurance_list import InsuranceList, read_list
from core.verification.stamps import (
    BY_OTHER,
    CLAIMED,
    REJECTED,
    own_rows,
    require_other,
    stored_truth,
)
from core.views import Change
from core.workbook_file import column_width
from db.models import Employer, Person, Placement
from db.portions import portions

if TYPE_CHECKING:
    from core.facade.base import OpenLedger, Progress

_TABLE = table_of(Placement)
SECTIONS = frozenset(("placement",))
SAFE = "安全。台账没有改动。"
_IMPORTED = (
    "person.name",
    "person.id_number",
    "employer.name",
    "employer.credit_code",
    "placed_on",
    "note",
)
"""Columns of the sheet of people who are in a list and not in the ledger: it can be imported as it is."""
_STRANGER = "社保名单中有，台账里没有登记"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check did: rows written, rows that stood so already, drafts and void ones passed over."""

    run: int
    written: int
    same: int
    passed_over: int


@dataclass(frozen=True, slots=True)
class InsuranceRow:
    """One finding as the page shows it; the ID number is masked."""

    row_id: int
    group: Group
    name: str
    masked_number: str
    employer: str
    listed_employer: str
    listed_name: str
    placed_on: date
    insured_from: date | None
    insured_to: date | None
    verification: str
    likeness: int
    possible: tuple[Proposal, ...]
    blocked: bool
    """Entered by the same account, which may not check it (a setting)."""


@dataclass(frozen=True, slots=True)
class InsurancePreview:
    """What a list says of the placements of a span. Nothing is written; `apply_insurance` takes the token."""

    token: str
    file_name: str
    sheet: str
    digest: str
    first: date
    last: date
    list_rows: int
    people: int
    refused: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]
    rows: tuple[InsuranceRow, ...]
    counts: Mapping[Group, int]
    only_listed: int
    """People of the list without a placement in the span."""
    with_employer: bool
    with_dates: bool


@dataclass(slots=True)
class _Compared:
    """What is kept of a list between preview and writing; nothing after it but who is not in the ledger."""

    listed: InsuranceList | None
    first: date
    last: date
    findings: dict[int, Finding]
    blocked: frozenset[int]
    strangers: tuple[Listed, ...]
    counts: dict[str, int]


class VerificationDesk:
    """What the façade does with checks of many placements."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger
        self._compared: dict[str, _Compared] = {}

    # -- by hand ---------------------------------------------------------------------------------
    def set_state(self, ids: Sequence[int], state: str, on: date, reason: str) -> tuple[Change, Verified]:
        """Set the verification of many placements: one transaction, one journal entry, one undo.

        Raises:
            LedgerFault: an unknown state, a day to come, rejected without a reason, or own rows where
                the setting forbids it. Nothing is written then.
        """
        _require_sound(state, on, reason)
        account = self._ledger.info.account
        with self._ledger.changing("verification.change") as connection:
            states = _states(connection, ids)
            active = [each for each in ids if states.get(each) == "active"]
            if state != CLAIMED:
                require_other(connection, active, account)
            checked = state != CLAIMED
            values = {
                "verification": state,
                "verified_on": on if checked else None,
                "verified_by": account if checked else None,
                "verification_note": reason.strip() or None,
            }
            found = dict.fromkeys(active, values)
            counts = {"rows": len(active)}
            words = reason.strip() or code_list("verification").name_of(state)
            if not active:
                raise LedgerFault("选中的行都是草稿或已作废，没有设核查结果。", SAFE, "请先改好草稿。")
            run, written = runs.write(connection, account, runs.HAND, found, words, counts, last=on)
        passed_over = len(set(ids)) - len(active)
        done = Verified(run, len(written), len(active) - len(written), passed_over)
        return Change(SECTIONS, written), done

    def undo(self, run: int, reason: str) -> Change:
        """Take a check back as one."""
        with self._ledger.changing("verification.change") as connection:
            ids = runs.undo(connection, self._ledger.info.account, run, reason)
        return Change(SECTIONS, ids)

    # -- against a list --------------------------------------------------------------------------
    def preview_insurance(
        self, path: Path, first: date, last: date, sheet: str | None, progress: Progress | None
    ) -> InsurancePreview:
        """Hold the placements dated from `first` to `last` against a list; insured means on `last`."""
        self._ledger.require("verification.change")
        if last < first:
            raise LedgerFault("截止日早于起始日，没有比对。", SAFE, "请改好日期再比对。")
        listed = read_list(path, sheet, progress)
        with self._ledger.reading() as connection:
            claims = list(_claims(connection, first, last))
            findings = {each.claim.row_id: each for each in compare(claims, listed.rows, last)}
            blocked = self._blocked(connection, list(findings))
            known = frozenset(_known_numbers(connection, first, last))
        strangers = only_listed(listed.rows, known)
        counts = Counter(finding.group for finding in findings.values())
        kept = {group.value: counts[group] for group in Group}
        kept |= {
            "list_rows": len(listed.rows),
            "list_refused": len(listed.refused),
            "only_listed": len(strangers),
            "placements": len(findings),
        }
        token = secrets.token_hex(8)
        self._compared = {token: _Compared(listed, first, last, findings, blocked, strangers, kept)}
        return InsurancePreview(
            token=token,
            file_name=listed.file_name,
            sheet=listed.sheet,
            digest=listed.digest,
            first=first,
            last=last,
            list_rows=len(listed.rows),
            people=len({row.number for row in listed.rows}),
            refused=listed.refused,
            notices=listed.notices,
            rows=tuple(_shown(each, each.claim.row_id in blocked) for each in findings.values()),
            counts={group: counts[group] for group in Group},
            only_listed=len(strangers),
            with_employer=listed.with_employer,
            with_dates=listed.with_dates,
        )

    def apply_insurance(
        self, token: str, choices: Mapping[int, Proposal], on: date
    ) -> tuple[Change, Verified]:
        """Write what was chosen for each placement; rows without a choice are left alone.

        Raises:
            NotFound: the preview is gone.
            LedgerFault: a choice that the finding does not allow, or rows that changed since.
        """
        kept = self._taken(token)
        if kept.listed is None:
            raise NotFound("这次比对已经写入，没有再写一遍。")
        chosen = {row: each for row, each in choices.items() if each is not Proposal.NONE}
        if not chosen:
            raise LedgerFault("没有选任何一行，没有写入。", SAFE, "请选好要写的行。")
        for row, proposal in chosen.items():
            finding = kept.findings.get(row)
            if finding is None or proposal not in finding.possible:
                raise LedgerFault(f"第 {row:,} 行不能这样办理，没有写入。", SAFE, "请重新比对。")
        account = self._ledger.info.account
        with self._ledger.changing("verification.change") as connection:
            self._require_same(connection, kept, chosen)
            checked = [row for row, each in chosen.items() if each is not Proposal.END]
            require_other(connection, checked, account)
            values = {
                row: _columns(kept.findings[row], proposal, account, on) for row, proposal in chosen.items()
            }
            facts = {
                "file_name": kept.listed.file_name,
                "digest": kept.listed.digest,
                "first": kept.first,
                "last": kept.last,
            }
            made = Counter(each.value for each in chosen.values())
            counts = {**kept.counts, **{f"written_{key}": number for key, number in made.items()}}
            words = f"社保比对，截止 {kept.last.isoformat()}"
            run, written = runs.write(connection, account, runs.INSURANCE, values, words, counts, **facts)
        kept.listed, kept.findings = None, {}
        return Change(SECTIONS, written), Verified(run, len(written), len(chosen) - len(written), 0)

    def export_strangers(self, token: str, out: Path, reason: str) -> int:
        """Write the people of the list without a placement as a sheet that can be imported.

        Whole ID numbers leave the ledger: a reason is needed, and it is journaled.
        """
        kept = self._taken(token)
        self._ledger.require("rows.reveal")
        if not reason.strip():
            raise LedgerFault("没有写导出用途，没有导出。", SAFE, "写明用途再导出。")
        by_key = section_of("placement").by_key
        columns = [(by_key[key].label, column_width(by_key[key])) for key in _IMPORTED]
        rows = [
            (each.name, each.number, each.employer, each.code, each.start, _STRANGER)
            for each in kept.strangers
        ]
        with self._ledger.drafting() as connection:
            after = {"rows": len(rows), "full_ids": True, "what": "only_listed"}
            self._ledger.note_on(connection, "export", "placement", reason=reason, after=after)
            write_whole(out, plain_workbook(PlainSheet("社保名单有登记没有", columns, rows, 1)))
        return len(rows)

    def forget(self) -> None:
        """Let go of the list that was compared last."""
        self._compared = {}

    # -- inside ----------------------------------------------------------------------------------
    def _taken(self, token: str) -> _Compared:
        try:
            return self._compared[token]
        except KeyError:
            raise NotFound("这次比对的预览已经失效，没有写入。", todo="重新选名单再比对。") from None

    def _blocked(self, connection: Connection, ids: list[int]) -> frozenset[int]:
        if not stored_truth(connection, BY_OTHER):
            return frozenset()
        return frozenset(own_rows(connection, ids, self._ledger.info.account))

    def _require_same(self, connection: Connection, kept: _Compared, chosen: Mapping[int, Proposal]) -> None:
        """The rows stand as they were compared: else the finding may no longer be true."""
        now = {each.row_id: each for each in _claims(connection, kept.first, kept.last)}
        moved = sorted(row for row in chosen if now.get(row) != kept.findings[row].claim)
        if moved:
            shown = "、".join(map(str, moved[:8])) + (" 等" if len(moved) > 8 else "")
            raise LedgerFault(
                f"第 {shown} 行在比对以后改过，共 {len(moved):,} 行，没有写入。", SAFE, "请重新比对。"
            )


def _require_sound(state: str, on: date, reason: str) -> None:
    if state not in code_list("verification"):
        raise NotFound("没有这种核查结果。")
    if on > date.today():
        raise LedgerFault(f"核查日期 {on} 还没有到，没有设核查结果。", SAFE, "请改成实际核查的那一天。")
    if state == REJECTED and not reason.strip():
        raise LedgerFault("未通过的要写明原因，没有设核查结果。", SAFE, "写明原因再保存。")


def _states(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in portions(list(dict.fromkeys(ids))):
        statement = select(_TABLE.c.id, _TABLE.c.state).where(_TABLE.c.id.in_(chunk))
        found |= {row.id: str(row.state) for row in connection.execute(statement)}
    return found


def _claims(connection: Connection, first: date, last: date) -> Any:
    """Placements of the span that stand: active, and not rejected."""
    person, employer = table_of(Person), table_of(Employer)
    source = _TABLE.join(person, person.c.id == _TABLE.c.person_id).outerjoin(
        employer, employer.c.id == _TABLE.c.employer_id
    )
    statement = (
        select(
            _TABLE.c.id,
            person.c.name,
            person.c.id_number,
            employer.c.name.label("employer"),
            employer.c.credit_code,
            _TABLE.c.placed_on,
            _TABLE.c.ended_on,
            _TABLE.c.verification,
        )
        .select_from(source)
        .where(_TABLE.c.state == "active", _TABLE.c.verification != REJECTED)
        .where(_TABLE.c.placed_on.between(first, last), person.c.erased_at.is_(None))
        .order_by(_TABLE.c.id)
    )
    for row in connection.execute(statement):
        if row.ended_on is not None and row.ended_on <= last:
            continue
        yield Claim(
            row.id,
            row.name or "",
            row.id_number or "",
            row.employer or "",
            row.credit_code or "",
            row.placed_on,
            row.ended_on,
            row.verification,
        )


def _known_numbers(connection: Connection, first: date, last: date) -> Any:
    """ID numbers of everybody with a placement of the span in the ledger, whatever its state but void."""
    person = table_of(Person)
    statement = (
        select(person.c.id_number)
        .join(_TABLE, _TABLE.c.person_id == person.c.id)
        .where(_TABLE.c.state != "void", _TABLE.c.placed_on.between(first, last))
    )
    return connection.scalars(statement)


def _shown(finding: Finding, blocked: bool) -> InsuranceRow:
    claim, listed = finding.claim, finding.listed
    possible = tuple(
        each for each in finding.possible if not blocked or each in (Proposal.NONE, Proposal.END)
    )
    return InsuranceRow(
        row_id=claim.row_id,
        group=finding.group,
        name=claim.name,
        masked_number=mask_id(claim.number),
        employer=claim.employer,
        listed_employer=listed.employer if listed else "",
        listed_name=listed.name if listed and finding.group is Group.NAME_DIFFERS else "",
        placed_on=claim.placed_on,
        insured_from=listed.start if listed else None,
        insured_to=listed.end if listed else None,
        verification=claim.verification,
        likeness=finding.likeness,
        possible=possible,
        blocked=blocked,
    )


def _columns(finding: Finding, proposal: Proposal, account: str, on: date) -> dict[str, Any]:
    """What a choice writes to a placement."""
    listed = finding.listed
    if proposal is Proposal.END:
        assert listed is not None
        assert listed.end is not None
        return {"ended_on": listed.end, "verification_note": f"社保 {listed.end.isoformat()} 停保"}
    stamps = {"verified_on": on, "verified_by": account}
    if proposal is Proposal.REJECT:
        return {"verification": REJECTED, "verification_note": _why_rejected(finding), **stamps}
    since = f" {listed.start.isoformat()} 起" if listed and listed.start else ""
    note = f"社保参保{since}"
    if finding.group is not Group.MATCHED and listed:
        note += f"，名单上的单位：{listed.employer}"
    return {"verification": "social_insurance", "verification_note": note, **stamps}


def _why_rejected(finding: Finding) -> str:
    if finding.group is Group.NAME_DIFFERS:
        return "社保名单上这个证件号是另一个姓名"
    if finding.listed is not None:
        return f"社保名单上的单位：{finding.listed.employer or '未填'}"
    return "社保名单中没有这个人的有效参保"
