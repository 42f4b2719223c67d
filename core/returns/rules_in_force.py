"""The counting rules in force, as a return prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from core import arithmetic
from core.figure import Share
from core.figures import EDITION, catalogue
from core.judged import Judge
from core.period import Span
from core.returns.rate_lines import beside_words
from core.returns.snapshot import PlanBlock
from core.sources import CHECKED, SOURCES
from db.models import Placement


def rules_in_force(
    connection: Connection, judge: Judge, blocks: Sequence[PlanBlock], span: Span, when: str = "本月"
) -> Iterator[str]:
    """Sentence by sentence: who counts, which codes, how rates are made, the cut-off, the edition."""
    rules = judge.evaluator.rules
    year = "统计年度（上年12月21日至本年12月20日）" if rules.cut_off_day else "自然年度"
    yield (
        f"同一人员在一个{year}内只计1次，以截止日前最早的有效登记为准，来源、行业、镇街随这一笔；"
        "作废、草稿、核查不通过的不计。见习、升学、出国（境）及待就业不计入。"
    )
    yield "计入的毕业去向代码：" + "、".join(sorted(rules.counting_destinations)) + "。"
    if rules.ages is not None:
        yield f"只计就业日期时年满{rules.ages[0]}至{rules.ages[1]}周岁的人员，出生日期不详的不计。"
    spans = "，".join(
        f"{block.title.removeprefix('市下达').removesuffix('目标任务')}{block.elapsed_days}/{block.span.days}"
        for block in blocks
    )
    within = f"（{spans}）" if spans else ""
    yield f"完成率＝累计÷目标；序时进度＝目标期已过天数÷目标期总天数{within}；四舍五入保留两位小数。"
    assisted = catalogue()["assisted.rate"]
    beside = beside_words(judge, assisted) if isinstance(assisted, Share) else ""
    if beside:
        yield f"帮扶就业率的分母为全部移交人员；{beside}"
    cut_off = f"每月{rules.cut_off_day}日" if rules.cut_off_day else "月末"
    yield f"截止日为{cut_off}；{_checked_words(connection, span, when)}指标规则{EDITION}。"


def _checked_words(connection: Connection, span: Span, when: str) -> str:
    day = SOURCES["placement"].dating
    inside = day.between(span.start.isoformat(), span.last.isoformat())
    active = select(func.count()).where(Placement.state == "active", inside)
    whole = connection.execute(active).scalar_one()
    checked = connection.execute(active.where(Placement.verification.in_(CHECKED))).scalar_one()
    share = arithmetic.percent(checked, whole)
    return f"{when}登记中已核查的占{share}%；" if share is not None else ""
