"""Made-up returns of the 41 units of the city's table, quick to draw, that add up to the city's totals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from paper_lines import target_line
from paper_samples import usual

from core.city.collect import quotas_of, reporting_units
from core.codes import code_list
from core.period import Month
from core.returns.pdf import RenderedReturn, render
from core.returns.snapshot import IndustryLine, Snapshot
from core.units import Unit

SEPTEMBER = Month(2025, 9)


def parts_of(total: int) -> list[int]:
    """A total in twenty parts that add up to it."""
    shares = [1, 2, 30, 1, 5, 10, 3, 3, 12, 1, 1, 6, 4, 1, 5, 9, 5, 3, 2, 2]
    parts = [total * share // sum(shares) for share in shares]
    parts[2] += total - sum(parts)
    return parts


def industry_lines(total: int, new: int) -> tuple[IndustryLine, ...]:
    keys = [(each.code, each.name) for each in code_list("industry")] + [("unknown", "未分类")]
    return tuple(
        IndustryLine(key, name, month, value, None, None)
        for (key, name), month, value in zip(keys, parts_of(new), parts_of(total), strict=True)
    )


def snapshot_of(
    unit: Unit,
    total: int,
    outside: int,
    *,
    month: Month = SEPTEMBER,
    version: int = 1,
    submitted: bool = True,
) -> Snapshot:
    """A short return of a unit: two core figures and the industries."""
    quota = quotas_of(2025)[unit.key]
    new = total // 11
    first = target_line("placement.total", "留渝来渝就业创业人数", quota.target_total, new, total)
    second = target_line(
        "placement.origin.outside_city",
        "其中：市外来渝",
        quota.target_outside_city,
        outside // 11,
        outside,
        indent=1,
    )
    base = usual()
    code = unit.code or unit.key
    return replace(
        base,
        unit_key=unit.key,
        unit_code=code,
        unit_name=unit.name,
        unit_full_name=unit.full_name,
        office=unit.office,
        area_word=unit.area_word,
        title=f"{unit.full_name}高校毕业生等青年留渝来渝就业创业工作月报",
        month=month,
        number=f"{code}-{month}-{version}",
        version=version,
        draft=1,
        state="submitted" if submitted else "draft",
        replaces="2025年10月9日报出的第1版" if version > 1 else "",
        demonstration=False,
        reported_on=date(2025, 10, 9) if submitted else None,
        subject_total=first,
        subject_outside=second,
        blocks=(replace(base.blocks[0], lines=(first, second)),),
        rates=(),
        posts=(),
        work=(),
        townships=(),
        township_total=None,
        industries=industry_lines(total, new),
        industry_total=IndustryLine("total", "合计", new, total, Decimal(100), None),
        curve=replace(base.curve, target=quota.target_total, done=(total - new, total)),
        fairs=(),
        hosts=(),
        tasks=(),
        corrections=(),
        difficulties="",
        next_steps="",
        rules=(),
    )


def all_units() -> list[Unit]:
    return list(reporting_units(SEPTEMBER))


def drawn(snapshot: Snapshot) -> RenderedReturn:
    rendered = render(snapshot)
    assert rendered.problems == ()
    return rendered


def write_return(folder: Path, snapshot: Snapshot, name: str = "") -> Path:
    path = folder / (name or f"{snapshot.unit_name}{snapshot.month}-{snapshot.version}.pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(drawn(snapshot).bytes)
    return path
