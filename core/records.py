"""One row at a time: save (invalid ones stay as drafts), void, bring back; all journaled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from core import entry
from core.batch_recorder import BatchRecorder
from core.columns import EMPLOYER, PERSON, Stored, rows_statement, stored, table_of
from core.compute import Evaluator, worded
from core.errors import LedgerFault, NotFound
from core.figure import Share, Tally
from core.figures import catalogue, township_figure
from core.manufacturing_counties import outside_counties
from core.merged_names import employer_aliases
from core.period import statistical_year, year_of
from core.privacy.guard import require_living
from core.privacy.marks import MarkList
from core.problems import Problem, Severity, refused
from core.section import Parent, Section, Values
from core.sections import SECTIONS, section_of
from core.sections.fair_employer import REJECTED
from core.sensitive import write_fact
from core.settings import Rules
from core.sources import SOURCES
from core.submitted import late_problems
from core.units import unit_of_key
from core.verification import stamps
from core.vocabulary import Vocabulary
from db import journal
from db.base import utc_now
from db.kept_rows import next_id
from db.models import Employer, Person

_PERSON_SECTION, _EMPLOYER_SECTION = "person", "employer"
_OWN_NUMBERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "person": {"id_number": ("id_kind",)},
    "employer": {"credit_code": ()},
}
"""Numbers that one record alone may have, with the columns that belong to them."""
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
    """Reads and writes single rows inside the caller's transaction.

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
        self._vocabulary = vocabulary
        self._account = account
        self._today = today
        self._batch = batch

    # -- reading ---------------------------------------------------------------------------------
    def stored(self, section: Section, row_id: int) -> Stored:
        """One row.

        Raises:
            NotFound: when it is gone.
        """
        own = table_of(section.model)
        row = self._connection.execute(rows_statement(section).where(own.c.id == row_id)).mappings().first()
        if row is None:
            raise NotFound("这一行已经不在台账里。", todo="按 F5 重新读取。")
        return stored(section, dict(row))

    def check(
        self, section: Section, values: Values, row_id: int | None
    ) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Normalised and derived values, and what is wrong or worth a look. Writes nothing.

        Values that cannot be taken stand in the result as they were typed.
        """
        clean, problems = entry.normalised(section, values, self._vocabulary, self._today)
        clean = entry.derived(section, clean)
        bad = {problem.field for problem in problems if problem.severity is Severity.REFUSED}
        taken = {key: None if key in bad else value for key, value in clean.items()}
        problems += [each for each in section.check(taken) if each.field not in bad]
        problems += [
            Problem(each.key, f"{each.label}未填")
            for each in section.required()
            if clean.get(each.key) in (None, "") and each.key not in bad
        ]
        if section.people and not bad:
            problems += self._person_problems(section, clean, row_id)
        if section.key == _PERSON_SECTION and row_id is None and taken.get("id_number"):
            kind = taken.get("id_kind") or "resident_id"
            problems += self._warned("id_number", kind, taken["id_number"])
        problems += self._taken_numbers(section, taken, row_id)
        problems += self._whole_problems(section, taken)
        problems += late_problems(
            self._connection, section, taken, lambda: self.stored(section, row_id).values if row_id else None
        )
        unit = unit_of_key(self._vocabulary.unit_key).name
        problems += outside_counties(section, taken, unit, self._today)
        return clean, tuple(_once(problems))

    def known_person(self, number: str, kind: str = "resident_id") -> dict[str, Any] | None:
        """The person with this document, as `person.*` values; None when the ledger knows none."""
        found = self._person_by_document(kind, number)
        if found is None:
            return None
        fields = (
            each.removeprefix(PERSON) for each in section_of("placement").by_key if each.startswith(PERSON)
        )
        return {PERSON + key: found[key] for key in fields}

    def known_employer(self, name: str) -> dict[str, Any] | None:
        """The employer with this name, as `employer.*` values and its industry and township."""
        table = table_of(Employer)
        found = (
            select(table).where(table.c.name == name.strip(), table.c.state == "active").order_by(table.c.id)
        )
        row = self._connection.execute(found).mappings().first()
        if row is None:
            return None
        known = {EMPLOYER + key: row[key] for key in ("name", "credit_code", "type")}
        return {**known, "industry": row["industry"], "township": row["township"]}

    def counts_towards(self, section: Section, row_id: int, rules: Rules) -> tuple[str, ...]:
        """What a row counts towards in its year, or why it does not, in sentences."""
        row = self.stored(section, row_id)
        if row.state == "draft":
            return ("草稿暂不计入。改好后按日期、类型计入。",)
        if row.state == "void":
            return ("已作废，不计入。",)
        if section.parent is not None:
            return self._with_whole(section.parent, row, rules)
        day = row.values.get(section.dating) if section.dating else None
        tallies = _tallies_of(section.key)
        if day is None or not tallies:
            return ("这一栏目的行不直接计数。",)
        township = row.values.get("township")
        if section.key == "placement" and township in self._vocabulary.townships:
            tallies.append(township_figure(township, self._vocabulary.townships[township]))
        evaluator = Evaluator(self._connection, rules, only=(row.person_id, row.id))
        span = statistical_year(year_of(day, rules.cut_off_day), rules.cut_off_day)
        reasons = {each.key: evaluator.reason_of(each, span, row_id) for each in tallies}
        counted = tuple(f"计入{each.label}" for each in tallies if reasons[each.key] is None)
        return counted or (f"暂不计入：{worded(reasons[tallies[0].key] or '')}。",)

    def _with_whole(self, parent: Parent, row: Stored, rules: Rules) -> tuple[str, ...]:
        """What a part counts towards by way of its whole."""
        if row.values.get("vetting") == REJECTED:
            return ("暂不计入：资质审核不通过。",)
        whole = self.counts_towards(section_of(parent.section), row.values[parent.field], rules)
        added = SOURCES[parent.section].amounts
        labels = {f"计入{each.label}" for each in _tallies_of(parent.section) if each.column in added}
        return tuple(each for each in whole if each in labels) or whole

    def _taken_numbers(
        self, section: Section, values: Mapping[str, Any], row_id: int | None
    ) -> Iterable[Problem]:
        """A document or credit code that another record already has."""
        table = table_of(section.model)
        for key, kinds in _OWN_NUMBERS.get(section.key, {}).items():
            if values.get(key) is None:
                continue
            same = [table.c[each] == values[each] for each in (key, *kinds)]
            other = select(table.c.id).where(*same, table.c.id != (row_id or 0))
            if self._connection.execute(other).first() is not None:
                label = section.by_key[key].label
                yield Problem(key, f"这个{label}已经建档，请改那一行；在回收站里的先恢复")

    def _whole_problems(self, section: Section, values: Mapping[str, Any]) -> Iterable[Problem]:
        """The whole that a row is a part of is there, and not in the recycle bin."""
        parent = section.parent
        if parent is None or values.get(parent.field) is None:
            return
        table = table_of(parent.model)
        found = select(table.c.state).where(table.c.id == values[parent.field])
        if self._connection.execute(found).scalar() in (None, "void"):
            title = section_of(parent.section).title
            yield Problem(parent.field, f"台账里没有这个编号的{title}，或它已作废")

    def _warned(self, field: str, kind: str, number: Any) -> list[Problem]:
        """A word where somebody is recorded again who was erased."""
        return MarkList(self._connection).warnings(field, (kind, str(number))) if number else []

    def _person_problems(
        self, section: Section, clean: Mapping[str, Any], row_id: int | None
    ) -> list[Problem]:
        number = clean.get(PERSON + "id_number")
        kind = clean.get(PERSON + "id_kind") or "resident_id"
        person = self._person_by_document(kind, number) if number else None
        if person is None:
            return self._warned(PERSON + "id_number", kind, number)
        name = clean.get(PERSON + "name")
        if name and person["name"] and name != person["name"]:
            return [
                Problem(PERSON + "name", "这个证件号已登记为另一个姓名。请核对证件；改名的先到人员档案里改。")
            ]
        if section.repeats:
            return []
        own = table_of(section.model)
        others = select(func.count()).where(own.c.person_id == person["id"], own.c.state == "active")
        if row_id is not None:
            others = others.where(own.c.id != row_id)
        if self._connection.execute(others).scalar_one():
            return [Problem(PERSON + "id_number", "已有同人登记，按最早一笔计", Severity.WARNING)]
        return []

    # -- saving ----------------------------------------------------------------------------------
    def save(self, section: Section, row_id: int | None, values: Values) -> Saved:
        """Write one row as far as it is valid; the rest is kept as typed and the row stays a draft."""
        before = self.stored(section, row_id) if row_id is not None else None
        if row_id is not None:
            require_living(self._connection, section, row_id)
        if before is not None and before.state == "void":
            raise LedgerFault("这一行已作废，不能修改。", todo="先从回收站恢复。")
        given = {**(before.values if before else {}), **(before.drafts if before else {}), **values}
        clean, problems = self.check(section, given, row_id)
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
        after = self.stored(section, saved)
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
        known = self._person_by_document(given.get("id_kind") or "resident_id", number) if number else None
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
        old = self.stored(section, person_id) if person_id is not None else None
        merged = {
            **(old.values if old else {}),
            **{key: value for key, value in given.items() if value is not None},
        }
        state = "draft" if bad or not merged.get("name") or not number else "active"
        merged |= {"id_number": number}
        saved = self._write(section, person_id, merged, bad, state)
        if self._journal_change(section, old, self.stored(section, saved)):
            touched.add(_PERSON_SECTION)
        return saved, kept

    def _reusable_person(self, before: Stored | None, number: str | None) -> int | None:
        """The row's own person, where its number is only now filled in or belongs to this row alone."""
        if before is None or before.person_id is None:
            return None
        person = self.stored(section_of(_PERSON_SECTION), before.person_id)
        if person.values["id_number"] in (None, number):
            return person.id
        uses = 0
        for section in SECTIONS:
            if section.people:
                own = table_of(section.model)
                count = select(func.count()).where(own.c.person_id == person.id)
                uses += int(self._connection.execute(count).scalar_one())
        return person.id if uses <= 1 else None

    def _person_by_document(self, kind: str, number: str) -> dict[str, Any] | None:
        table = table_of(Person)
        found = select(table).where(table.c.id_kind == kind, table.c.id_number == number)
        row = self._connection.execute(found).mappings().first()
        while row is not None and row["merged_into"] is not None:
            kept = select(table).where(table.c.id == row["merged_into"])
            row = self._connection.execute(kept).mappings().first()
        return dict(row) if row else None

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
        found = self._employer_like(name, code)
        section = section_of(_EMPLOYER_SECTION)
        old = self.stored(section, found) if found else None
        news = {key: value for key, value in given.items() if value is not None and key != "name"}
        same = old is not None and all(old.values.get(key) == value for key, value in news.items())
        if old is not None and same and old.state != "void":
            return old.id
        merged = {**(old.values if old else {"name": name}), **news}
        saved = self._write(section, old.id if old else None, merged, {}, "active")
        if self._journal_change(section, old, self.stored(section, saved)):
            touched.add(_EMPLOYER_SECTION)
        return saved

    def _employer_like(self, name: str, code: str | None) -> int | None:
        """The employer with this credit code, in the recycle bin too; else the one with this name."""
        table = table_of(Employer)
        by_name = (table.c.name == name) & (table.c.state != "void")
        if code:
            found = self._connection.execute(select(table.c.id).where(table.c.credit_code == code)).scalar()
            if found is not None:
                return int(found)
            by_name &= table.c.credit_code.is_(None)
        named = self._connection.execute(select(table.c.id).where(by_name).order_by(table.c.id)).scalar()
        return employer_aliases(self._connection).get(name) if named is None else int(named)

    # -- life ------------------------------------------------------------------------------------
    def set_state(self, section: Section, ids: Sequence[int], state: str, reason: str) -> None:
        """Void rows, or bring them back; always with a reason."""
        if not reason.strip():
            raise LedgerFault("没有写原因。", todo="写明作废或恢复的原因再继续。")
        table = table_of(section.model)
        for row_id in ids:
            before = self.stored(section, row_id)
            if (before.state == "void") == (state == "void"):
                continue
            self._refuse_merged(section, row_id)
            if state != "void":
                require_living(self._connection, section, row_id)
            wanted = state
            if state != "void":
                wanted = (
                    "draft"
                    if refused(self.check(section, {**before.values, **before.drafts}, row_id)[1])
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


def _tallies_of(section: str) -> list[Tally]:
    """What the rows of a section count towards; the rates alone where nothing else counts them."""
    figures = catalogue().values()
    direct = [each for each in figures if isinstance(each, Tally) and each.section == section]
    shares = [each for each in figures if isinstance(each, Share) and each.whole.section == section]
    return direct or [replace(each.whole, label=each.label) for each in shares]


def _once(problems: Iterable[Problem]) -> list[Problem]:
    seen: dict[tuple[str, str], Problem] = {}
    for each in problems:
        seen.setdefault((each.field, each.message), each)
    return list(seen.values())
