"""One row at a time: save (invalid ones stay as drafts), void, bring back; all journaled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from core import entry
from core.batch_recorder import BatchRecorder
from core.columns import EMPLOYER, PERSON, Stored, stored_row, table_of
from core.errors import LedgerFault
from core.known_records import KnownRecords
from core.privacy.guard import require_living
from core.problems import Problem, Severity, refused
from core.row_check import RowCheck
from core.section import Section, Values
from core.sections import SECTIONS, section_of
from core.sensitive import write_fact
from core.verification import stamps
from core.vocabulary import Vocabulary
from db import journal
from db.base import utc_now
from db.kept_rows import next_id
from db.models import Person

_PERSON_SECTION, _EMPLOYER_SECTION = "person", "employer"
_DOCUMENT = ("id_kind", "id_number", "sex", "birth_date")
_NOT_NULL = {
    "verification": "claimed",
    "vetting": "pending",
    "id_kind": "resident_id",
    "note": "",
    "reference": False,
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved row: its id, and the sections whose rows changed with it."""

    id: int
    sections: frozenset[str]
    problems: tuple[Problem, ...]


class Records:
    """Writes single rows inside the caller's transaction.

    With a `batch` the rows are noted there instead of being journaled one by one.
    """

    def __init__(
        self,
        connection: Connection,
        vocabulary: Vocabulary,
        account: str,
        today: date,
        batch: BatchRecorder | None = None,
    ) -> None:
        self._connection = connection
        self._account = account
        self._today = today
        self._batch = batch
        self._known = KnownRecords(connection)
        self._checks = RowCheck(connection, vocabulary, today)

    # -- saving ----------------------------------------------------------------------------------
    def save(self, section: Section, row_id: int | None, values: Values) -> Saved:
        """Write one row as far as it is valid; the rest is kept as typed and the row stays a draft."""
        before = stored_row(self._connection, section, row_id) if row_id is not None else None
        if row_id is not None:
            require_living(self._connection, section, row_id)
        if before is not None and before.state == "void":
            raise LedgerFault("这一行已作废，不能修改。", todo="先从回收站恢复。")
        given = {**(before.values if before else {}), **(before.drafts if before else {}), **values}
        clean, problems = self._checks.check(section, given, row_id)
        bad = {each.field: each for each in problems if each.severity is Severity.REFUSED}
        drafts = {
            key: str(clean[key]) for key in bad if key in section.by_key and clean.get(key) not in (None, "")
        }
        state = "draft" if refused(problems) else "active"
        touched = {section.key}
        own: dict[str, Any] = {key: clean.get(key) for key in section.by_key if "." not in key}
        own_drafts = {key: text for key, text in drafts.items() if not key.startswith(PERSON)}
        if section.people:
            own["person_id"], kept = self._save_person(before, clean, drafts, touched)
            own_drafts |= kept
        if section.employers:
            own["employer_id"] = self._save_employer(clean, drafts, touched)
        if section.key == stamps.SECTION:
            own = self._verified(before, own)
        apart = {each.key for each in section.sensitive()}
        plain_drafts = {key: text for key, text in own_drafts.items() if key not in apart}
        saved = self._write(section, row_id, own, plain_drafts, state)
        if apart:
            person = own.get("person_id")
            write_fact(self._connection, section, saved, person, own, own_drafts, self._batch)
        after = stored_row(self._connection, section, saved)
        self._journal_change(section, before, after)
        return Saved(saved, frozenset(touched), problems)

    def _verified(self, before: Stored | None, own: dict[str, Any]) -> dict[str, Any]:
        """Who checked a placement and when; nobody checks an own row where the setting forbids it."""
        old = before.values if before else None
        checked = own.get("verification") not in (None, stamps.CLAIMED)
        if checked and (old is None or old["verification"] != own["verification"]):
            stamps.require_other(self._connection, [before.id] if before else None, self._account)
        return stamps.stamped(old, own, self._account, self._today)

    def _write(
        self,
        section: Section,
        row_id: int | None,
        own: Mapping[str, Any],
        drafts: Mapping[str, str],
        state: str,
    ) -> int:
        table = table_of(section.model)
        columns = {
            key: None if key in drafts else value
            for key, value in own.items()
            if key in table.c and key != "id"
        }
        for column, default in _NOT_NULL.items():
            if column in columns and columns[column] is None:
                columns[column] = default
        if "initials" in table.c:
            columns["initials"] = entry.initials(str(columns.get("name") or ""))
        columns["draft_values"] = json.dumps(drafts, ensure_ascii=False) if drafts else ""
        columns["state"] = state
        if row_id is not None and not section.sensitive() and self._holds(table, row_id, columns):
            return row_id  # a row that does not change, nor its fact apart, is not marked as changed
        columns |= {"updated_at": utc_now(), "updated_by": self._account}
        if row_id is None:
            new = next_id(self._connection, table)
            columns |= {"id": new, "created_at": utc_now(), "created_by": self._account}
            if self._batch is not None:
                columns["batch_id"] = self._batch.id
                self._batch.added(table, new)
            self._connection.execute(insert(table).values(**columns))
            return new
        if self._batch is not None:
            self._batch.changing(table, row_id)
        self._connection.execute(update(table).where(table.c.id == row_id).values(**columns))
        return row_id

    def _holds(self, table: Table, row_id: int, columns: Mapping[str, Any]) -> bool:
        """Whether a row has these values already."""
        there = select(*(table.c[key] for key in columns)).where(table.c.id == row_id)
        row = self._connection.execute(there).mappings().one()
        return all(row[key] == value for key, value in columns.items())

    def _save_person(
        self, before: Stored | None, clean: Mapping[str, Any], drafts: Mapping[str, str], touched: set[str]
    ) -> tuple[int | None, dict[str, str]]:
        """The row's person, and what was typed wrong for a known person: that stays with the row."""
        section = section_of(_PERSON_SECTION)
        given = {key.removeprefix(PERSON): value for key, value in clean.items() if key.startswith(PERSON)}
        bad = {key.removeprefix(PERSON): text for key, text in drafts.items() if key.startswith(PERSON)}
        if not any(value for key, value in given.items() if key not in ("id_kind", "sex", "birth_date")):
            return (before.person_id if before else None), {}
        number = None if "id_number" in bad else given.get("id_number")
        known = (
            self._known.person_by_document(given.get("id_kind") or "resident_id", number) if number else None
        )
        if known and "name" in bad:  # somebody else's number: this row's person is a draft of its own
            bad["id_number"], number, known = str(number), None, None
        person_id = known["id"] if known else self._reusable_person(before, number)
        if known and known["id_number"] != number:  # a merged record's document: the kept one stays
            number = known["id_number"]
            given = {key: each for key, each in given.items() if key not in _DOCUMENT}
        kept: dict[str, str] = {}
        if known:
            kept = {PERSON + key: text for key, text in bad.items()}
            given, bad = {key: value for key, value in given.items() if key not in bad}, {}
        old = stored_row(self._connection, section, person_id) if person_id is not None else None
        merged = {
            **(old.values if old else {}),
            **{key: value for key, value in given.items() if value is not None},
        }
        state = "draft" if bad or not merged.get("name") or not number else "active"
        merged |= {"id_number": number}
        saved = self._write(section, person_id, merged, bad, state)
        if self._journal_change(section, old, stored_row(self._connection, section, saved)):
            touched.add(_PERSON_SECTION)
        return saved, kept

    def _reusable_person(self, before: Stored | None, number: str | None) -> int | None:
        """The row's own person, where its number is only now filled in or belongs to this row alone."""
        if before is None or before.person_id is None:
            return None
        person = stored_row(self._connection, section_of(_PERSON_SECTION), before.person_id)
        if person.values["id_number"] in (None, number):
            return person.id
        uses = 0
        for section in SECTIONS:
            if section.people:
                own = table_of(section.model)
                count = select(func.count()).where(own.c.person_id == person.id)
                uses += int(self._connection.execute(count).scalar_one())
        return person.id if uses <= 1 else None

    def _save_employer(
        self, clean: Mapping[str, Any], drafts: Mapping[str, str], touched: set[str]
    ) -> int | None:
        given = {
            key.removeprefix(EMPLOYER): value for key, value in clean.items() if key.startswith(EMPLOYER)
        }
        for key in drafts:
            given.pop(key.removeprefix(EMPLOYER), None)
        name, code = given.get("name"), given.get("credit_code")
        if not name:
            return None
        found = self._known.employer_like(name, code)
        section = section_of(_EMPLOYER_SECTION)
        old = stored_row(self._connection, section, found) if found else None
        news = {key: value for key, value in given.items() if value is not None and key != "name"}
        same = old is not None and all(old.values.get(key) == value for key, value in news.items())
        if old is not None and same and old.state != "void":
            return old.id
        merged = {**(old.values if old else {"name": name}), **news}
        saved = self._write(section, old.id if old else None, merged, {}, "active")
        if self._journal_change(section, old, stored_row(self._connection, section, saved)):
            touched.add(_EMPLOYER_SECTION)
        return saved

    # -- life ------------------------------------------------------------------------------------
    def set_state(self, section: Section, ids: Sequence[int], state: str, reason: str) -> None:
        """Void rows, or bring them back; always with a reason."""
        if not reason.strip():
            raise LedgerFault("没有写原因。", todo="写明作废或恢复的原因再继续。")
        table = table_of(section.model)
        for row_id in ids:
            before = stored_row(self._connection, section, row_id)
            if (before.state == "void") == (state == "void"):
                continue
            self._refuse_merged(section, row_id)
            if state != "void":
                require_living(self._connection, section, row_id)
            wanted = state
            if state != "void":
                wanted = (
                    "draft"
                    if refused(self._checks.check(section, {**before.values, **before.drafts}, row_id)[1])
                    else "active"
                )
            self._connection.execute(
                update(table)
                .where(table.c.id == row_id)
                .values(state=wanted, void_reason=reason if state == "void" else "", updated_at=utc_now())
            )
            journal.append(
                self._connection,
                self._account,
                "void" if state == "void" else "unvoid",
                section.key,
                row_id=row_id,
                reason=reason,
                before={"state": before.state},
                after={"state": wanted},
            )

    def _refuse_merged(self, section: Section, row_id: int) -> None:
        """A record that was merged into another comes back by taking the merge back, not out of the bin."""
        if section.key != _PERSON_SECTION:
            return
        into = select(Person.merged_into).where(Person.id == row_id)
        if self._connection.execute(into).scalar() is not None:
            raise LedgerFault(
                "这份档案已经并入另一份，不能单独恢复。", todo="要分开，请在保留的那个人的页面里撤销合并。"
            )

    def _journal_change(self, section: Section, before: Stored | None, after: Stored) -> bool:
        old = {**before.values, **before.drafts, "state": before.state} if before else {}
        new = {**after.values, **after.drafts, "state": after.state}
        keys = [
            key
            for key in new
            if old.get(key) != new[key] and not (new[key] in (None, "") and not old.get(key))
        ]
        if not keys or self._batch is not None:
            return bool(keys)
        journal.append(
            self._connection,
            self._account,
            "change" if before else "add",
            section.key,
            row_id=after.id,
            before={key: old.get(key) for key in keys if before},
            after={key: new[key] for key in keys},
        )
        return True
