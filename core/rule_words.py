"""The rule of a figure in numbered sentences, as 为什么是这个数 says it."""

from __future__ import annotations

from collections.abc import Iterator

from core.figure import Figure, Measure, Share, Tally
from core.period import Span
from core.sections import section_of
from core.settings import Rules

_EVENTS = {
    "ended_on": "见习结束日期",
    "rated_on": "评单日期",
    "reemployed_on": "再就业日期",
    "done_on": "完成日期",
    "in_work_on": "就业日期",
    "served_on": "首次服务日期",
    "complete_on": "1131服务做齐日期",
}
_OF_EMPLOYERS = ("employers", "vacancies", "matches")
"""Numbers of a fair that its employers' rows say."""
ALIVE = "不是作废、草稿"
"""What is asked of every row."""
_INNER = str.maketrans("“”", "‘’")
_EVENT_RULES = {
    "in_work_on": "就业日期取交接当天或以后最早一笔计入的就业登记，或者状态为已就业的状态日期，以早的为准",
    "served_on": "首次服务日期取交接当天或以后最早一次服务记录，或者状态为已服务的状态日期，以早的为准",
    "complete_on": "交接后至少1次政策宣介、1次职业指导、3次岗位推介、1次技能培训或见习机会（含实际见习）",
}


def rule_of(figure: Figure, span: Span | None, rules: Rules) -> Iterator[str]:
    """How the figure is counted over a span, sentence by sentence; without one, over any span."""
    tally = figure.part if isinstance(figure, Share) else figure
    yield _dates(tally, span)
    if tally.dated in _EVENT_RULES:
        yield _EVENT_RULES[tally.dated]
    yield from _validity(tally, rules)
    of_persons = tally.measure is Measure.FIRST_OF_PERSON
    if tally.within is not None and not of_persons:
        yield belonging(tally)
    yield from _measure(tally)
    if tally.within is not None and of_persons:
        yield belonging(tally)
    if isinstance(figure, Share):
        yield f"除以{figure.whole.label}"
    deadline = figure.deadline or tally.deadline
    if deadline is not None:
        yield f"考核时点 {deadline[0]} 月 {deadline[1]} 日"


def belonging(tally: Tally) -> str:
    """That rows belong to the figure's part of the whole; quotes in its name become inner ones."""
    return f"其中属于“{tally.label.translate(_INNER)}”的"


def _dates(tally: Tally, span: Span | None) -> str:
    title = section_of(tally.section).title
    last = f" {span.last} " if span else "截止日"
    if tally.measure is Measure.STOCK:
        words = f"{_EVENTS[tally.dated]}在{last}以前" if tally.dated else f"到{last}已启用"
        return f"{title}里{words}、还没有停用或到期的行"
    day = _EVENTS.get(tally.dated, "日期")
    same = "，行自己的日期也在同一年" if tally.same_year else ""
    within = f" {span.start} 至 {span.last} 的" if span else "统计期内的"
    return f"{title}里{day}在{within}行{same}"


def _validity(tally: Tally, rules: Rules) -> Iterator[str]:
    if tally.section == "placement":
        yield "毕业去向 " + "、".join(sorted(rules.counting_destinations))
        yield "不是作废、草稿，核查没有退回"
        if rules.ages is not None:
            yield f"就业日期时年满 {rules.ages[0]} 至 {rules.ages[1]} 周岁"
    else:
        yield ALIVE


def _measure(tally: Tally) -> Iterator[str]:
    if tally.section == "placement":
        yield "一人一年计一次，取截止日前最早一笔；来源、行业、镇街随这一笔"
    elif tally.measure is Measure.FIRST_OF_PERSON:
        yield "一人一年计一次，取最早一行"
    if tally.measure is Measure.LATEST:
        yield "每所院校取最近一次统计，各校的数相加"
    elif tally.column:
        yield f"各行的“{_heading(tally)}”相加"
    if tally.section == "job_fair" and tally.column in _OF_EMPLOYERS:
        yield "录了参会单位的活动按参会单位合计（资质不通过的不算），没有录的取活动自己填的数"
    if tally.divisor != 1:
        yield "以万元计，四舍五入保留两位小数"
    if tally.measure is Measure.STOCK:
        yield "本月数为与上一截止日之差"


def _heading(tally: Tally) -> str:
    """The heading of the column that is added up."""
    fields = section_of(tally.section).fields
    return next((each.label for each in fields if each.key == tally.column), "数")
