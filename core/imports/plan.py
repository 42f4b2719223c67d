"""The plan of changes: which row of the ledger each row of a sheet is, and what it would do to it.

Nothing is written here. Rows are known in this order (docs/commands.md): 系统编号; then the section's
natural key, which for a placement is person and employer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from core.columns import EMPLOYER, PERSON, row_of_number, table_of
from core.duplicates import college_aliases
from core.entry import derived, initials
from core.identity import mask_name
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.pending import Pending, Pendings
from core.imports.registry import Employers, People, name_problem, revived, unstarred
from core.imports.sensitive import Facts
from core.imports.table import CleanRow
from core.manufacturing_counties import outside_counties
from core.period import year_of
from core.privacy.guard import SAID
from core.privacy.marks import MarkList
from core.problems import Problem, Severity, refused
from core.section import Section
from core.views import RowAction
from db.kept_rows import next_id

_CHUNK = 900
SAME_PERSON = "已有同人登记，按最早一笔计"
_UNIQUE = ("person", "employer")
"""Sections whose documents may be there only once, in the recycle bin too."""
_DOCUMENT = ("id_kind", "id_number", "sex", "birth_date")
_KEPT_WORDS = ("township", "industry")
"""Fields whose unknown words are kept beside them, to be confirmed later."""


@dataclass(slots=True)
class RowPlan:
    """What happens to one row of the sheet."""

    row: int
    action: RowAction
    values: Mapping[str, Any]
    problems: list[Problem]
    target: Pending | None = None
    touched: bool = False
    """It set a value of its target."""
    person: Pending | None = None
    """Whose row its target is, where it may change one."""
    other: Pending | None = None
    """The same person's row of the same year with another employer, beside which this one is added."""


@dataclass(frozen=True, slots=True)
class Context:
    """What planning depends on beside the sheet."""

    tag: str
    cut_off_day: int
    valid_to: date | None
    unit_name: str
    given: Mapping[str, Any] = field(default_factory=dict)
    """Values that every row has, whatever the sheet says: the fair whose employers it lists."""
    wholes: Mapping[str, int] = field(default_factory=dict)
    """系统编号 that another ledger gave to the wholes of these rows → their ids in this one."""
    fresh: Container[int] = frozenset()
    """Ids of wholes that are planned and not written yet."""


class Planner:
    """Plans the rows of one sheet, batch by batch; `finish` settles what only the whole can tell."""

    def __init__(
        self,
        connection: Connection,
        section: Section,
        context: Context,
        as_change: Container[int] = frozenset(),
    ) -> None:
        """Plan against the ledger as it is now.

        Args:
            connection: the reader's or the writer's transaction.
            section: what the rows are.
            context: what planning depends on beside the sheet.
            as_change: rows of the sheet that the clerk takes for a change of the same person's other row.
        """
        self._connection = connection
        self._as_change = as_change
        self._section = section
        self._context = context
        self._table = table_of(section.model)
        self.rows = Pendings(section.key, self._table, next_id(connection, self._table))
        own = [each.key for each in section.fields if "." not in each.key and not each.derived]
        self._own = tuple(own)
        self._colleges = college_aliases(connection)
        college_keys = (each.key for each in section.fields if each.key.endswith("college"))
        self._college_keys = tuple(college_keys) if self._colleges else ()
        fields = [each for each in section.fields if not each.derived]
        self._person_keys = _part(fields, PERSON)
        self._employer_keys = _part(fields, EMPLOYER)
        self.people = People(connection, self._person_keys.values()) if section.people else None
        self.employers = Employers(connection) if section.employers else None
        self.facts = Facts(connection, section) if section.sensitive() else None
        self._by_identity: list[dict[tuple[Any, ...], Pending]] = [{} for _ in section.identities]
        self._namesakes: dict[tuple[int, tuple[Any, ...]], list[Pending]] = {}
        self._of_person: dict[int, list[Pending]] = {}
        self._loaded_persons: set[int] = set()
        self._changes: list[RowPlan] = []
        self._lacking: list[Problem] = []
        self._erased = MarkList(connection)
        self._words = {key: f"{key}_text" for key in _KEPT_WORDS if f"{key}_text" in self._table.c}
        needed = {each.key for each in section.required()}
        self._needs_person = PERSON + "id_number" in needed
        self._wholes = self._live_wholes()
        if not self._needs_person:
            self._load_unowned()

    def unstored(self) -> int:
        """How many new records wait to be written."""
        return max(each.unstored() for each in self._storable())

    def rest(self, least: int) -> None:
        """Give back the values of known records that nothing has changed, where there are so many."""
        for each in self._storable():
            if len(each.awake) >= least:
                each.rest(self._connection)

    def store(self, connection: Connection, account: str, batch: int, now: datetime) -> None:
        """Write what is new so far, in the order that references need; see `Pendings.store`."""
        for each in self._storable():
            each.store(connection, account, batch, now)

    def _storable(self) -> tuple[Pendings, ...]:
        return tuple(each for each in self.pendings if type(each) is Pendings)

    @property
    def pendings(self) -> tuple[Pendings, ...]:
        """Every table that the import writes, in the order in which references allow."""
        found = [self.people.pendings] if self.people else []
        found += [self.employers.pendings] if self.employers else []
        return (*found, self.rows, *([self.facts.pendings] if self.facts else []))

    # -- loading ---------------------------------------------------------------------------------
    def _load(self, statement: Any) -> None:
        for row in self._connection.execute(statement).mappings():
            self._index(self.rows.known(dict(row)))

    def _load_unowned(self) -> None:
        """Rows that are not found by way of their person."""
        void = self._table.c.state == "void"
        unowned = select(self._table).order_by(void, self._table.c.id)
        if self._section.key not in _UNIQUE:
            unowned = unowned.where(~void)
        if self.people is not None:
            unowned = unowned.where(self._table.c.person_id.is_(None))
        self._load(unowned)
        self._lead_to_kept()

    def _lead_to_kept(self) -> None:
        """A sheet with the document of a merged record means the record that was kept."""
        if self._section.key != "person":
            return
        for found in self._by_identity:
            for identity, pending in found.items():
                kept = pending
                while kept.values.get("merged_into") is not None:
                    kept = self.rows.of_id(kept.values["merged_into"]) or kept
                found[identity] = kept

    def _index(self, pending: Pending) -> None:
        if pending.values.get("state") == "void" and self._section.key not in _UNIQUE:
            return
        for place, keys in enumerate(self._section.identities):
            identity = tuple([pending.values.get(key) for key in keys])
            if identity[0] is not None:
                first = self._by_identity[place].setdefault(identity, pending)
                if first is not pending:
                    self._namesakes.setdefault((place, identity), []).append(pending)
        person = pending.values.get("person_id")
        if person is not None:
            self._of_person.setdefault(person, []).append(pending)

    def _prefetch(self, rows: Sequence[CleanRow]) -> None:
        if self.people is None:
            return
        documents = {
            (row.values.get(PERSON + "id_kind") or "resident_id", number)
            for row in rows
            if (number := row.values.get(PERSON + "id_number"))
        }
        self.people.prefetch(documents)
        found = (self.people.find(*document) for document in documents)
        wanted = {each.id for each in found if each is not None and not each.new} - self._loaded_persons
        self._load_persons(wanted)
        numbers = [self._own_id(row.values.get(SYSTEM_NUMBER)) for row in rows]
        ids = [each for each in numbers if each is not None]
        if ids:
            self._load_ids(ids)

    def _load_persons(self, persons: Iterable[int]) -> None:
        wanted = list(persons)
        self._loaded_persons.update(wanted)
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            self._load(
                select(self._table).where(self._table.c.person_id.in_(chunk), self._table.c.state != "void")
            )

    def _load_ids(self, ids: list[int]) -> None:
        persons: set[int] = set()
        for start in range(0, len(ids), _CHUNK):
            found = select(self._table).where(self._table.c.id.in_(ids[start : start + _CHUNK]))
            for row in self._connection.execute(found).mappings():
                pending = self.rows.known(dict(row))
                if pending.values.get("person_id") is not None:
                    persons.add(pending.values["person_id"])
        if self.people is not None:
            self.people.prefetch_ids(persons)
            self._load_persons(persons - self._loaded_persons)

    def _own_id(self, number: Any) -> int | None:
        """The row id in a 系统编号 of this ledger; None for none and for another ledger's."""
        return row_of_number(self._context.tag, number)

    # -- planning --------------------------------------------------------------------------------
    def take(self, rows: Sequence[CleanRow]) -> list[RowPlan]:
        """Plan one batch, whose rows all have the same columns."""
        if self._context.given:
            rows = [row._replace(values={**row.values, **self._context.given}) for row in rows]
        self._prefetch(rows)
        given = rows[0].values if rows else {}
        lacking = [each for each in self._section.required() if each.key not in given]
        self._lacking = [Problem(each.key, f"没有{each.label}") for each in lacking]
        return [self._plan(row) for row in rows]

    def _plan(self, row: CleanRow) -> RowPlan:
        problems = list(row.problems)
        values = self._with_merged_colleges(row.values, problems)
        problems += self._section.check(values)
        problems += self._lacking
        plan = RowPlan(row.row, RowAction.REFUSE, values, problems)
        target = self._by_number(values, problems)
        if problems and refused(problems):
            return self._refused(plan, target)
        person = self._person(values, target, problems)
        if refused(problems):
            return self._refused(plan, target)
        employer = self._employer(values, problems)
        own = self._own_values(values, target, problems)
        self._set_whole(own, problems)
        if refused(problems):
            return self._refused(plan, target)
        if self.people is not None and person is not None:
            own["person_id"] = person.id
        if self.employers is not None and (employer is not None or target is None):
            own["employer_id"] = employer.id if employer else None
        self._keep_words(own, problems)
        self._look(own, problems)
        apart = self.facts.taken_from(own) if self.facts else {}
        target = target or self._match(own)
        if target is not None and self._section.key == "person" and not plan.values.get(SYSTEM_NUMBER):
            own = {key: each for key, each in own.items() if key not in _DOCUMENT}
        if target is None and row.row in self._as_change:
            target = self._other_of_year(own)
        if target is None:
            self._add(plan, own)
        else:
            self._change(plan, target, own)
        if self.facts is not None and plan.target is not None:
            plan.touched |= self.facts.put(plan.target, apart)
        return plan

    def _with_merged_colleges(self, values: Mapping[str, Any], problems: list[Problem]) -> Mapping[str, Any]:
        """The values with the name that stays for a college whose names were merged; said where it is."""
        for key in self._college_keys:
            kept = self._colleges.get(values.get(key) or "")
            if kept is not None:
                message = f"院校名称已合并，计入“{kept}”"
                problems.append(Problem(key, message, Severity.WARNING, str(values[key])))
                values = {**values, key: kept}
        return values

    def _refused(self, plan: RowPlan, target: Pending | None) -> RowPlan:
        """A refused row; a draft of this ledger that comes back unmended stays the draft it was."""
        if target is not None and target.values.get("state") == "draft":
            plan.action, plan.target = RowAction.SAME, target
            plan.problems = [replace(each, severity=Severity.WARNING) for each in plan.problems]
        return plan

    def _by_number(self, values: Mapping[str, Any], problems: list[Problem]) -> Pending | None:
        number = values.get(SYSTEM_NUMBER)
        if not number:
            return None
        row_id = self._own_id(number)
        known = self.rows.of_id(row_id) if row_id is not None else None
        if known is None:
            message = "系统编号不是这本台账的，按内容认行"
            problems.append(Problem(SYSTEM_NUMBER, message, Severity.WARNING, str(number)))
        elif self._is_statistic(known):
            problems.append(Problem(SYSTEM_NUMBER, f"{SAID}，不再导入", value_masked=str(number)))
        elif known.values.get("state") == "void":
            problems.append(
                Problem(SYSTEM_NUMBER, "这一行在台账里已作废，先从回收站恢复", value_masked=str(number))
            )
        return known

    def _is_statistic(self, known: Pending) -> bool:
        """Whether a row is left of somebody who was erased."""
        person = self._person_of(known) if self.people is not None else known
        return person is not None and person.values.get("erased_at") is not None

    def _person(
        self, values: Mapping[str, Any], target: Pending | None, problems: list[Problem]
    ) -> Pending | None:
        if self.people is None:
            return None
        given = {column: values.get(key) for key, column in self._person_keys.items() if key in values}
        known = (
            self.people.by_id(target.values["person_id"]) if target and target.values["person_id"] else None
        )
        plain, starred = unstarred({key: each for key, each in given.items() if each is not None}, known)
        problems += starred
        number, kind = plain.get("id_number"), plain.get("id_kind") or "resident_id"
        if starred and refused(starred):
            return None
        if number is None and known is None and not plain and not self._needs_person:
            return None
        if number is None:
            return self._complete(known, plain, problems)
        found = self.people.find(kind, number)
        if known is not None and known.values.get("id_number") is None:
            found = found or self.people.identify(known, kind, number)
        elif known is not None and known is not found:
            message = "系统编号与证件号对不上；改证件号请在台账里改"
            problems.append(Problem(PERSON + "id_number", message))
            return None
        if found is None:
            problems += self._warned(kind, number)
            return self.people.add(kind, number, plain)
        problem = name_problem(found, plain.get("name"))
        if problem is not None:
            problems.append(problem)
            return None
        return self._complete(found, plain, problems)

    def _warned(self, kind: str, number: str) -> list[Problem]:
        """A word where somebody comes in again who was erased."""
        return self._erased.warnings(PERSON + "id_number", (kind, number))

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

    def _employer(self, values: Mapping[str, Any], problems: list[Problem]) -> Pending | None:
        if self.employers is None:
            return None
        given = {column: values.get(key) for key, column in self._employer_keys.items() if values.get(key)}
        found, told = self.employers.resolve(given, values.get("industry"), values.get("township"))
        problems += told
        return found

    def _own_values(
        self, values: Mapping[str, Any], target: Pending | None, problems: list[Problem]
    ) -> dict[str, Any]:
        """The row's own values; empty cells are left out, so that they never clear anything."""
        own = {key: values[key] for key in self._own if values.get(key) is not None}
        if self._section.key not in ("person", "employer"):
            return own
        own, starred = unstarred(own, target)
        problems += [replace(each, field=each.field.removeprefix(PERSON)) for each in starred]
        own = {key: value for key, value in derived(self._section, own).items() if value is not None}
        if "name" in own:
            own["initials"] = initials(own["name"])
        return own

    def _live_wholes(self) -> set[int]:
        """Ids of the rows that these rows may be a part of."""
        parent = self._section.parent
        if parent is None:
            return set()
        table = table_of(parent.model)
        return set(self._connection.scalars(select(table.c.id).where(table.c.state != "void")))

    def _set_whole(self, own: dict[str, Any], problems: list[Problem]) -> None:
        """The id of the whole in the place of its 系统编号."""
        parent = self._section.parent
        if parent is None or parent.field not in own:
            return
        number = own[parent.field]
        found = number if isinstance(number, int) else self._context.wholes.get(number, self._own_id(number))
        if found in self._wholes or found in self._context.fresh:
            own[parent.field] = found
            return
        label = self._section.by_key[parent.field].label
        problems.append(Problem(parent.field, f"台账里没有这个{label}，或它已作废", value_masked=str(number)))

    def _keep_words(self, own: dict[str, Any], problems: Iterable[Problem]) -> None:
        for key, column in self._words.items():
            if key in own:
                own[column] = None
        for problem in problems:
            if problem.field in self._words and problem.value_masked:
                own[self._words[problem.field]] = problem.value_masked

    def _look(self, own: Mapping[str, Any], problems: list[Problem]) -> None:
        """What enters but wants a look: rows dated after the unit's end, a subsidy of other counties."""
        day = own.get(self._section.dating) if self._section.dating else None
        last = self._context.valid_to
        if isinstance(day, date) and last is not None and day > last:
            message = f"{self._context.unit_name}到 {last} 为止，这一行在它之后"
            problems.append(Problem(self._section.dating, message, Severity.WARNING, str(day)))
        problems += outside_counties(self._section, own, self._context.unit_name, date.today())

    def _match(self, own: Mapping[str, Any]) -> Pending | None:
        for place, keys in enumerate(self._section.identities):
            identity = tuple([own.get(key) for key in keys])
            target = self._by_identity[place].get(identity) if identity[0] is not None else None
            if target is None:
                continue
            namesakes = self._namesakes.get((place, identity))
            if namesakes is not None:
                target = self._nearest([target, *namesakes], own)
            if not self._ended_before(target, own):
                return target
        return None

    def _nearest(self, found: list[Pending], own: Mapping[str, Any]) -> Pending:
        """Of several rows of one person and employer that of the same day, else the last one."""
        dating = self._section.dating
        same = [each for each in found if dating and each.values.get(dating) == own.get(dating)]
        return same[0] if same else found[-1]

    def _ended_before(self, target: Pending, own: Mapping[str, Any]) -> bool:
        """A placement that ended before the new one began is another placement."""
        ended, placed = target.values.get("ended_on"), own.get("placed_on")
        return bool(ended and placed and self._section.key == "placement" and ended < placed)

    def _add(self, plan: RowPlan, own: dict[str, Any]) -> None:
        plan.action = RowAction.ADD
        if self.people is not None and not self._section.repeats:
            self._warn_of_same_person(plan, own)
        plan.target = self.rows.added(own, plan.row)
        self._index(plan.target)

    def _warn_of_same_person(self, plan: RowPlan, own: Mapping[str, Any]) -> None:
        plan.other = other = self._other_of_year(own)
        if other is not None:
            where = f"（表内第 {other.row} 行）" if other.row else ""
            masked = mask_name(str(plan.values.get(PERSON + "name") or "")) + where
            plan.problems.append(Problem(PERSON + "name", SAME_PERSON, Severity.WARNING, masked))

    def _other_of_year(self, own: Mapping[str, Any]) -> Pending | None:
        """The same person's first known row of the same statistical year."""
        day = own.get(self._section.dating)
        year = year_of(day, self._context.cut_off_day) if isinstance(day, date) else None
        for other in self._of_person.get(own.get("person_id", 0), ()):
            other_day = other.values.get(self._section.dating)
            if isinstance(other_day, date) and year_of(other_day, self._context.cut_off_day) == year:
                return other
        return None

    def _change(self, plan: RowPlan, target: Pending, own: Mapping[str, Any]) -> None:
        plan.target = target
        plan.action = RowAction.SAME
        if target.new:
            message = f"与表内第 {target.row} 行是同一行"
            plan.problems.append(Problem("", message, Severity.WARNING))
        plan.problems += self._moved(target, own)
        for key, value in own.items():
            if target.values.get(key) != value:
                target.set(key, value)
                plan.touched = True
        plan.problems += revived(target, "", "这一行")
        plan.person = self._person_of(target)
        self._changes.append(plan)

    def _moved(self, target: Pending, own: Mapping[str, Any]) -> list[Problem]:
        """A new date that takes a row out of the year in which it counted."""
        dating = self._section.dating
        old, new = target.values.get(dating), own.get(dating)
        if target.new or not (isinstance(old, date) and isinstance(new, date)):
            return []
        cut = self._context.cut_off_day
        if year_of(old, cut) == year_of(new, cut):
            return []
        message = f"日期由 {old} 改为 {new}，这一笔不再计入 {year_of(old, cut)} 年"
        return [Problem(dating, message, Severity.WARNING, str(new))]

    # -- settling --------------------------------------------------------------------------------
    def finish(self) -> None:
        """Settle which rows change: those whose record, or person, ends up different."""
        for plan in self._changes:
            target = plan.target
            assert target is not None
            person = plan.person
            differs = bool(target.changed()) or bool(person and not person.new and person.changed())
            differs = differs or bool(self.facts and self.facts.changes_of(target))
            again = target.new and plan.touched
            plan.action = RowAction.CHANGE if differs or again else RowAction.SAME

    def _person_of(self, target: Pending) -> Pending | None:
        person_id = target.values.get("person_id")
        return self.people.by_id(person_id) if self.people is not None and person_id is not None else None

    def changes_of(self, plan: RowPlan) -> tuple[tuple[str, Any, Any], ...]:
        """(field key, before, after) of a changed row, its person's fields included."""
        if plan.action is not RowAction.CHANGE or plan.target is None or plan.target.before is None:
            found: list[tuple[str, Any, Any]] = []
        else:
            target = plan.target
            assert target.before is not None
            found = [(key, target.before[key], target.values.get(key)) for key in target.changed()]
        if plan.action is RowAction.CHANGE and plan.target is not None and self.facts is not None:
            found += self.facts.changes_of(plan.target)
        person = self._person_of(plan.target) if plan.target else None
        if plan.action is RowAction.CHANGE and person is not None and person.before is not None:
            found += [(PERSON + key, person.before[key], person.values.get(key)) for key in person.changed()]
        return tuple(found)


def _part(fields: Iterable[Any], prefix: str) -> dict[str, str]:
    """Field key → column, of the fields of the record that a row refers to."""
    return {each.key: each.key.removeprefix(prefix) for each in fields if each.key.startswith(prefix)}
