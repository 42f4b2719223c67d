"""The persons and employers that an import meets: looked up in bulk, added or completed, never doubled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select, tuple_

from core.columns import EMPLOYER, PERSON, table_of
from core.entry import initials
from core.identity import birth_date, mask_id, mask_name, mask_phone, sex
from core.imports.pending import Pending, Pendings
from core.merged_names import employer_aliases
from core.privacy.marks import MarkList
from core.problems import Problem, Severity, refused
from core.section import Field
from db.base import RecordState
from db.kept_rows import next_id
from db.models import Employer, Person
from db.portions import portions

_STARRED = "*"
_MASKS = {"name": mask_name, "phone": mask_phone, "contact_phone": mask_phone, "id_number": mask_id}
_LABELS = {"name": "姓名", "phone": "手机", "contact_phone": "联系电话", "id_number": "身份证号"}


class People:
    """Persons by kind and number of their document."""

    def __init__(self, connection: Connection, fields: Iterable[Field], needed: bool) -> None:
        """Know nobody yet.

        Args:
            connection: the reader's or the writer's transaction.
            fields: those of the section; its `person.*` ones are this person's.
            needed: a row without a person is refused.
        """
        self._connection = connection
        self._columns = _part(fields, PERSON)
        self._erased = MarkList(connection)
        self._needed = needed
        self._table = table_of(Person)
        self.pendings = Pendings("person", self._table, next_id(connection, self._table))
        self._by_document: dict[tuple[str, str], Pending] = {}
        self._by_id: dict[int, Pending] = {}
        self._known = next_id(connection, self._table) > 1

    def prefetch(self, documents: set[tuple[str, str]]) -> None:
        """Load the persons with these documents, in bulk."""
        wanted = [each for each in documents if each not in self._by_document]
        if not self._known or not wanted:
            return
        table = self._table
        for chunk in portions(wanted):
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
        for portion in portions(wanted):
            found = select(self._table).where(self._table.c.id.in_(portion))
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

    def resolve(
        self, values: Mapping[str, Any], known: Pending | None, problems: list[Problem]
    ) -> Pending | None:
        """The person whom a row names; added when it is new, completed by what the row says.

        `known` is whose row it is by its 系统编号. None, and a problem, where the row may not be taken; None
        without one where it needs no person and names none.
        """
        given = {column: value for key, column in self._columns if (value := values.get(key)) is not None}
        plain, starred = unstarred(given, known)
        problems += starred
        number, kind = plain.get("id_number"), plain.get("id_kind") or "resident_id"
        if starred and refused(starred):
            return None
        if number is None and known is None and not plain and not self._needed:
            return None
        if number is None:
            return self._complete(known, plain, problems)
        found = self._by_document.get((kind, number))
        if known is not None and known.values.get("id_number") is None:
            found = found or self.identify(known, kind, number)
        elif known is not None and known is not found:
            message = "系统编号与证件号对不上；改证件号请在台账里改"
            problems.append(Problem(PERSON + "id_number", message))
            return None
        if found is not None:
            return self._complete(found, plain, problems)
        problems += self._erased.warnings(PERSON + "id_number", (kind, number))
        return self._add(kind, number, plain)

    def _complete(
        self, person: Pending | None, plain: Mapping[str, Any], problems: list[Problem]
    ) -> Pending | None:
        if person is None:
            problems.append(Problem(PERSON + "id_number", "没有身份证号"))
            return None
        problem = name_problem(person, plain.get("name"))
        if problem is not None:
            problems.append(problem)
            return None
        for key, value in plain.items():
            if key not in ("id_kind", "id_number") and person.values.get(key) != value:
                person.set(key, value)
        problems += revived(person, PERSON + "id_number", "这个人的档案")
        return person

    def _add(self, kind: str, number: str, given: Mapping[str, Any]) -> Pending:
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


def unstarred(given: Mapping[str, Any], person: Pending | None) -> tuple[Mapping[str, Any], list[Problem]]:
    """Values without those that an own export has starred out; a starred value that fits is no change."""
    for key in _MASKS:
        value = given.get(key)
        if value and _STARRED in value:
            break
    else:
        return given, []
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

    def __init__(self, connection: Connection, fields: Iterable[Field]) -> None:
        """Load every employer; the `employer.*` fields of a section are what its rows say of one."""
        self._columns = _part(fields, EMPLOYER)
        self._settled: dict[tuple[Any, Any, Any], Pending] = {}
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

    def resolve(self, values: Mapping[str, Any], problems: list[Problem]) -> Pending | None:
        """The employer that a row names; added when it is new, completed where it had nothing."""
        given = {column: value for key, column in self._columns if (value := values.get(key))}
        name, code, kind = given.get("name"), given.get("credit_code"), given.get("type")
        if not name:
            return None
        settled = self._settled.get((name, code, kind))
        if settled is not None:
            return settled
        found, told = self._find(name, code)
        if found is None:
            industry, township = values.get("industry"), values.get("township")
            given |= {"industry": industry, "township": township, "initials": initials(name)}
            found = self.pendings.added(given)
            self._by_id[found.id] = found
            self._index(found)
        else:
            told += self._complete(found, given)
        problems += told
        if not told:
            self._settled[name, code, kind] = found
        return found

    def _complete(self, found: Pending, given: Mapping[str, Any]) -> list[Problem]:
        problems = revived(found, EMPLOYER + "credit_code", "这个单位的档案")
        for key in ("credit_code", "type"):
            value = given.get(key)
            if value is not None and found.values.get(key) is None:
                found.set(key, value)
                self._settled.clear()  # what was settled without this value may now want a word
                self._index(found) if key == "credit_code" else None
            elif value is not None and found.values.get(key) != value and key == "type":
                message = "单位性质与用人单位档案不同，档案没有改"
                problems.append(Problem(EMPLOYER + key, message, Severity.WARNING))
        return problems

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


def _part(fields: Iterable[Field], prefix: str) -> tuple[tuple[str, str], ...]:
    """Field key and column, of the fields of the record that a row refers to."""
    return tuple((each.key, each.key.removeprefix(prefix)) for each in fields if each.key.startswith(prefix))
