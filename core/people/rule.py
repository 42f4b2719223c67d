"""How often somebody is to be contacted: said once, from the settings, with the clauses behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from core.identity import age_on
from core.people.views import CallRule
from core.settings import value_of


def call_rule(stored: Mapping[str, str]) -> CallRule:
    """The rule in force."""
    days, dense = int(value_of(stored, "contact_days")), int(value_of(stored, "contact_days_dense"))
    low, high = map(int, value_of(stored, "youth_ages").split("-"))
    months = int(value_of(stored, "long_unemployed_months"))
    return CallRule(
        days=days,
        dense_days=dense,
        youth=(low, high),
        long_months=months,
        sentences=(
            "约好了下次联系的，到约好的那天；没有约的，按上次联系推算，没有联系过的当天就列。",
            f"一般 {days} 天一次；{low} 至 {high} 岁、登记满 {months} 个月、1131没做齐的，{dense} 天一次"
            "（渝人社发〔2026〕1号，13：加密对失业青年、长期登记失业人员跟踪服务频次；天数在系统设置里改）。",
            "已就业、升学、入伍、出国、转出、注销登记的不列；暂无就业意愿的照列，了解需求"
            "（渝府办发〔2025〕10号，11：动态跟踪就业需求）。",
        ),
    )


def is_youth(rule: CallRule, born: date | None, day: date) -> bool:
    """Whether somebody is of the ages that the denser rule names."""
    return born is not None and rule.youth[0] <= age_on(born, day) <= rule.youth[1]


def is_long(rule: CallRule, registered: date | None, day: date) -> bool:
    """Whether somebody has been registered as unemployed for the months that the denser rule names."""
    if registered is None:
        return False
    months = registered.year * 12 + registered.month - 1 + rule.long_months
    last = date(months // 12, months % 12 + 1, 1) + timedelta(days=registered.day - 1)
    return last <= day


def due_on(rule: CallRule, *, agreed: date | None, last: date | None, began: date, dense: bool) -> date:
    """The day of the next contact: as agreed, else the last contact and the days between two."""
    if agreed is not None and (last is None or agreed > last):
        return agreed
    return began if last is None else last + timedelta(days=rule.dense_days if dense else rule.days)
