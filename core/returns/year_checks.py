"""Checks of the year's return before review: most are a month's over the whole year."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from core.period import Month
from core.problems import Problem
from core.returns import checks
from core.returns.checks import PASS, WARN, Background
from core.returns.snapshot import Snapshot
from core.standings import TOTAL
from core.views import Check


def year_checks(
    connection: Connection, snapshot: Snapshot, background: Background, unprintable: tuple[Problem, ...] = ()
) -> Iterator[Check]:
    """Every check of a year's return, with what it found."""
    period = snapshot.period
    yield from checks.glyphs(unprintable)
    yield checks.split(snapshot)
    yield from checks.sums(snapshot)
    yield checks.ONCE
    yield from _months_submitted(snapshot, background)
    yield _december(snapshot, background)
    whole = int(snapshot.subject_total.value or 0)
    yield checks.unchecked_share(connection, period.span, whole, background.unchecked_limit, "本年")
    yield checks.open_drafts(connection, period.span, "本年")
    yield checks.refused_imports(connection, background)
    yield checks.township_words(connection)
    yield from checks.corrections(snapshot)
    yield from checks.rules(snapshot, background)
    if background.today <= period.cut_off:
        words = f"截止日 {period.cut_off.month} 月 {period.cut_off.day} 日还没有过，之后的登记不在这一期里。"
        yield Check("本年还没有结束", WARN, words, "year_over")


def _months_submitted(snapshot: Snapshot, background: Background) -> Iterator[Check]:
    """The year's return closes months that were submitted."""
    submitted = {each.month for each in background.editions}
    year = snapshot.month.year
    open_months = [number for number in range(1, 13) if str(Month(year, number)) not in submitted]
    if open_months:
        names = "、".join(str(number) for number in open_months)
        yield Check("有月报没有上报", WARN, f"{names} 月的月报还没有上报。", "months_submitted")
    else:
        yield Check("月报", PASS, "12 个月的月报都已上报", "months_submitted")


def _december(snapshot: Snapshot, background: Background) -> Check:
    """The year's total against what December's return said."""
    said = {each.figure: each.value for each in background.before}.get(TOTAL)
    now = snapshot.subject_total.value
    if said is None or now is None or background.before_month != str(snapshot.month):
        return Check("全年与月报", PASS, "12 月月报还没有上报，不比较", "december")
    if said == now:
        return Check("全年与月报", PASS, f"全年累计与 12 月上报的一致，{now:,} 人", "december")
    words = f"全年累计 {now:,} 人，12 月上报累计 {said:,} 人，相差 {abs(now - said):,} 人。"
    return Check("全年与月报累计不同", WARN, words, "december")
