"""The persons and employers that an import meets: looked up in bulk, added or completed, never doubled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select, tuple_

from core.columns import EMPLOYER, PERSON, table_of
from core.duplicates import employer_aliases
from core.entry import initials
from core.identity import birth_date, mask_id, mask_name, mask_phone, sex
from core.imports.pending import Pending, Pendings
from core.problems import Problem, Severity
from db.base import RecordState
from db.kept_rows import next_id
from db.models import Employer, Person

_CHUNK = 900
_STARRED = "*"
_MASKS = {"name": mask_name, "phone": mask_phone, "contact_phone": mask_phone, "id_number": mask_id}
_LABELS = {"name": "姓名", "phone": "手机", "contact_phone": "联系电话", "id_number": "身份证号"}


class People:
    """Persons by kind and number of their document."""

    def __init__(self, connection: Connection, columns: Iterable[str]) -> None:
        self._connection = connection
        self._table = table_of(Person)
        self.pendings = Pendings("person", self._table, next_id(connection, self._table))
        self._by_document: dict[tuple[str, str], Pending] = {}
        self._by_id: dict[int, Pending] = {}
        self._known = next_id(connection, self._table) > 1
        self.columns = tuple(columns)

    def prefetch(self, documents: set[tuple[str, str]]) -> None:
        """Load the persons with these documents, in bulk."""
        wanted = [each for each in documents if each not in self._by_document]
        if not self._known or not wanted:
            return
        table = self._table
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            found = select(table).where(tuple_(table.c.id_kind, table.c.id_number).in_(chunk))
            for row in self._connection.execute(found).mappings():
                self._take(dict(row))
        self._follow(wanted)

    def _follow(self, documents: Iterable[tuple[str, str]]) -> None:
        """Let the document of a merged record lead to the one that was kept."""
        merged = {each: self._by_document[each] for each in documents if each in self._by_document}
        merged = {each: one for each, one in merged.items() if one.values.get("merged_into") is not None}
        while merged:
            self.prefetch_ids({one.values["merged_into"] for one in merged.values()})
            for document, one in list(merged.items()):
                kept = self._by_id[one.values["merged_into"]]
                self._by_document[document] = merged[document] = kept
                if kept.values.get("merged_into") is None:
                    del merged[document]

    def prefetch_ids(self, ids: set[int]) -> None:
        """Load persons by their id."""
        wanted = [each for each in ids if each not in self._by_id]
        for start in range(0, len(wanted), _CHUNK):
            found = select(self._table).where(self._table.c.id.in_(wanted[start : start + _CHUNK]))
            for row in self._connection.execute(found).mappings():
                self._take(dict(row))

    def _take(self, row: dict[str, Any]) -> None:
        pending = self.pendings.known(row)
        self._by_id[pending.id] = pending
        if row["id_number"]:
            self._by_document[row["id_kind"], row["id_number"]] = pending

    def by_id(self, person_id: int) -> Pending | None:
        """A loaded person."""
        return self._by_id.get(person_id)

    def find(self, kind: str, number: str) -> Pending | None:
        """A loaded or newly met person."""
        return self._by_document.get((kind, number))

    def add(self, kind: str, number: str, given: Mapping[str, Any]) -> Pending:
        """A person met for the first time."""
        name = given.get("name")
        values: dict[str, Any] = {
            **given,
            "id_kind": kind,
            "id_number": number,
            "sex": sex(number),
            "birth_date": birth_date(number),
            "initials": initials(name) if name else "",
        }
        pending = self.pendings.added(values)
        self._by_document[kind, number] = pending
        self._by_id[pending.id] = pending
        return pending

    def identify(self, person: Pending, kind: str, number: str) -> Pending:
        """Give a draft's person, known by no document so far, its document."""
        for key, value in (
            ("id_kind", kind),
            ("id_number", number),
            ("sex", sex(number)),
            ("birth_date", birth_date(number)),
        ):
            person.set(key, value)
        self._by_document[kind, number] = person
        return person


def revived(record: Pending, field: str, what: str) -> list[Problem]:
    """Make a draft or voided record whole again; a voided one that comes back is said."""
    state = record.values.get("state")
    if record.new or state not in ("draft", "void"):
        return []
    record.set("state", RecordState.ACTIVE)
    record.set("draft_values", "")
    if state == "draft":
        return []
    record.set("void_reason", "")
    return [Problem(field, f"{what}原已作废，已随导入恢复", Severity.WARNING)]


def name_problem(person: Pending, name: str | None) -> Problem | None:
    """A document that already belongs to somebody of another name."""
    known = person.values.get("name")
    if not name or not known or name == known or _STARRED in name:
        return None
    message = f"这个证件号已登记为{mask_name(known)}，表里是{mask_name(name)}，请核对证件"
    return Problem(PERSON + "name", message, Severity.REFUSED, mask_name(name))


def unstarred(given: Mapping[str, Any], person: Pending | None) -> tuple[dict[str, Any], list[Problem]]:
    """Values without those that an own export has starred out; a starred value that fits is no change."""
    for key in _MASKS:
        if _STARRED in (given.get(key) or ""):
            break
    else:
        return dict(given), []
    plain: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in given.items():
        if not (isinstance(value, str) and _STARRED in value and key in _MASKS):
            plain[key] = value
            continue
        known = person.values.get(key) if person else None
        if known is None or _MASKS[key](known) != value:
            severity = Severity.WARNING if key.endswith("phone") else Severity.REFUSED
            problems.append(Problem(PERSON + key, f"{_LABELS[key]}打了星号，请填全", severity, value))
    return plain, problems


class Employers:
    """Employers by credit code, or by name where they have none."""

    def __init__(self, connection: Connection) -> None:
        table = table_of(Employer)
        self.pendings = Pendings("employer", table, next_id(connection, table))
        self.pendings.rests = False
        self._by_code: dict[str, Pending] = {}
        self._by_name: dict[str, list[Pending]] = {}
        known = select(table).order_by(table.c.state == "void", table.c.id)
        for row in connection.execute(known).mappings():
            self._index(self.pendings.known(dict(row)))
        self._by_id = {each.id: each for each in self.pendings.all()}
        self._merged = {
            name: self._by_id[kept]
            for name, kept in employer_aliases(connection).items()
            if kept in self._by_id
        }

    def _index(self, pending: Pending) -> None:
        code, name = pending.values.get("credit_code"), pending.values.get("name")
        if code:
            self._by_code.setdefault(code, pending)
        if name and pending.values.get("state") != "void":
            self._by_name.setdefault(name, []).append(pending)

    def by_id(self, employer_id: int) -> Pending | None:
        """An employer of the ledger or of this import."""
        return self._by_id.get(employer_id)

    def resolve(
        self, given: Mapping[str, Any], industry: str | None, township: str | None
    ) -> tuple[Pending | None, list[Problem]]:
        """The employer that a row names; added when it is new, completed where it had nothing."""
        name, code = given.get("name"), given.get("credit_code")
        if not name:
            return None, []
        found, problems = self._find(name, code)
        if found is None:
            values = {**given, "industry": industry, "township": township, "initials": initials(name)}
            found = self.pendings.added(values)
            self._by_id[found.id] = found
            self._index(found)
            return found, problems
        problems += revived(found, EMPLOYER + "credit_code", "这个单位的档案")
        for key in ("credit_code", "type"):
            value = given.get(key)
            if value is not None and found.values.get(key) is None:
                found.set(key, value)
                self._index(found) if key == "credit_code" else None
            elif value is not None and found.values.get(key) != value and key == "type":
                message = "单位性质与用人单位档案不同，档案没有改"
                problems.append(Problem(EMPLOYER + key, message, Severity.WARNING))
        return found, problems

    def _find(self, name: str, code: str | None) -> tuple[Pending | None, list[Problem]]:
        if code and code in self._by_code:
            found = self._by_code[code]
            if found.values.get("name") != name:
                message = f"这个信用代码已登记为“{found.values.get('name')}”，按它计"
                return found, [Problem(EMPLOYER + "credit_code", message, Severity.WARNING, code)]
            return found, []
        for each in self._by_name.get(name, ()):
            known = each.values.get("credit_code")
            if not code or not known or known == code:
                return each, []
        merged = self._merged.get(name)
        if merged is not None and code in (None, "", merged.values.get("credit_code")):
            message = f"单位名称已合并，计入“{merged.values.get('name')}”"
            return merged, [Problem(EMPLOYER + "name", message, Severity.WARNING, name)]
        return None, []
