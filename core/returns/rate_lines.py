"""Table 2 of a return: rates with their parts and where they come from. And the month's tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select

from core import arithmetic
from core.codes import code_list
from core.compute import Evaluator
from core.figure import Measure, Share, Tally
from core.figure_views import FigureView
from core.judged import Judge
from core.period import Span
from core.returns.snapshot import RateLine, TaskLine
from core.targets import DatedTarget
from db.models import DestinationReport, Task

CITY_REFERENCE = "全市目标，列为参考"


def rate_line(
    connection: Connection, judge: Judge, share: Share, view: FigureView, target: DatedTarget, own: bool
) -> RateLine:
    """One rate against its target. A target of the city is shown beside, never judged."""
    value = None if view.value is None else Decimal(view.value)
    span = judge.year_span.until(judge.as_of)
    parts = [judge.evaluator.value(each, span) for each in (share.part, share.whole)]
    known = value is not None
    source = _source(connection, judge, share.part) if known else ""
    return RateLine(
        figure=share.key,
        label=target.label or view.label,
        comparator=target.comparator,
        target=target.value,
        value=value,
        numerator=parts[0] if known else None,
        denominator=parts[1] if known else None,
        gap=arithmetic.difference(value, target.value) if own else None,
        source=source if own else "，".join(part for part in (source, CITY_REFERENCE) if part),
    )


def _source(connection: Connection, judge: Judge, part: Tally) -> str:
    if part.measure is not Measure.LATEST:
        return f"{_day(judge.as_of)}，实名台账"
    span = judge.year_span.until(judge.as_of)
    ids = [row.id for row in judge.evaluator.explained(part, span) if row.reason is None]
    found = connection.execute(
        select(DestinationReport.reported_as_of, DestinationReport.source, DestinationReport.edition).where(
            DestinationReport.id.in_(ids)
        )
    ).all()
    last = max(row.reported_as_of for row in found)
    sources = {row.source for row in found if row.source}
    editions = sorted(
        code_list("destination_edition").name_of(each) for each in {row.edition for row in found} if each
    )
    said = sources.pop() if len(sources) == 1 else f"{len(found)}所院校"
    return "，".join((_day(last), said, *editions))


def beside_words(judge: Judge, share: Share) -> str:
    """The second reading of a rate, as the rules in force say it; "" where there is none."""
    if share.beside is None:
        return ""
    words, part, whole = share.beside
    rate = judge.share(part, whole, judge.year_span.until(judge.as_of))
    return f"{words}为{rate}%。" if rate is not None else ""


def filled_posts(evaluator: Evaluator, posts: Tally, span: Span) -> int:
    """How many of a kind's posts are filled, over the same rows as the posts themselves."""
    filled = Tally(
        f"{posts.key}.filled", "到岗人数", "人", posts.section, Measure.SUM, "filled", posts.within
    )
    return evaluator.value(filled, span)


def task_lines(connection: Connection, month: Span) -> Iterator[TaskLine]:
    """Tasks that fall due or were done in the month, and those overdue at its end."""
    due = select(Task).where(Task.state == "active", Task.deadline.is_not(None), Task.deadline <= month.last)
    for task in connection.execute(
        due.order_by(Task.deadline, Task.plan, Task.item).with_only_columns(*_COLUMNS)
    ):
        done: date | None = task.done_on if task.done_on and task.done_on <= month.last else None
        if task.situation == "stopped" or (
            task.deadline < month.start and done is not None and done < month.start
        ):
            continue
        yield TaskLine(
            number=str(task.item or ""),
            title=task.title or "",
            responsible=_lead(task.responsible or ""),
            deadline=_day(task.deadline),
            state=_state(task.deadline, done, month.last),
            done_on=_day(done) if done else "",
        )


_COLUMNS = (
    Task.item,
    Task.title,
    Task.responsible,
    Task.deadline,
    Task.done_on,
    Task.situation,
)


def _state(deadline: date, done: date | None, last: date) -> str:
    if done is not None:
        return "按期" if done <= deadline else "逾期办结"
    return "逾期" if deadline < last else "未办结"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _lead(bodies: str) -> str:
    """The leading body alone, with 等 where others answer with it."""
    first, *others = bodies.replace("，", "、").split("、")
    return f"{first.removesuffix('等')}等" if others else first
