"""上年实绩: last year's monthly totals, typed in for year-on-year and last year's own curve."""

from __future__ import annotations

from core.problems import Problem
from core.section import Kind, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import PriorActual


def check(values: Values) -> list[Problem]:
    """A month's total is not negative and its month is a month."""
    problems: list[Problem] = []
    value, month = values.get("value"), values.get("month")
    if value is not None and value < 0:
        problems.append(Problem("value", f"数值不能小于 0，现为 {value}"))
    if month is not None and len(str(month)) != 7 and not values.get("unit"):
        problems.append(Problem("month", "月份应写到月，例如 2024-09"))
    return problems


SECTION = Section(
    key="prior_actual",
    title="上年实绩",
    model=PriorActual,
    dating="",
    fields=(
        field(
            "prior_actual/figure", "指标", Kind.CODE, codes="figure", required=True, width=200, group="实绩"
        ),
        field(
            "prior_actual/month", "月份", Kind.MONTH, required=True, width=96, group="实绩", example="2024-09"
        ),
        field(
            "prior_actual/value",
            "数值",
            Kind.MONEY,
            required=True,
            width=96,
            group="实绩",
            example="1120",
            summed=False,
        ),
        field("prior_actual/source", "来源", width=240, group="实绩", example="2024年9月月报"),
        field(
            "prior_actual/unit",
            "原单位",
            Kind.CODE,
            codes="former_unit",
            width=170,
            group="实绩",
            hint="只在区划调整后重列时填：这是哪个原单位或哪一部分的数；月份可以只写年",
        ),
        shared.NOTE,
    ),
    identities=(("figure", "month", "unit"),),
    check=check,
    frozen=("figure", "month"),
    icon="history",
    empty_hint="填了上年各月的数，才有同比和上年进度线；没填的按未知处理，不当作 0。",
)
