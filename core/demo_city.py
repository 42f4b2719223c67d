"""Made-up returns of the city's units, from one unit's own: to show the city's side with something in it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pikepdf

from core import arithmetic
from core.city.collect import quotas_of, reporting_units
from core.codes import code_list
from core.period import Span
from core.plan import UnitActual
from core.plans import load_plans
from core.returns.data_reading import read_data
from core.returns.pdf import render
from core.returns.snapshot import IndustryLine, PlanBlock, Snapshot, TargetLine
from core.units import Unit

_SILENT, _LATE, _DRAFT, _TORN = 6, 11, 17, 23
"""Places in the city's table of units that send nothing, last month's paper, a draft, half a file."""


def write_like(folder: Path, paper: bytes) -> None:
    """The same from a drawn return, whose data file is attached."""
    with pikepdf.open(io.BytesIO(paper)) as document:
        name = next(name for name in document.attachments if name.endswith(".json"))
        content = document.attachments[name].get_file().read_bytes()
    write_returns(folder, read_data(content))


def write_returns(folder: Path, own: Snapshot, seed: int = 1) -> None:
    """One PDF for nearly every unit of the city's table, all marked as demonstration data."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, quotas = Random(seed), quotas_of(own.month.year)
    for place, unit in enumerate(reporting_units(own.month)):
        quota = quotas.get(unit.key)
        if quota is None or place == _SILENT:
            continue
        snapshot = _of_unit(own, unit, quota, chance)
        if place == _LATE:
            before = own.month.previous()
            number = snapshot.number.replace(str(own.month), str(before))
            snapshot = replace(snapshot, month=before, number=number)
        if place == _DRAFT:
            snapshot = replace(snapshot, state="draft", reported_on=None)
        pdf = render(snapshot).bytes
        content = pdf[: len(pdf) // 2] if place == _TORN else pdf
        (folder / f"{unit.name}月报-{snapshot.month}.pdf").write_bytes(content)


def _of_unit(own: Snapshot, unit: Unit, quota: UnitActual, chance: Random) -> Snapshot:
    share = own.month.number / 12 * chance.uniform(0.86, 1.1)
    total, outside = int(quota.target_total * share), int(quota.target_outside_city * share)
    year = Span(date(own.month.year, 1, 1), date(own.month.year + 1, 1, 1))
    first = _line(own.subject_total, quota.target_total, total, year, own.month.cut_off)
    second = _line(own.subject_outside, quota.target_outside_city, outside, year, own.month.cut_off)
    first, second = replace(first, indent=0), replace(second, indent=1)
    code = unit.code or unit.key
    industries = _industries(total, int(first.month or 0), chance)
    return replace(
        own,
        unit_key=unit.key,
        unit_code=code,
        unit_name=unit.name,
        unit_full_name=unit.full_name,
        office=unit.office,
        area_word=unit.area_word,
        title=f"{unit.full_name}高校毕业生等青年留渝来渝就业创业工作月报",
        number=f"{code}-{own.month}-1",
        version=1,
        draft=1,
        state="submitted",
        demonstration=True,
        reported_on=own.month.cut_off + timedelta(days=chance.randint(3, 9)),
        subject_total=first,
        subject_outside=second,
        blocks=(
            PlanBlock(
                "city", "市下达年度目标任务", "", year, year.elapsed(own.month.cut_off), (first, second)
            ),
        ),
        rates=(),
        posts=(),
        work=(),
        townships=(),
        township_total=None,
        industries=industries,
        industry_total=IndustryLine("total", "合计", int(first.month or 0), total, Decimal(100), None),
        curve=replace(own.curve, target=quota.target_total, done=_curve(own.month.number, total)),
        fairs=(),
        hosts=(),
        tasks=(),
        corrections=(),
        difficulties="",
        next_steps="",
    )


def _line(like: TargetLine, target: int, value: int, year: Span, cut_off: date) -> TargetLine:
    pro_rata = arithmetic.pro_rata(year, year.elapsed(cut_off))
    completion = arithmetic.percent(value, target)
    left = year.days - year.elapsed(cut_off)
    missing = max(0, target - value)
    return replace(
        like,
        target=target,
        month=value // 9,
        value=value,
        completion=completion,
        pro_rata=pro_rata,
        gap=arithmetic.difference(completion, pro_rata),
        year_on_year=None,
        missing=missing,
        pace=(Decimal(missing) / left).quantize(Decimal("0.1")) if missing and left else None,
    )


def _industries(total: int, new: int, chance: Random) -> tuple[IndustryLine, ...]:
    names = [(each.code, each.name) for each in code_list("industry")] + [("unknown", "未分类")]
    targets = {row.code: row.target for plan in load_plans()[0] for row in plan.industries}
    weights = [chance.uniform(0.8, 1.2) * targets.get(code, 9_000) for code, _ in names]
    lines = []
    for (key, name), weight in zip(names, weights, strict=True):
        value, month = int(total * weight / sum(weights)), int(new * weight / sum(weights))
        lines.append(IndustryLine(key, name, month, value, arithmetic.percent(value, total), None))
    rest = lines[-1]
    value = rest.value + total - sum(line.value for line in lines)
    month = rest.month + new - sum(line.month for line in lines)
    share = arithmetic.percent(value, total)
    lines[-1] = replace(rest, value=value, month=month, share=share)
    return tuple(lines)


def _curve(months: int, total: int) -> tuple[int, ...]:
    return tuple(total * number // months for number in range(1, months + 1))
