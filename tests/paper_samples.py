"""Snapshots for tests of the paper: a usual month of an invented 永川区, and its edges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from paper_lines import (
    CORRECTIONS,
    CUT_OFF,
    DONE,
    FAIRS,
    FIGURE_RULES,
    HOSTS,
    INDUSTRIES,
    RATES,
    RULES,
    SHARES,
    TASKS,
    TOWNSHIPS,
    YEAR,
    blocks,
    industries,
    posts,
    target_line,
    townships,
    work,
)

from core.period import Month
from core.returns.snapshot import (
    Curve,
    IndustryLine,
    Letterhead,
    Signatures,
    Snapshot,
    TownshipLine,
)


def usual() -> Snapshot:
    """September 2025, ahead in all, behind outside the city; a draft of the demonstration ledger."""
    plans = blocks()
    return Snapshot(
        unit_key="yongchuan",
        unit_code="500118",
        unit_name="永川区",
        unit_full_name="重庆市永川区",
        area_word="全区",
        office="重庆市永川区人力资源和社会保障局",
        title="重庆市永川区高校毕业生等青年留渝来渝就业创业工作月报",
        month=Month(2025, 9),
        cumulative_from=date(2025, 1, 1),
        number="500118-2025-09-1",
        version=1,
        draft=2,
        state="draft",
        replaces="",
        demonstration=True,
        reported_on=None,
        subject_total=plans[0].lines[0],
        subject_outside=plans[0].lines[1],
        blocks=plans,
        rates=RATES,
        posts=posts(),
        work=work(),
        townships=townships(),
        township_total=TownshipLine(
            "", "合计", None, 13530, 1286, 10462, Decimal("77.32"), Decimal("74.79"), Decimal("2.53"), 1587
        ),
        industries=industries(),
        industry_total=IndustryLine("", "合计", 1286, 10462, Decimal(100), None, 1587),
        curve=Curve(13530, YEAR, CUT_OFF, DONE, SHARES),
        fairs=FAIRS,
        hosts=HOSTS,
        tasks=TASKS,
        corrections=CORRECTIONS,
        difficulties=(
            "一是市外来渝人数增长乏力，本月仅168人，累计慢于序时进度4.57个百分点。"
            "二是公益性岗位开发偏慢，全年50个目标仅落实31个。三是宝峰镇、金龙镇、松溉镇完成率不足61%。"
        ),
        next_steps=(
            "一是10月至11月赴成都、西安等地开展引才活动3场，重点推介装备制造、数字经济岗位。"
            "二是10月底前落实公益性岗位15个。三是对完成率后5位的镇街逐一核对台账，按周调度。"
        ),
        rules=RULES,
        figure_edition="2025年第2版",
        journal_head="0" * 64,
        figure_rules=FIGURE_RULES,
    )


def submitted() -> Snapshot:
    """The same, handed in on 9 October."""
    return replace(usual(), state="submitted", reported_on=date(2025, 10, 9), draft=3)


def behind() -> Snapshot:
    """Both lines behind, a second version, the form block and the officers filled in."""
    total = target_line("placement.total", "留渝来渝就业创业人数", 13530, 1286, 9462, year_on_year="0.47")
    first, second = blocks()
    return replace(
        submitted(),
        version=2,
        number="500118-2025-09-2",
        replaces="2025年10月9日报出的第1版",
        reported_on=date(2025, 10, 20),
        subject_total=total,
        blocks=(replace(first, lines=(total, first.lines[1])), second),
        letterhead=Letterhead("演示1表", "（按设置）", "（按设置）", "2025年12月"),
        signatures=Signatures("演示甲", "演示乙", "演示丙", "12300000000"),
    )


def above() -> Snapshot:
    """December, 110 % of the target; a month of its own without fairs, hosts and tasks."""
    done = (*DONE, 12100, 13700, 14883)
    total = target_line(
        "placement.total", "留渝来渝就业创业人数", 13530, 1183, 14883, year_on_year="58.03", elapsed=365
    )
    outside = target_line(
        "placement.origin.outside_city",
        "其中：市外来渝",
        2260,
        200,
        2260,
        indent=1,
        year_on_year="0",
        elapsed=365,
    )
    first = blocks()[0]
    return replace(
        usual(),
        month=Month(2025, 12),
        number="500118-2025-12-1",
        subject_total=total,
        subject_outside=outside,
        blocks=(replace(first, lines=(total, outside), elapsed_days=365),),
        curve=Curve(13530, YEAR, date(2025, 12, 31), done, SHARES),
        fairs=(),
        hosts=(),
        tasks=(),
        corrections=(),
        figure_rules=(),
        demonstration=False,
        difficulties="",
        next_steps="",
    )


def zero() -> Snapshot:
    """January, nobody counted, last year unknown, no township split, no own plan."""
    total = target_line("placement.total", "留渝来渝就业创业人数", 13530, 0, 0, elapsed=31)
    outside = target_line("placement.origin.outside_city", "其中：市外来渝", 2260, 0, 0, indent=1, elapsed=31)
    first = blocks()[0]
    none = tuple(
        TownshipLine(f"500118-{number:02d}", row[0], None, None, 0, 0, None, None, None)
        for number, row in enumerate(TOWNSHIPS, 1)
    )
    nothing = tuple(
        IndustryLine(f"{number:02d}", row[0], 0, 0, None, None) for number, row in enumerate(INDUSTRIES, 1)
    )
    return replace(
        usual(),
        month=Month(2025, 1),
        number="500118-2025-01-1",
        subject_total=total,
        subject_outside=outside,
        blocks=(replace(first, lines=(total, outside), elapsed_days=31),),
        rates=(),
        posts=(),
        work=work()[:4],
        townships=none,
        township_total=TownshipLine(
            "", "合计", None, 13530, 0, 0, Decimal(0), Decimal("8.49"), Decimal("-8.49")
        ),
        industries=(*nothing, IndustryLine("unknown", "未分类", 0, 0, None, None)),
        industry_total=IndustryLine("", "合计", 0, 0, None, None),
        curve=Curve(13530, YEAR, date(2025, 1, 31), (0,), None),
        fairs=(),
        hosts=(),
        tasks=(),
        corrections=(),
        difficulties="",
        next_steps="",
    )


def many() -> Snapshot:
    """41 townships with long names, 63 fairs, 43 hosts, three plans with six digits, long rules."""
    long_name = "西部职教基地与大数据产业园区管理委员会"
    rows = tuple(
        (
            long_name if number % 9 == 0 else TOWNSHIPS[number % 23][0],
            100 + 3 * number,
            number,
            max(0, 135 - number * number // 12),
            number,
        )
        for number in range(41)
    )
    first, second = blocks()
    wide = target_line(
        "placement.total", "留渝来渝就业创业人数", 400000, 102345, 301234, year_on_year="3098.49"
    )
    third = replace(
        second, plan="third", title="市下达公共就业服务两年目标任务", document="渝人社发〔2026〕1号"
    )
    return replace(
        submitted(),
        subject_total=wide,
        blocks=(replace(first, lines=(wide, first.lines[1])), second, third),
        townships=townships(rows),
        fairs=tuple(FAIRS[number % len(FAIRS)] for number in range(63)),
        hosts=tuple(HOSTS[number % len(HOSTS)] for number in range(43)),
        rules=RULES * 6,
        difficulties="\n".join([usual().difficulties] * 4),
    )


def cut_off_20th() -> Snapshot:
    """A return for the months from the 21st to the 20th, handed in for review."""
    month = Month(2025, 1, 20)
    return replace(
        zero(), month=month, cumulative_from=date(2024, 12, 21), state="in_review", number="500118-2025-01-1"
    )


def no_plan() -> Snapshot:
    """A county with a long name, no plan in force, no codes of its own, headings in the typed text."""
    total = target_line("placement.total", "留渝来渝就业创业人数", None, 12, 345)
    outside = target_line("placement.origin.outside_city", "其中：市外来渝", None, 0, 40)
    return replace(
        usual(),
        unit_key="youyang",
        unit_code="",
        unit_name="酉阳县",
        unit_full_name="酉阳土家族苗族自治县",
        area_word="全县",
        office="酉阳土家族苗族自治县人力资源和社会保障局",
        title="重庆市酉阳土家族苗族自治县高校毕业生等青年留渝来渝就业创业工作月报",
        number="youyang-2025-09-1",
        state="submitted",
        reported_on=date(2025, 10, 9),
        subject_total=total,
        subject_outside=outside,
        blocks=(),
        posts=(),
        work=(),
        townships=(),
        township_total=None,
        curve=replace(usual().curve, target=None),
        fairs=(),
        corrections=(),
        difficulties="（一）登记不及时\n部分乡镇月底集中补报，影响按旬调度。\n（二）佐证材料不全\n社保比对滞后一个月。",
        next_steps="",
        figure_edition="2026年第1版",
    )


SAMPLES: dict[str, Callable[[], Snapshot]] = {
    "usual": usual,
    "submitted": submitted,
    "behind": behind,
    "above": above,
    "zero": zero,
    "many": many,
    "cut_off_20th": cut_off_20th,
    "no_plan": no_plan,
}
