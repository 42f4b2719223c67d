"""Lines of a usual month of an invented 永川区: plans, rates, posts, work, townships, industries, rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.period import Span
from core.returns.snapshot import (
    CorrectionLine,
    FairLine,
    FigureRule,
    HostLine,
    IndustryLine,
    PlanBlock,
    RateLine,
    TargetLine,
    TaskLine,
    TownshipLine,
)

YEAR = Span(date(2025, 1, 1), date(2026, 1, 1))
THREE_YEARS = Span(date(2025, 1, 1), date(2028, 1, 1))
CUT_OFF = date(2025, 9, 30)
ELAPSED = 273


def two(value: Decimal | float | int) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)


def target_line(
    figure: str,
    label: str,
    target: int | None,
    month: int | None,
    value: int | None,
    *,
    days: int = 365,
    elapsed: int = ELAPSED,
    indent: int = 0,
    unit: str = "人",
    year_on_year: str | None = None,
    responsible: str = "",
    filled: int | None = None,
) -> TargetLine:
    """A line judged by the rules of the return."""
    completion = pro_rata = gap = pace = None
    missing = None
    if target is not None and value is not None:
        completion = two(Decimal(value) * 100 / target)
        pro_rata = two(Decimal(elapsed) * 100 / days)
        gap = completion - pro_rata
        missing = max(0, target - value)
        if missing and days > elapsed:
            pace = (Decimal(missing) / (days - elapsed)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return TargetLine(
        figure,
        label,
        unit,
        indent,
        ">=",
        target,
        month,
        value,
        completion,
        pro_rata,
        gap,
        None if year_on_year is None else Decimal(year_on_year),
        missing,
        pace,
        responsible,
        filled,
    )


def blocks() -> tuple[PlanBlock, ...]:
    """What the city and what the district itself asks for."""
    return _city_plan(), _district_plan()


def _city_plan() -> PlanBlock:
    return PlanBlock(
        "chongqing-2025",
        "市下达2025年度目标任务",
        "渝府办发〔2025〕10号",
        YEAR,
        ELAPSED,
        (
            target_line("placement.total", "留渝来渝就业创业人数", 13530, 1286, 10462, year_on_year="11.09"),
            target_line(
                "placement.origin.outside_city",
                "其中：市外来渝",
                2260,
                168,
                1587,
                indent=1,
                year_on_year="5.38",
            ),
        ),
    )


def _district_plan() -> PlanBlock:
    return PlanBlock(
        "yongchuan-2025",
        "本区2025—2027年目标任务",
        "永川府办发〔2025〕21号",
        THREE_YEARS,
        ELAPSED,
        (
            target_line(
                "placement.total",
                "留永来永就业创业人数",
                40000,
                1286,
                10462,
                year_on_year="11.09",
                days=1095,
            ),
            target_line(
                "placement.origin.local_institution",
                "区内院校留永",
                15000,
                583,
                4318,
                indent=1,
                days=1095,
            ),
            target_line(
                "placement.origin.within_city", "区外市内来永", 19000, 535, 4557, indent=1, days=1095
            ),
            target_line(
                "placement.origin.outside_city",
                "市外来永",
                6000,
                168,
                1587,
                indent=1,
                year_on_year="5.38",
                days=1095,
            ),
        ),
    )


RATES = (
    RateLine(
        "destination.rate",
        "应届毕业生毕业去向落实率",
        ">=",
        Decimal(75),
        Decimal("82.36"),
        6683,
        8114,
        Decimal("7.36"),
        "8月31日，区教委",
    ),
    RateLine(
        "assisted.rate",
        "离校未就业毕业生帮扶就业率",
        ">=",
        Decimal(90),
        Decimal("68.84"),
        1268,
        1842,
        Decimal("-21.16"),
        "9月30日，实名台账",
    ),
)


def posts() -> tuple[TargetLine, ...]:
    office = "区人力社保局"
    rows: tuple[tuple[str, str, int | None, int, int, int, str], ...] = (
        ("vacancy.civil_service", "公务员（含选调生）", 80, 0, 84, 82, "区委编办"),
        ("vacancy.public_institution", "事业单位", 300, 12, 268, 241, office),
        ("vacancy.three_supports", "“三支一扶”基层项目", 15, 0, 15, 15, office),
        ("vacancy.western_plan", "“西部计划”基层项目", 40, 0, 43, 43, "团区委"),
        ("vacancy.public_welfare", "公益性岗位", 50, 4, 31, 31, office),
        ("vacancy.state_firm", "国有企业", None, 6, 47, 39, "区国资中心"),
    )
    return tuple(
        target_line(key, label, target, month, value, unit="个", filled=filled, responsible=body)
        for key, label, target, month, value, filled, body in rows
    )


def work() -> tuple[TargetLine, ...]:
    rows: tuple[tuple[str, str, str, int | None, int, int], ...] = (
        ("fair.campus", "区内高校招聘活动", "场次", 10, 2, 9),
        ("fair.talent_outreach", "市内外重点高校引才活动", "场次", 10, 1, 7),
        ("fair.matching", "就业创业对接服务活动", "场次", None, 3, 21),
        ("training.skills.people", "高校毕业生技能培训", "人", 1000, 86, 742),
        ("traineeship.posts", "就业见习岗位募集", "个", 3000, 214, 2431),
        ("traineeship.people", "就业见习在岗人数", "人", None, 97, 806),
        ("startup.desks", "免费创业工位", "个", 400, 0, 412),
        ("startup.projects", "创新创业梦想项目资助", "个", 6, 1, 6),
        ("service.attendances", "就业公共服务", "人次", None, 2846, 21573),
    )
    lines = [
        target_line(key, label, target, month, value, unit=unit)
        for key, label, unit, target, month, value in rows
    ]
    subsidy = target_line("subsidy.amount", "就业补贴发放", None, 0, 0, unit="万元")
    lines.append(replace(subsidy, month=Decimal("186.4"), value=Decimal("1423.75")))
    return tuple(lines)


TOWNSHIPS: tuple[tuple[str, int, int, int, int], ...] = (
    ("中山路街道", 1980, 191, 1633, 310),
    ("胜利路街道", 1640, 166, 1283, 156),
    ("南大街街道", 2050, 200, 1646, 312),
    ("茶山竹海街道", 310, 25, 198, 24),
    ("大安街道", 760, 72, 578, 70),
    ("陈食街道", 520, 43, 378, 46),
    ("卫星湖街道", 880, 112, 797, 151),
    ("青峰镇", 290, 21, 190, 23),
    ("金龙镇", 240, 13, 140, 17),
    ("临江镇", 430, 43, 333, 40),
    ("何埂镇", 350, 28, 243, 29),
    ("松溉镇", 210, 12, 127, 15),
    ("仙龙镇", 300, 27, 216, 26),
    ("吉安镇", 260, 20, 178, 22),
    ("五间镇", 330, 33, 246, 30),
    ("来苏镇", 370, 32, 262, 32),
    ("宝峰镇", 190, 9, 103, 12),
    ("双石镇", 420, 43, 321, 39),
    ("红炉镇", 230, 16, 145, 18),
    ("永荣镇", 320, 23, 217, 26),
    ("三教镇", 650, 78, 568, 108),
    ("板桥镇", 310, 23, 205, 25),
    ("朱沱镇", 490, 45, 391, 47),
)


def townships(
    rows: tuple[tuple[str, int, int, int, int], ...] = TOWNSHIPS, elapsed: int = ELAPSED
) -> tuple[TownshipLine, ...]:
    """Ranked by completion, equal rates sharing a rank, 未分镇街 last."""
    pro_rata = two(Decimal(elapsed) * 100 / 365)
    judged = sorted(((two(Decimal(row[3]) * 100 / row[1]), row) for row in rows), key=lambda pair: -pair[0])
    rates = [rate for rate, _ in judged]
    lines = [
        TownshipLine(
            f"500118-{number:02d}",
            name,
            rates.index(rate) + 1,
            target,
            month,
            value,
            rate,
            pro_rata,
            rate - pro_rata,
            outside,
        )
        for number, (rate, (name, target, month, value, outside)) in enumerate(judged, 1)
    ]
    lines.append(TownshipLine("none", "未分镇街", None, None, 11, 64, None, None, None, 9))
    return tuple(lines)


INDUSTRIES: tuple[tuple[str, int, int, int], ...] = (
    ("农、林、牧、渔业", 17, 148, 16),
    ("采矿业", 9, 21, 4),
    ("制造业", 369, 3127, 457),
    ("电力、热力、燃气及水生产和供应业", 10, 64, 8),
    ("建筑业（含勘察设计和物业管理）", 60, 512, 94),
    ("批发和零售业", 128, 1038, 164),
    ("交通运输、仓储和邮政业", 38, 287, 38),
    ("住宿和餐饮业", 40, 318, 35),
    ("信息传输、软件和信息技术服务业", 146, 1246, 212),
    ("金融业", 18, 96, 14),
    ("房地产业", 15, 88, 11),
    ("租赁和商务服务业", 74, 604, 110),
    ("科学研究和技术服务业", 43, 352, 56),
    ("水利、环境和公共设施管理业", 12, 43, 6),
    ("居民服务、修理和其他服务业", 55, 421, 46),
    ("教育业", 117, 968, 165),
    ("卫生和社会工作", 56, 463, 68),
    ("文化、体育和娱乐业", 33, 279, 34),
    ("公共管理、社会保障和社会组织", 28, 191, 35),
)


def industries() -> tuple[IndustryLine, ...]:
    total = 10462
    lines = [
        IndustryLine(f"{number:02d}", name, month, value, two(Decimal(value) * 100 / total), None, outside)
        for number, (name, month, value, outside) in enumerate(INDUSTRIES, 1)
    ]
    lines.append(IndustryLine("unknown", "未分类", 18, 196, two(Decimal(19600) / total), None, 14))
    return tuple(lines)


FAIRS = (
    FairLine(
        "9月5日", "“逐浪奔永”秋季高校毕业生专场招聘会", "区内高校招聘", "演示职业技术大学",
        68, 1426, 2315, 412,
        "现场", "永川",
    ),
    FairLine(
        "9月11日", "高校毕业生实名帮扶“小而专”专场（数字经济）", "小而专专场", "区公共就业服务大厅",
        22, 318, 4860, 57,
        "直播带岗", "永川",
    ),
    FairLine(
        "9月16日", "装备制造重点企业用工对接会", "对接服务", "永川高新区",
        31, 604, 538, 121,
        "现场", "永川",
    ),
    FairLine(
        "9月18日", "赴演示师范学院引才活动", "高校引才", "演示师范学院",
        18, 265, 402, 66,
        "现场", "四川成都",
    ),
    FairLine(
        "9月23日", "卫星湖片区高校毕业生秋季双选会", "区内高校招聘", "演示城市职业学院",
        54, 1108, 1764, 296,
        "现场", "永川",
    ),
    FairLine(
        "9月26日", "乡镇（街道）返乡青年就业对接服务活动", "对接服务", "三教镇文化广场",
        16, 233, 347, 48,
        "现场", "永川",
    ),
    FairLine(
        "9月28日", "新职业青年线上远程面试周", "对接服务", "线上",
        27, 391, 219, 35,
        "远程面试", "",
    ),
)  # fmt: skip

HOSTS = (
    HostLine("演示汽车零部件（重庆）有限公司", "2024年3月", "区级", 18, 240, 61, 1),
    HostLine("演示数字产业园运营有限公司", "2024年3月", "市级", 36, 320, 118, 0),
    HostLine("演示城职附属医院", "2024年5月", "区级", 6, 90, 42, 0),
    HostLine("重庆䶮㛃精密铸造有限公司", "2024年6月", "区级", 9, 75, 27, 0),
    HostLine("演示现代农业发展集团有限公司", "2025年2月", "区级", 4, 60, 19, 0),
    HostLine(
        "重庆市永川区演示人力资源和产业服务外包集团股份有限公司大数据应用分公司",
        "2025年4月",
        "市级",
        41,
        400,
        166,
        1,
    ),
    HostLine("𬱖记演示传媒有限公司", "2025年6月", "区级", 100, 1246, 373, 5),
)

TASKS = (
    TaskLine("1", "就业岗位清单按月更新", "区人力社保局、区教委", "9月30日", "按期", "9月26日"),
    TaskLine("2", "事业单位、基层服务项目招聘", "区人力社保局", "8月31日", "逾期", "9月12日"),
    TaskLine("3", "市级创业孵化载体工位更新", "区科技局", "9月30日", "未办结", ""),
)

CORRECTIONS = (
    CorrectionLine("2025年8月", "留渝来渝就业创业（累计）", 9181, 9176, -5, "重复登记5人，已并档"),
    CorrectionLine("2025年8月", "就业见习岗位（累计）", 2209, 2217, 8, "补录演示数字产业园8个岗位"),
)

RULES = (
    "同一人员在一个自然年度内只计1次，以截止日前最早的有效登记为准；作废、核查不通过的不计。见习、升学、出国（境）及待就业不计入。",
    "完成率＝累计÷目标；序时进度＝目标期已过天数÷目标期总天数（市下达273/365，本区计划273/1095）；四舍五入保留两位小数。",
    "本月已核查登记占86.40%；指标规则2025年第2版，重点行业口径、截止日（月末）等设置见所附数据文件。",
)

PLAN = "渝府办发〔2025〕10号，一、主要目标；附件一（一）第18行永川区"
FIGURE_RULES = (
    FigureRule(
        "placement.total",
        "留渝来渝就业创业人数",
        "人",
        "就业创业登记里日期在统计期内的行；毕业去向10、11、12、27、46、50、51、75、76；不是作废、草稿，核查没有退回；"
        "一人一年计一次，取截止日前最早一笔；来源、行业、镇街随这一笔。",
        PLAN,
        "2025年，高校毕业生等青年留渝来渝就业创业40万人以上（其中市外来渝6万人以上）",
    ),
    *(
        FigureRule(key, label, "人", f"规则1的人员，按计入的那一笔，其中属于“{label}”的。", PLAN)
        for key, label in (
            ("placement.origin.outside_city", "市外来渝"),
            ("placement.origin.local_institution", "区内院校留永"),
            ("placement.origin.within_city", "区外市内来永"),
        )
    ),
    *(
        FigureRule(line.figure, line.label, line.unit, f"日期在统计期内的行；其中属于“{line.label}”的。")
        for line in (*posts(), *work())
    ),
    FigureRule("assisted.rate", "离校未就业毕业生帮扶就业率", "%", "就业日期在统计期内的；除以实名人数。"),
    FigureRule("destination.rate", "应届毕业生毕业去向落实率", "%", "每所院校取最近一次；除以毕业生人数。"),
    FigureRule("placement.township.*", "分镇街人数", "人", "规则1的人员，按计入的那一笔所登记的镇街分列。"),
    FigureRule("placement.industry.*", "分行业人数", "人", "规则1的人员，按计入的那一笔所登记的行业分列。"),
)

DONE = (427, 949, 2073, 3050, 4085, 5960, 7932, 9323, 10462)
SHARES = tuple(
    Decimal(text)
    for text in (
        "3.75",
        "7.03",
        "14.96",
        "22.26",
        "29.94",
        "43.80",
        "57.90",
        "68.30",
        "77.67",
        "86.00",
        "93.60",
        "100",
    )
)
