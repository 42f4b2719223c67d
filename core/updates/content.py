"""The files of a policy package, read strictly: a faulty one is refused, with the place that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.errors import LedgerFault
from core.manufacturing_counties import LISTS, CountyList, read_list
from core.plan import Plan, PlanProblem
from core.plan_files import parse_plan
from core.policy import COUNTIES, HOLIDAYS, PLANS, TOWNSHIPS, TRAINEESHIP
from core.table_reader import TableReader
from core.traineeship_rules import RULES, TraineeshipRules, read_rules
from core.units import TOWNSHIP_KINDS, all_units, find_unit
from core.workdays import YEARS, Holidays, read_year

_YUAN = ("living_pay", "subsidy", "kept_extra", "kept_share", "insurance")
_SHOWN_PROBLEMS = 3


@dataclass(frozen=True, slots=True)
class TownshipChange:
    """Townships of one unit that begin on the update's first day, and those that have ended before it."""

    unit: str
    begun: tuple[tuple[str, str], ...]
    """Name and kind."""
    ended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a policy package says, read."""

    plans: tuple[Plan, ...] = ()
    traineeship: tuple[TraineeshipRules, ...] = ()
    counties: tuple[CountyList, ...] = ()
    holidays: tuple[Holidays, ...] = ()
    townships: tuple[TownshipChange, ...] = ()


def read_content(files: Mapping[str, bytes], effective_from: date) -> Content:
    """Read every file of a package.

    Args:
        files: name → bytes, as signed.
        effective_from: first day of the package; nothing in it may be dated before.

    Raises:
        LedgerFault: something is wrong with a file, or no reader knows its name.
    """
    problems: list[PlanProblem] = []
    found: dict[str, list[Any]] = {name: [] for name in Content.__dataclass_fields__}
    for name, content in files.items():
        table = _table(name, content, problems)
        reader = _reader(name)
        if reader is None:
            problems.append(PlanProblem(name, "", "这个版本的程序不认识这个文件"))
        elif table is not None:
            part, read = reader
            found[part] += read(TableReader(table, name, "", problems), effective_from)
    if problems:
        raise _faulty(problems)
    return Content(**{name: tuple(parts) for name, parts in found.items()})


def _faulty(problems: list[PlanProblem]) -> LedgerFault:
    shown = "；".join(
        f"{each.file}{f' {each.place.strip()}' if each.place else ''}：{each.message}"
        for each in problems[:_SHOWN_PROBLEMS]
    )
    more = f"等 {len(problems)} 处" if len(problems) > _SHOWN_PROBLEMS else ""
    return LedgerFault(
        f"更新包里的政策数据有误，没有更新：{shown}{more}。",
        "安全。程序和台账都没有改动。",
        "请把这句话告诉发布单位，换一份更新包；也可能要先更新程序。",
    )


_Read = Callable[[TableReader, date], Iterator[Any]]


def _reader(name: str) -> tuple[str, _Read] | None:
    if name.startswith(PLANS) and name.endswith(".toml"):
        return "plans", _plan
    return _READERS.get(name)


def _table(name: str, content: bytes, problems: list[PlanProblem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        problems.append(PlanProblem(name, "", "不是正确的TOML文件"))
        return None


def _plan(head: TableReader, _first: date) -> Iterator[Plan]:
    key = head.file.removeprefix(PLANS).removesuffix(".toml")
    plan, problems = parse_plan(head.content, key)
    head.problems.extend(problems)
    if plan is not None and not problems:
        yield plan


def _dated(head: TableReader, key: str, first: date) -> Iterator[TableReader]:
    """The tables of a dated list, each begun on or after the first day; the problems of others are noted."""
    tables = list(head.tables(key))
    head.finish()
    if not tables:
        head.complain(f"缺少 {key}")
    for table in tables:
        if table.day("since") < first:
            table.complain(f"since 早于更新包的施行日期 {first}，会改动以前的月份")
        yield table


def _traineeship(head: TableReader, first: date) -> Iterator[TraineeshipRules]:
    for table in _dated(head, RULES, first):
        before = len(head.problems)
        for name in _YUAN:
            table.whole(name)
        table.text("source")
        months = table.content.get("months")
        table.taken.add("months")
        if not (
            isinstance(months, list)
            and [type(each) for each in months] == [int, int]
            and 1 <= months[0] <= months[1]
        ):
            table.complain("months 应为最少和最多月数，例如 [1, 12]")
        table.finish()
        if len(head.problems) == before:
            yield read_rules(dict(table.content))


def _counties(head: TableReader, first: date) -> Iterator[CountyList]:
    for table in _dated(head, LISTS, first):
        before = len(head.problems)
        for name in ("source", "clause"):
            table.text(name)
        table.text("assumption", "")
        units = _names(table, "units")
        for name in units:
            if find_unit(name) is None:
                table.complain(f"没有“{name}”这个区县")
        table.finish()
        if len(head.problems) == before:
            yield read_list({"assumption": "", **table.content})


def _holidays(head: TableReader, first: date) -> Iterator[Holidays]:
    tables = list(head.tables(YEARS))
    head.finish()
    for table in tables:
        try:
            year = read_year(dict(table.content))
        except (KeyError, TypeError, ValueError):
            table.complain("放假和调休的日期有误，或不在同一年")
            continue
        if year.year < first.year:
            table.complain(f"{year.year} 年早于更新包的施行日期 {first}")
        else:
            yield year


def _townships(head: TableReader, _first: date) -> Iterator[TownshipChange]:
    unit = head.choice("unit", tuple(each.key for each in all_units()))
    ended = _names(head, "ended") if "ended" in head.content else ()
    begun = []
    for table in head.tables("township"):
        name, kind = table.text("name"), table.choice("kind", TOWNSHIP_KINDS)
        table.finish()
        begun.append((name, kind))
    head.finish()
    if not begun and not ended:
        head.complain("没有写增加或撤销的镇街")
    yield TownshipChange(unit, tuple(begun), ended)


def _names(table: TableReader, key: str) -> tuple[str, ...]:
    table.taken.add(key)
    found = table.content.get(key)
    if isinstance(found, list) and found and all(isinstance(each, str) and each.strip() for each in found):
        return tuple(found)
    table.complain(f"{key} 应为一组名称")
    return ()


_READERS: Mapping[str, tuple[str, _Read]] = {
    TRAINEESHIP: ("traineeship", _traineeship),
    COUNTIES: ("counties", _counties),
    HOLIDAYS: ("holidays", _holidays),
    TOWNSHIPS: ("townships", _townships),
}
"""Reader of each file by its name, and the part of the content that it fills."""
