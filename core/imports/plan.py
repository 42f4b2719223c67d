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

from core.columns import PERSON, row_of_number, table_of
from core.entry import derived, initials
from core.identity import mask_name
from core.imports.aliases import SYSTEM_NUMBER
from core.imports.clean_rows import CleanRow
from core.imports.known_rows import KnownRows
from core.imports.pending import Pending, Pendings
from core.imports.registry import Employers, People, revived, unstarred
from core.imports.same_person import OtherRows
from core.imports.sensitive import Facts
from core.imports.views import RowAction
from core.manufacturing_counties import outside_counties
from core.merged_names import college_aliases
from core.period import year_of
from core.privacy.guard import SAID
from core.problems import Problem, Severity, refused
from core.section import Section

SAME_PERSON = "已有同人登记，按最早一笔计"
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
        self._today = date.today()
        self._section = section
        self._context = context
        self._known = KnownRows(connection, section, context.cut_off_day)
        self.rows = self._known.pendings
        own = [each.key for each in section.fields if "." not in each.key and not each.derived]
        self._own = tuple(own)
        self._colleges = college_aliases(connection)
        college_keys = (each.key for each in section.fields if each.key.endswith("college"))
        self._college_keys = tuple(college_keys) if self._colleges else ()
        fields = [each for each in section.fields if not each.derived]
        needed = {each.key for each in section.required()}
        self.people = People(connection, fields, PERSON + "id_number" in needed) if section.people else None
        self.employers = Employers(connection, fields) if section.employers else None
        self.facts = Facts(connection, section) if section.sensitive() else None
        self._others = OtherRows(connection, section.dating)
        self._changes: list[RowPlan] = []
        self._lacking: list[Problem] = []
        self._words = {key: f"{key}_text" for key in _KEPT_WORDS if f"{key}_text" in self.rows.table.c}
        self._wholes = self._live_wholes()
        if PERSON + "id_number" not in needed:
            self._known.load_unowned(self.people is not None)

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
        self._known.load_of(each.id for each in found if each is not None and not each.new)
        given = (row.values.get(SYSTEM_NUMBER) for row in rows)
        numbers = [self._own_id(each) for each in given if each]
        ids = [each for each in numbers if each is not None]
        if ids:
            persons = self._known.load_ids(ids)
            self.people.prefetch_ids(persons)
            self._known.load_of(persons)

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
        values: Mapping[str, Any] = row.values
        problems = [*row.problems]
        if self._college_keys:
            values = self._with_merged_colleges(values, problems)
        problems += self._section.check(values)
        problems += self._lacking
        plan = RowPlan(row.row, RowAction.REFUSE, values, problems)
        number = values.get(SYSTEM_NUMBER)
        target = self._by_number(number, problems) if number else None
        if problems and refused(problems):
            return self._refused(plan, target)
        own = self._own_values(values, target, problems)
        if not self._refer(own, values, target, problems):
            return self._refused(plan, target)
        self._keep_words(own, problems)
        self._look(own, problems)
        apart = self.facts.taken_from(own) if self.facts else {}
        target = target or self._known.match(own)
        if target is not None and self._section.key == "person" and not number:
            own = {key: each for key, each in own.items() if key not in _DOCUMENT}
        if target is None and row.row in self._as_change:
            target = self._known.other_of_year(own)
        if target is None:
            self._add(plan, own)
        else:
            self._change(plan, target, own)
        if self.facts is not None and plan.target is not None:
            plan.touched |= self.facts.put(plan.target, apart)
        return plan

    def _refer(
        self,
        own: dict[str, Any],
        values: Mapping[str, Any],
        target: Pending | None,
        problems: list[Problem],
    ) -> bool:
        """Put the ids of person, employer and whole among the row's own values; False: it is refused."""
        if self.people is not None:
            owner = target.values["person_id"] if target is not None else None
            person = self.people.resolve(values, self.people.by_id(owner) if owner else None, problems)
            if problems and refused(problems):
                return False
            if person is not None:
                own["person_id"] = person.id
        if self.employers is not None:
            employer = self.employers.resolve(values, problems)
            if employer is not None or target is None:
                own["employer_id"] = employer.id if employer else None
        if self._section.parent is not None:
            self._set_whole(own, problems)
        return not problems or not refused(problems)

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

    def _by_number(self, number: Any, problems: list[Problem]) -> Pending | None:
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

    def _own_values(
        self, values: Mapping[str, Any], target: Pending | None, problems: list[Problem]
    ) -> dict[str, Any]:
        """The row's own values; empty cells are left out, so that they never clear anything."""
        own = {key: value for key in self._own if (value := values.get(key)) is not None}
        if self._section.key not in ("person", "employer"):
            return own
        plain, starred = unstarred(own, target)
        problems += [replace(each, field=each.field.removeprefix(PERSON)) for each in starred]
        own = {key: value for key, value in derived(self._section, plain).items() if value is not None}
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
        problems += outside_counties(self._section, own, self._context.unit_name, self._today)

    def _add(self, plan: RowPlan, own: dict[str, Any]) -> None:
        plan.action = RowAction.ADD
        if self.people is not None and not self._section.repeats:
            self._warn_of_same_person(plan, own)
        plan.target = self.rows.added(own, plan.row)
        self._known.index(plan.target)

    def _warn_of_same_person(self, plan: RowPlan, own: Mapping[str, Any]) -> None:
        plan.other = other = self._known.other_of_year(own)
        if other is not None:
            masked = mask_name(str(plan.values.get(PERSON + "name") or ""))
            masked = f"{masked}（{self.told_of(other)}）"
            plan.problems.append(Problem(PERSON + "name", SAME_PERSON, Severity.WARNING, masked))

    def told_of(self, other: Pending) -> str:
        """Which row a row of the same person is, and who sent it."""
        employer_id = other.values.get("employer_id")
        employer = self.employers.by_id(employer_id) if self.employers and employer_id is not None else None
        return self._others.told(other, str(employer.values.get("name") or "") if employer else "")

    def source_of(self, other: Pending) -> str:
        """Where a row comes from: a row of this sheet, a sender and a file, or who entered it."""
        return self._others.source(other)

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
