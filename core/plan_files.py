"""The parser of plan files: a TOML file in, a plan and a list of problems out. Raises nothing for bad data.

An entry with a problem is left out and named; a plan whose head is faulty is left out whole. The form of
a file is told in `docs/plans.md`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.codes import code_list
from core.period import Span
from core.plan import (
    CITY,
    Amount,
    IndustryRow,
    Milestone,
    Plan,
    PlanProblem,
    PostPart,
    PostRow,
    PresetTarget,
    PresetTask,
    UnitActual,
)
from core.table_reader import TableReader
from core.units import all_units

COMPARATORS = (">=", ">", "about")
GROUPS = ("core", "rates", "posts", "work", "service")
UNITS_OF_TABLE = "units"
ALL_UNITS = "all"
FIRST_YEAR, LAST_YEAR = 2000, 2199


def read_plan(path: Path) -> tuple[Plan | None, tuple[PlanProblem, ...]]:
    """The plan in a file and what is wrong with it; None when its head cannot be read."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return None, (PlanProblem(path.stem, "", "文件无法读取"),)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return None, (PlanProblem(path.stem, "", f"不是正确的TOML文件：{fault}"),)
    return parse_plan(content, path.stem)


def parse_plan(content: Mapping[str, Any], file: str) -> tuple[Plan | None, tuple[PlanProblem, ...]]:
    """The plan in the content of a file, and what is wrong with it. Pure.

    Args:
        content: as `tomllib` gives it.
        file: name of the file without ending; it must be the plan's key.
    """
    problems: list[PlanProblem] = []
    head = TableReader(content, file, "", problems)
    key, start, last = head.text("key"), head.day("start"), head.day("end")
    concerns = head.choice("concerns", (UNITS_OF_TABLE, ALL_UNITS, *(unit.key for unit in all_units())))
    words = {name: head.text(name) for name in ("title", "document", "number", "issuer")}
    issued_on, assumption = head.day("issued_on"), head.text("assumption", "")
    if key != file:
        head.complain(f"key 为“{key}”，应与文件名“{file}”相同")
    if start > last:
        head.complain("start 晚于 end")
    elif not FIRST_YEAR <= start.year <= last.year <= LAST_YEAR:
        head.complain(f"年份应在{FIRST_YEAR}年至{LAST_YEAR}年之间")
    if problems:
        return None, tuple(problems)
    parts = _Parts(key, Span.closed(start, last), assumption)
    parts.read(head)
    head.finish()
    plan = Plan(
        key=key,
        issued_on=issued_on,
        span=parts.span,
        concerns=concerns,
        assumption=assumption,
        targets=_without_doubles(parts.targets, file, problems),
        tasks=tuple(parts.tasks),
        unit_actuals=tuple(parts.unit_actuals),
        industries=tuple(parts.industries),
        posts=tuple(parts.posts),
        amounts=tuple(parts.amounts),
        **words,
    )
    return plan, tuple(problems)


@dataclass(slots=True)
class _Parts:
    """What a plan is made of, gathered table by table."""

    plan: str
    span: Span
    assumption: str
    targets: list[PresetTarget] = field(default_factory=list)
    tasks: list[PresetTask] = field(default_factory=list)
    unit_actuals: list[UnitActual] = field(default_factory=list)
    industries: list[IndustryRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)

    def read(self, head: TableReader) -> None:
        """All parts in the order in which the document has them."""
        self._each(head, "target", self._target)
        if (units := head.table("unit_table")) is not None:
            self._unit_table(units)
        if (industries := head.table("industry_table")) is not None:
            self._industry_table(industries)
        self._each(head, "post", self._post)
        self._each(head, "task", self._task)
        self._each(head, "amount", self._amount)

    def _each(self, head: TableReader, key: str, read: Callable[[TableReader], Callable[[], None]]) -> None:
        """Reads every table of an array; one with a problem is left out, the others stay."""
        for table in head.tables(key):
            before = len(table.problems)
            keep = read(table)
            table.finish()
            if len(table.problems) == before:
                keep()

    def _target(self, table: TableReader) -> Callable[[], None]:
        each_year, mean = table.flag("each_year"), table.flag("yearly_mean")
        value = table.amount("value")
        years = self.span.last.year - self.span.start.year + 1
        target = PresetTarget(
            plan=self.plan,
            figure=table.text("figure"),
            label=table.text("label"),
            scope=table.choice("scope", (CITY, *(unit.key for unit in all_units()))),
            span=self.span,
            comparator=table.choice("comparator", COMPARATORS),
            value=value * years if mean else value,
            unit=table.text("unit"),
            group=table.choice("group", GROUPS),
            indent=table.whole("indent", 0),
            item=table.text("item"),
            clause=table.text("clause"),
            responsible=table.text("responsible", ""),
            reference=table.flag("reference"),
            yearly=value if mean else None,
            assumption=table.text("assumption", self.assumption),
        )
        if each_year and mean:
            table.complain("each_year 与 yearly_mean 不能同时使用")
        spans = tuple(_years(self.span)) if each_year else (self.span,)
        return lambda: self.targets.extend(replace(target, span=span) for span in spans)

    def _unit_table(self, table: TableReader) -> None:
        before = len(table.problems)
        year = table.whole("prior_year")
        common = self._common(table, table.text("clause"), "core")
        figures = [self._figure(table, name) for name in ("total", "outside_city")]
        rows = list(table.rows("rows", (int, str, int, int, int, int)))
        table.finish()
        known = {unit.key: unit.name for unit in all_units()}
        for number, unit, *_ in rows:
            if unit not in known:
                table.complain(f"rows 第{number}行的单位“{unit}”不在单位表中")
        if len(table.problems) > before:
            return
        for number, unit, total, outside, target_total, target_outside in rows:
            self.unit_actuals.append(UnitActual(unit, year, total, outside, target_total, target_outside))
            item = f"{common['item']}第{number}行{known[unit]}"
            for indent, value in enumerate((target_total, target_outside)):
                figure, label = figures[indent]
                self.targets.append(
                    PresetTarget(
                        **{**common, "item": item},
                        figure=figure,
                        label=label,
                        scope=unit,
                        value=Decimal(value),
                        indent=indent,
                    )
                )

    def _industry_table(self, table: TableReader) -> None:
        before = len(table.problems)
        year = table.whole("prior_year")
        common = self._common(table, table.text("clause"), "core") | {"group": "industry"}
        rows = list(table.rows("rows", (str, int, int, str)))
        table.finish()
        industry = code_list("industry")
        for code, *_ in rows:
            if code not in industry:
                table.complain(f"行业代码“{code}”不在代码表中")
        if len(table.problems) > before:
            return
        for code, actual, value, responsible in rows:
            self.industries.append(IndustryRow(code, year, actual, value, responsible))
            self.targets.append(
                PresetTarget(
                    **common,
                    figure=f"placement.industry.{code}",
                    label=industry.name_of(code),
                    scope=CITY,
                    value=Decimal(value),
                    indent=0,
                    responsible=responsible,
                )
            )

    def _post(self, table: TableReader) -> Callable[[], None]:
        parts = [self._part(each) for each in table.tables("parts")]
        row = PostRow(
            figure=table.text("figure"),
            label=table.text("label"),
            unit=table.text("unit"),
            prior_year=table.whole("prior_year"),
            prior_target=table.whole("prior_target"),
            prior_actual=table.whole("prior_actual"),
            target=table.whole("target"),
            responsible=table.text("responsible"),
            parts=tuple(parts),
        )
        common = self._common(table, table.text("clause"), "posts") | {"responsible": row.responsible}
        lines = [PostPart(row.figure, row.label, row.target), *parts]
        return lambda: self._keep_post(row, lines, common)

    def _keep_post(self, row: PostRow, lines: list[PostPart], common: dict[str, Any]) -> None:
        self.posts.append(row)
        for number, line in enumerate(lines):
            if line.figure:
                self.targets.append(
                    PresetTarget(
                        **common,
                        figure=line.figure,
                        label=line.label,
                        scope=CITY,
                        value=Decimal(line.value),
                        indent=min(number, 1),
                    )
                )

    def _task(self, table: TableReader) -> Callable[[], None]:
        task = PresetTask(
            plan=self.plan,
            number=table.whole("number"),
            title=table.text("title"),
            summary=table.text("summary"),
            responsible=table.text("responsible"),
            deadline=table.optional_day("deadline"),
            deadline_words=table.text("deadline_words", ""),
            monthly=table.flag("monthly"),
            milestones=tuple(
                Milestone(each.day("on"), each.text("words")) for each in table.tables("milestones")
            ),
        )
        return lambda: self.tasks.append(task)

    def _amount(self, table: TableReader) -> Callable[[], None]:
        amount = Amount(
            key=table.text("key"),
            label=table.text("label"),
            comparator=table.choice("comparator", ("=", "<=", ">=")),
            value=table.amount("value"),
            unit=table.text("unit"),
            item=table.text("item"),
            clause=table.text("clause"),
        )
        return lambda: self.amounts.append(amount)

    def _common(self, table: TableReader, clause: str, group: str) -> dict[str, Any]:
        """What all targets of one printed table share."""
        return {
            "plan": self.plan,
            "span": self.span,
            "comparator": table.choice("comparator", COMPARATORS),
            "unit": table.text("unit"),
            "group": group,
            "item": table.text("item"),
            "clause": clause,
            "assumption": self.assumption,
        }

    @staticmethod
    def _figure(table: TableReader, name: str) -> tuple[str, str]:
        column = table.table(name)
        if column is None:
            table.complain(f"缺少 {name}")
            return "", ""
        figure, label = column.text("figure"), column.text("label")
        column.finish()
        return figure, label

    @staticmethod
    def _part(table: TableReader) -> PostPart:
        part = PostPart(table.text("figure", ""), table.text("label"), table.whole("value"))
        table.finish()
        return part


def _years(span: Span) -> Iterator[Span]:
    for year in range(span.start.year, span.last.year + 1):
        whole = Span(date(year, 1, 1), date(year + 1, 1, 1))
        yield Span(max(whole.start, span.start), min(whole.end, span.end))


def _without_doubles(
    targets: list[PresetTarget], file: str, problems: list[PlanProblem]
) -> tuple[PresetTarget, ...]:
    """The targets, less every second one judged on the same figure, scope and period."""
    kept: list[PresetTarget] = []
    judged: set[tuple[str, str, Span]] = set()
    for target in targets:
        mark = (target.figure, target.scope, target.span)
        if target.reference or mark not in judged:
            kept.append(target)
        else:
            message = f"{target.figure} 在同一期间对 {target.scope} 有两个目标；后一个应注明 reference = true"
            problems.append(PlanProblem(file, f"target {target.figure}", message))
        if not target.reference:
            judged.add(mark)
    return tuple(kept)
