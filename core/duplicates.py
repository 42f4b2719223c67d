"""疑似重复: employers and colleges under several names, people under several numbers or rows; and merging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select, update

from core.batch_recorder import BatchRecorder
from core.errors import LedgerFault
from core.identity import mask_id
from core.merged_names import COLLEGE, EMPLOYER
from core.names import SAME, clusters, like_person, one_letter_apart, plain_employer, plain_name, slipped
from core.people.candidates import candidates
from core.period import statistical_year
from core.views import Change
from db.base import Base, moment_text, utc_now
from db.kept_rows import next_id, table_named
from db.models import Batch, Employer, NameAlias, NameApart, Person, Placement

if TYPE_CHECKING:
    from core.facade.base import OpenLedger

PERSON = "person"
_COLLEGE_COLUMNS = (("person", "college"), ("destination_report", "college"), ("graduate_supply", "college"))
_FILLED = ("type", "industry", "township", "address", "contact", "contact_phone")
_SLIPS = 2


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One of the names of a group. `id` is the employer's; 0 for a college, which has no record."""

    id: int
    name: str
    code: str
    rows: int


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names that look like one; the first is the one to keep, if nothing speaks against it."""

    kind: str
    entries: tuple[NameEntry, ...]
    certain: bool
    """They differ in spelling alone."""
    why: str


@dataclass(frozen=True, slots=True)
class PersonPair:
    """Two persons who may be one: the same birth date, and names or numbers that are nearly the same."""

    first: int
    second: int
    names: tuple[str, str]
    numbers: tuple[str, str]
    """Masked."""
    born: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A person placed more than once in a year; the earliest counts."""

    person: int
    name: str
    ids: tuple[int, ...]
    rows: tuple[tuple[str, str, str], ...]
    """Day, employer, and from where it came."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """All that the page shows."""

    employers: tuple[NameGroup, ...]
    colleges: tuple[NameGroup, ...]
    people: tuple[PersonPair, ...]
    repeated: tuple[Repeated, ...]


class DuplicateDesk:
    """What the façade does with what looks double."""

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def doubtful(self, year: int) -> Doubtful:
        """Everything that looks double; repeated placements of one statistical year."""
        with self._ledger.reading() as connection:
            kept_apart = _apart(connection)
            return Doubtful(
                _employers(connection, kept_apart),
                _colleges(connection, kept_apart),
                _people(connection, kept_apart),
                self._repeated(connection, year),
            )

    def _repeated(self, connection: Connection, year: int) -> tuple[Repeated, ...]:
        span = statistical_year(year, self._ledger.rules(connection).cut_off_day)
        inside = (
            Placement.state == "active",
            Placement.placed_on >= span.start,
            Placement.placed_on <= span.last,
        )
        many = select(Placement.person_id).where(*inside).group_by(Placement.person_id)
        many = many.having(func.count() > 1)
        statement = (
            select(
                Placement.id,
                Placement.person_id,
                Person.name,
                Placement.placed_on,
                Employer.name.label("employer"),
                Batch.sender,
                Batch.file_name,
                Placement.created_by,
            )
            .join(Person, Person.id == Placement.person_id)
            .outerjoin(Employer, Employer.id == Placement.employer_id)
            .outerjoin(Batch, Batch.id == Placement.batch_id)
            .where(*inside, Placement.person_id.in_(many))
            .order_by(Placement.person_id, Placement.placed_on, Placement.id)
        )
        found: dict[int, list[Any]] = {}
        for row in connection.execute(statement):
            found.setdefault(row.person_id, []).append(row)
        return tuple(
            Repeated(
                person,
                str(rows[0].name or ""),
                tuple(row.id for row in rows),
                tuple((str(row.placed_on), str(row.employer or "—"), _source(row)) for row in rows),
            )
            for person, rows in found.items()
        )

    # -- deciding --------------------------------------------------------------------------------
    def keep_apart(self, kind: str, names: Sequence[str]) -> Change:
        """Remember that these are not the same; they are not listed together again."""
        with self._ledger.changing("names.merge") as connection:
            known = _apart(connection)
            for first, second in _all_pairs(sorted(names)):
                if (kind, first, second) not in known:
                    account, at = self._ledger.info.account, moment_text(utc_now())
                    values = {"kind": kind, "first": first, "second": second, "account": account, "at": at}
                    connection.execute(insert(NameApart).values(**values))
            self._ledger.note_on(connection, "keep_apart", kind, after={"names": len(names)})
        return Change(frozenset((kind,)))

    def merge_employers(self, keep: int, others: Sequence[int], reason: str) -> Change:
        """Put the rows of some employers to one of them; the others become void and point to it.

        Sheets that use one of their names are put to the one that stays. One transaction, one journal
        entry, one undo.

        Raises:
            LedgerFault: no reason, or one of them is void or has another credit code.
        """
        _require_reason(reason)
        table: Table = table_named(EMPLOYER)
        with self._ledger.changing("names.merge") as connection:
            rows = {
                row["id"]: dict(row)
                for row in connection.execute(select(table).where(table.c.id.in_((keep, *others)))).mappings()
            }
            _require_one(rows, keep, others)
            batch = BatchRecorder(connection, self._ledger.info.account, "merge", EMPLOYER)
            moved = sum(_repoint(connection, batch, other, keep) for other in others)
            _void_into(connection, batch, table, rows, keep, others)
            for other in others:
                _alias(connection, batch, EMPLOYER, str(rows[other]["name"]), keep, str(rows[keep]["name"]))
            told = {"kept": keep, "merged": list(others), "moved": moved}
            sections = batch.finish(reason=reason, after=told)
        return Change(sections, (keep,), batch.id)

    def merge_colleges(self, keep: str, others: Sequence[str], reason: str) -> Change:
        """Write one name of a college wherever the others stand, and read them so from now on.

        Raises:
            LedgerFault: no reason, or no other name.
        """
        _require_reason(reason)
        others = [each for each in others if each != keep]
        if not keep.strip() or not others:
            raise LedgerFault("没有选要合并的院校名称，没有合并。")
        with self._ledger.changing("names.merge") as connection:
            batch = BatchRecorder(connection, self._ledger.info.account, "merge", "person")
            moved = 0
            for name, column in _COLLEGE_COLUMNS:
                table = table_named(name)
                where = table.c[column].in_(others)
                for row_id in connection.scalars(select(table.c.id).where(where)).all():
                    batch.changing(table, row_id)
                    moved += 1
                connection.execute(update(table).where(where).values({column: keep}))
            for other in others:
                _alias(connection, batch, COLLEGE, other, None, keep)
            sections = batch.finish(reason=reason, after={"names": len(others) + 1, "moved": moved})
        return Change(sections, (), batch.id)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise LedgerFault("没有写合并原因，没有合并。", todo="写明依据再合并，原因记入流水。")


def _require_one(rows: dict[int, dict[str, Any]], keep: int, others: Sequence[int]) -> None:
    if not others or keep in others or set(rows) != {keep, *others}:
        raise LedgerFault("没有选要合并的单位，没有合并。", todo="按 F5 重新读取，再选一次。")
    if any(row["state"] == "void" for row in rows.values()):
        raise LedgerFault("要合并的单位里有已作废的，没有合并。", todo="先从回收站恢复，再合并。")
    if len({row["credit_code"] for row in rows.values() if row["credit_code"]}) > 1:
        raise LedgerFault(
            "这几个单位的统一社会信用代码不同，不是同一个单位，没有合并。",
            todo="代码填错的先在用人单位里改；确是两个单位的，点“不是同一个”。",
        )


def _repoint(connection: Connection, batch: BatchRecorder, other: int, keep: int) -> int:
    """Put every row that refers to an employer to another one; gives how many."""
    employer, moved = table_named(EMPLOYER), 0
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is not employer:
                continue
            ids = connection.scalars(select(table.c.id).where(key.parent == other)).all()
            for row_id in ids:
                batch.changing(table, row_id)
            connection.execute(update(table).where(key.parent == other).values({key.parent.name: keep}))
            moved += len(ids)
    aliases = table_named(NameAlias.__tablename__)
    for row_id in connection.scalars(select(aliases.c.id).where(aliases.c.employer_id == other)).all():
        batch.changing(aliases, row_id)
        connection.execute(update(aliases).where(aliases.c.id == row_id).values(employer_id=keep))
    return moved


def _void_into(
    connection: Connection,
    batch: BatchRecorder,
    table: Table,
    rows: dict[int, dict[str, Any]],
    keep: int,
    others: Sequence[int],
) -> None:
    for other in others:
        batch.changing(table, other)
        gone = {"state": "void", "void_reason": "并入另一单位", "merged_into": keep, "credit_code": None}
        connection.execute(update(table).where(table.c.id == other).values(**gone))
    taken = {
        key: next((rows[other][key] for other in others if rows[other][key] is not None), None)
        for key in ("credit_code", *_FILLED)
        if rows[keep][key] is None
    }
    filled = {key: value for key, value in taken.items() if value is not None}
    if filled:
        batch.changing(table, keep)
        connection.execute(update(table).where(table.c.id == keep).values(**filled))


def _alias(
    connection: Connection, batch: BatchRecorder, kind: str, text: str, employer: int | None, name: str
) -> None:
    table = table_named(NameAlias.__tablename__)
    values = {"employer_id": employer, "name": name}
    known = connection.execute(select(table.c.id).where(table.c.kind == kind, table.c.text == text)).scalar()
    if known is not None:
        batch.changing(table, known)
        connection.execute(update(table).where(table.c.id == known).values(**values))
        return
    row_id = next_id(connection, table)
    batch.added(table, row_id)
    own = {"id": row_id, "kind": kind, "text": text, "batch_id": batch.id}
    connection.execute(insert(table).values(**own, **values))


def _apart(connection: Connection) -> set[tuple[str, str, str]]:
    rows = connection.execute(select(NameApart.kind, NameApart.first, NameApart.second))
    return {(row[0], row[1], row[2]) for row in rows}


def _all_pairs(names: Sequence[str]) -> Iterable[tuple[str, str]]:
    for at, first in enumerate(names):
        for second in names[at + 1 :]:
            yield first, second


def _employers(connection: Connection, apart: set[tuple[str, str, str]]) -> tuple[NameGroup, ...]:
    used: dict[int, int] = {}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == EMPLOYER and "state" in table.c:
                counted = select(key.parent, func.count()).where(
                    key.parent.is_not(None), table.c.state != "void"
                )
                for employer, rows in connection.execute(counted.group_by(key.parent)):
                    used[employer] = used.get(employer, 0) + rows
    known = select(Employer.id, Employer.name, Employer.credit_code).where(
        Employer.state != "void", Employer.name.is_not(None)
    )
    entries = [
        NameEntry(row.id, str(row.name), row.credit_code or "", used.get(row.id, 0))
        for row in connection.execute(known.order_by(Employer.id))
    ]

    def differ(one: NameEntry, other: NameEntry) -> bool:
        codes = {one.code, other.code} - {""}
        return len(codes) > 1 or _kept_apart(apart, EMPLOYER, str(one.id), str(other.id))

    return _groups(EMPLOYER, entries, plain_employer, differ)


def _colleges(connection: Connection, apart: set[tuple[str, str, str]]) -> tuple[NameGroup, ...]:
    used: dict[str, int] = {}
    for name, column in _COLLEGE_COLUMNS:
        table = table_named(name)
        counted = select(table.c[column], func.count()).where(
            table.c[column].is_not(None), table.c.state != "void"
        )
        for college, rows in connection.execute(counted.group_by(table.c[column])):
            used[college] = used.get(college, 0) + rows
    entries = [NameEntry(0, name, "", rows) for name, rows in sorted(used.items()) if name.strip()]
    return _groups(
        COLLEGE,
        entries,
        plain_name,
        lambda one, other: _kept_apart(apart, COLLEGE, one.name, other.name),
    )


def _groups(kind: str, entries: list[NameEntry], plain: Any, differ: Any) -> tuple[NameGroup, ...]:
    found = []
    for group, how in clusters(entries, lambda each: str(plain(each.name)), differ):
        order = tuple(sorted(group, key=lambda each: (not each.code, -each.rows, each.name)))
        why = "只差写法：全半角、空格、括号或公司形式" if how == SAME else "名称只差个别字，请核对"
        found.append(NameGroup(kind, order, how == SAME, why))
    return tuple(sorted(found, key=lambda each: (not each.certain, -sum(one.rows for one in each.entries))))


def _kept_apart(apart: set[tuple[str, str, str]], kind: str, one: str, other: str) -> bool:
    first, second = sorted((one, other))
    return (kind, first, second) in apart


def _people(connection: Connection, apart: set[tuple[str, str, str]]) -> tuple[PersonPair, ...]:
    columns = (Person.id, Person.name, Person.id_number, Person.birth_date)
    statement = select(*columns).where(
        Person.state != "void", Person.birth_date.is_not(None), Person.name.is_not(None)
    )
    by_birth: dict[date, list[Any]] = {}
    for row in connection.execute(statement.order_by(Person.id)):
        by_birth.setdefault(row.birth_date, []).append(row)
    found = []
    for born, rows in by_birth.items():
        for at, one in enumerate(rows):
            for other in rows[at + 1 :]:
                why = _why_one(one, other)
                if why and not _kept_apart(apart, PERSON, str(one.id), str(other.id)):
                    numbers = (mask_id(one.id_number or ""), mask_id(other.id_number or ""))
                    names = (str(one.name), str(other.name))
                    found.append(PersonPair(one.id, other.id, names, numbers, born, why))
    met = {(each.first, each.second) for each in found}
    return (*found, *_beyond_birth(connection, apart, met))


def _beyond_birth(
    connection: Connection, apart: set[tuple[str, str, str]], met: set[tuple[int, int]]
) -> Iterator[PersonPair]:
    """Pairs that share name and phone, or name and college where one has no birth date."""
    pairs = [each for each in candidates(connection) if (each.first, each.second) not in met]
    wanted = {each.first for each in pairs} | {each.second for each in pairs}
    columns = select(Person.id, Person.name, Person.id_number, Person.birth_date)
    rows = {row.id: row for row in connection.execute(columns) if row.id in wanted}
    for each in pairs:
        one, other = rows[each.first], rows[each.second]
        if not _kept_apart(apart, PERSON, str(one.id), str(other.id)):
            numbers = (mask_id(one.id_number or ""), mask_id(other.id_number or ""))
            names = (str(one.name), str(other.name))
            born = one.birth_date or other.birth_date
            yield PersonPair(one.id, other.id, names, numbers, born, each.why)


def _why_one(one: Any, other: Any) -> str:
    if like_person(one.name, other.name):
        same = one.name == other.name
        return "姓名、出生日期相同，证件号不同" if same else "姓名读音相近，出生日期相同"
    slips = slipped(one.id_number or "", other.id_number or "")
    if one_letter_apart(one.name, other.name) and 0 < slips <= _SLIPS:
        return f"姓名差一个字，证件号只差 {slips} 位"
    return ""


def _source(row: Any) -> str:
    if row.file_name:
        return f"{row.sender}，{row.file_name}" if row.sender else str(row.file_name)
    return f"{row.created_by} 录入"
