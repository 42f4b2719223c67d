"""Checks before review, graded: what blocks, what passes with a written reason, what passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from core.arithmetic import percent
from core.columns import table_of
from core.period import Month, Span
from core.problems import Problem
from core.returns.books import Edition, Note
from core.returns.snapshot import FigureAmount, Snapshot
from core.sections import SECTIONS
from core.settings import SETTINGS
from core.sources import SOURCES, day_of
from core.standings import unchecked
from core.views import Check
from db.models import Batch, TownshipAlias

BLOCK, WARN, PASS = "block", "warn", "pass"
ONCE = Check("一人一年一次", PASS, "按证件号逐人计一次，无重复计数", "once")


@dataclass(frozen=True, slots=True)
class Background:
    """What checks look at beside the snapshot.

    `editions` are those submitted so far; `before` is what the latest of them said of an earlier month.
    """

    today: date
    unchecked_limit: int
    editions: tuple[Edition, ...]
    before: tuple[FigureAmount, ...]
    before_month: str
    before_rules: tuple[tuple[str, str], ...]


def checks_of(
    connection: Connection, snapshot: Snapshot, background: Background, unprintable: tuple[Problem, ...] = ()
) -> Iterator[Check]:
    """Every check of a return, with what it found."""
    span = snapshot.month.span
    yield from glyphs(unprintable)
    yield split(snapshot)
    yield from sums(snapshot)
    yield ONCE
    yield _silent_townships(snapshot)
    month = int(snapshot.subject_total.month or 0)
    yield unchecked_share(connection, span, month, background.unchecked_limit, "本月")
    yield open_drafts(connection, span, "本月")
    yield refused_imports(connection, background)
    yield township_words(connection)
    yield _fallen(snapshot, background)
    yield from corrections(snapshot)
    yield from _calendar(snapshot.month, background)
    yield from rules(snapshot, background)


def glyphs(unprintable: tuple[Problem, ...]) -> Iterator[Check]:
    """Whatever cannot be printed."""
    for problem in unprintable:
        yield Check("字形", BLOCK, problem.message, "glyphs")
    if not unprintable:
        yield Check("字形", PASS, "全部字形可印，没有放不下的内容", "glyphs")


def explained(checks: Iterator[Check], notes: Mapping[str, Note]) -> tuple[Check, ...]:
    """Checks with their written reasons; a reason written about something else counts no longer."""
    found = []
    for check in checks:
        note = notes.get(check.key)
        if check.level == WARN and note is not None:
            found.append(replace(check, reason=note.text, stale=note.about != about(check)))
        else:
            found.append(check)
    return tuple(found)


def about(check: Check) -> str:
    """What a reason is written about: another finding wants another reason."""
    return f"{check.name}：{check.detail}"


def waiting(checks: tuple[Check, ...]) -> tuple[int, int]:
    """How many checks block, and how many want a written reason."""
    blocked = sum(each.level == BLOCK for each in checks)
    return blocked, sum(each.level == WARN and (not each.reason or each.stale) for each in checks)


# -- sums --------------------------------------------------------------------------------------------
def split(snapshot: Snapshot) -> Check:
    """The townships' targets must add up to the unit's."""
    total, target = snapshot.township_total, snapshot.subject_total.target
    if total is None or total.target is None:
        return Check("任务分解", PASS, "任务还没有分解到镇街", "split")
    if target is not None and total.target != target:
        words = f"镇街分解合计 {total.target:,} 人，任务 {target:,} 人，两数不一致。"
        return Check("任务分解", BLOCK, words, "split")
    return Check("任务分解", PASS, f"镇街分解与任务一致，{total.target:,} 人", "split")


def sums(snapshot: Snapshot) -> Iterator[Check]:
    """The breakdowns must add up to the whole, this month and cumulated."""
    whole, month = snapshot.subject_total.value or 0, snapshot.subject_total.month or 0
    parts = [("分行业与总数", "industries", [(line.month, line.value) for line in snapshot.industries])]
    if snapshot.townships:
        lines = [(line.month, line.value) for line in snapshot.townships]
        parts.append(("分镇街与总数", "townships", lines))
    for name, key, lines in parts:
        months, values = sum(line[0] for line in lines), sum(line[1] for line in lines)
        if (months, values) == (month, whole):
            yield Check(name, PASS, f"{name.replace('与', '合计与')}一致，{whole:,} 人", key)
        else:
            words = f"累计 {values:,} 人，总数 {whole:,} 人；本月 {months:,} 人，总数 {month:,} 人。"
            yield Check(f"{name}不一致", BLOCK, words, key)


def _fallen(snapshot: Snapshot, background: Background) -> Check:
    """A cumulative count below what was submitted before, in the same year."""
    said = {each.figure: each for each in background.before if each.additive}
    if not said or background.before_month[:4] != str(snapshot.month)[:4]:
        return Check(
            "累计与上期", PASS, "本年还没有上报过，不比较" if not said else "上期在上一年，不比较", "fallen"
        )
    fallen = []
    for now in snapshot.figures:
        before = said[now.figure].value if now.figure in said else None
        if before is not None and now.value is not None and now.value < before:
            fallen.append(f"{now.label}由 {before:,} 降到 {now.value:,}")
    if not fallen:
        return Check("累计与上期", PASS, "累计数没有低于上期上报", "fallen")
    words = "；".join(fallen[:3]) + (f"等 {len(fallen)} 项" if len(fallen) > 3 else "")
    return Check("累计比上期上报少", WARN, f"{words}。", "fallen")


# -- rows --------------------------------------------------------------------------------------------
def _silent_townships(snapshot: Snapshot) -> Check:
    silent = [line.name for line in snapshot.townships if line.month == 0 and line.key != "none"]
    if silent and len(silent) < len(snapshot.townships):
        names = "、".join(silent[:4]) + ("等" if len(silent) > 4 else "")
        words = f"{names}本月一行也没有。"
        return Check(f"{len(silent)} 个镇街本月没有登记", WARN, words, "silent_townships")
    words = "每个镇街本月都有登记" if snapshot.townships else "本单位还没有镇街名录"
    return Check("镇街登记", PASS, words, "silent_townships")


def unchecked_share(connection: Connection, span: Span, counted: int, limit: int, when: str) -> Check:
    """Rows of a span that nobody has checked, against the level set."""
    count = unchecked(connection, span)
    share = percent(count, counted)
    if share is not None and share > limit:
        words = f"{when}登记有 {count:,} 行没有核查，超过设定的 {limit}%。"
        return Check("未核查占比", WARN, words, "unchecked")
    return Check("未核查占比", PASS, f"{when} {count:,} 行待核查，在设定的 {limit}% 以内", "unchecked")


def open_drafts(connection: Connection, span: Span, when: str) -> Check:
    """Drafts that are dated in a span or have no date yet."""
    first, last = span.start.isoformat(), span.last.isoformat()
    found = []
    for section in SECTIONS:
        if section.key not in SOURCES or not section.dating:
            continue
        own = table_of(section.model)
        day = day_of(own.c[section.dating])
        count = connection.execute(
            select(func.count()).where(own.c.state == "draft", day.is_(None) | day.between(first, last))
        ).scalar_one()
        if count:
            found.append((section.title, count))
    if not found:
        return Check("草稿", PASS, f"{when}没有没改好的草稿", "drafts")
    total = sum(count for _title, count in found)
    words = "、".join(f"{title} {count:,} 行" for title, count in found[:3])
    return Check(f"{total:,} 行草稿没有改好", WARN, f"{words}。草稿不计入，改好后按日期计入。", "drafts")


def refused_imports(connection: Connection, background: Background) -> Check:
    """Imports since the last submission whose refused rows have not come back."""
    batch = table_of(Batch)
    since = background.editions[-1].at if background.editions else ""
    rows = connection.execute(
        select(batch.c.id, batch.c.section, batch.c.file_name, batch.c.refused)
        .where(batch.c.undone.is_(False), batch.c.at > since)
        .order_by(batch.c.id)
    ).all()
    open_rows = [
        row
        for row in rows
        if row.refused
        and not any(
            later.id > row.id and later.section == row.section and not later.refused for later in rows
        )
    ]
    if not open_rows:
        return Check("导入", PASS, "没有未处理的导入", "imports")
    count = sum(row.refused for row in open_rows)
    words = "、".join(f"{row.file_name} {row.refused:,} 行" for row in open_rows[:3])
    more = f"等 {len(open_rows)} 次" if len(open_rows) > 3 else ""
    return Check(f"{count:,} 行导入时被拒收", WARN, f"{words}{more}，还没有改好再导入。", "imports")


def township_words(connection: Connection) -> Check:
    """Words for townships that nobody has confirmed."""
    alias = table_of(TownshipAlias)
    count = connection.execute(select(func.count()).where(alias.c.key.is_(None))).scalar_one()
    if count:
        words = f"{count} 个镇街写法还没有确认，这些行计在未分镇街。"
        return Check("镇街写法待确认", WARN, words, "township_words")
    return Check("镇街写法", PASS, "表里的镇街写法都已确认", "township_words")


# -- what was submitted ------------------------------------------------------------------------------
def corrections(snapshot: Snapshot) -> Iterator[Check]:
    """What differs from what was submitted, each with a reason."""
    lines = snapshot.corrections
    if not lines:
        yield Check("已上报月份", PASS, "没有要更正的数", "corrections")
        return
    bare = sum(not line.reason.strip() for line in lines)
    if bare:
        words = f"更正表里有 {bare} 条没有原因，请在“更正”里写明。"
        yield Check("更正没有原因", WARN, words, "corrections")
    else:
        yield Check("已上报月份", PASS, f"{len(lines)} 处改动已列入更正，都有原因", "corrections")


def _calendar(month: Month, background: Background) -> Iterator[Check]:
    """The month is over, and no month before it was passed over."""
    if background.today <= month.cut_off:
        day = month.cut_off
        words = f"截止日 {day.month} 月 {day.day} 日还没有过，之后的登记不在这一期里。"
        yield Check("本月还没有结束", WARN, words, "month_over")
    submitted = {each.month for each in background.editions}
    before = str(month.previous())
    if submitted and min(submitted) < before and before not in submitted:
        words = f"{month.previous().label}还没有上报。"
        yield Check("上一期没有上报", WARN, words, "previous_month")


def rules(snapshot: Snapshot, background: Background) -> Iterator[Check]:
    """Counting rules that differ from those of the return before."""
    if not background.before_rules:
        return
    before, labels = dict(background.before_rules), {each.key: each.label for each in SETTINGS}
    changed = [key for key, value in snapshot.basis.rules if before.get(key, value) != value]
    if changed:
        names = "、".join(labels.get(key, key) for key in changed)
        yield Check("口径与上期不同", WARN, f"{names}在上期上报后改过，累计数不能直接相接。", "rules")
