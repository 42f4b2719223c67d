"""Figures of the ledgers beside placements and fairs: posts, leavers, training, start-ups, money, tasks."""

from __future__ import annotations

from core.codes import code_list
from core.figure import SAME_YEAR, Figure, Measure, Share, Tally, Wanted

FEN = 1_000_000
"""Fen of a 万元: money is summed in fen."""
YEAR_END = (12, 31)
BEFORE_LEAVING = (8, 31)
"""离校前（8月31日前）, S1 and S2: reports as of a later day are not that rate."""

GOVERNMENT = ("civil_service", "public_institution")
PROGRAMME = ("special_teacher", "three_supports", "western_plan")
COMMUNITY = ("grassroots_service", "community_work")
GRASSROOTS = (*PROGRAMME, *COMMUNITY, "research_assistant")


def _posts(key: str, label: str, kinds: Wanted = None) -> Tally:
    within = ("kind", kinds) if kinds else None
    return Tally(f"vacancy.{key}", label, "个", "vacancy", Measure.SUM, "headcount", within)


def _leavers(key: str, label: str, event: str = "", willing: bool = False) -> Tally:
    return Tally(
        f"leaver.{key}",
        label,
        "人",
        "unemployed_leaver",
        Measure.FIRST_OF_PERSON,
        within=("willing", "yes") if willing else None,
        dated=event,
        same_year=bool(event),
    )


def _course(key: str, label: str, unit: str, column: str, kinds: Wanted) -> Tally:
    return Tally(f"training.{key}", label, unit, "training", Measure.SUM, column, ("kind", kinds))


def _standing(key: str, label: str, section: str, kind: str = "", column: str = "") -> Tally:
    return Tally(key, label, "个", section, Measure.STOCK, column, ("kind", kind) if kind else None)


def _money(key: str, label: str, section: str, column: str = "amount", kind: str = "") -> Tally:
    within = ("kind", kind) if kind else None
    return Tally(key, label, "万元", section, Measure.SUM, column, within, divisor=FEN)


def _report(key: str, label: str, column: str) -> Tally:
    within = ("cohort", SAME_YEAR)
    return Tally(
        f"destination.{key}",
        label,
        "人",
        "destination_report",
        Measure.LATEST,
        column,
        within,
        deadline=BEFORE_LEAVING,
    )


_ROSTER = _leavers("roster", "离校未就业实名人数")
_IN_WORK = _leavers("in_work", "离校未就业已就业人数", "in_work_on")
_WILLING = _leavers("willing", "有就业意愿的实名人数", willing=True)
_TRAINEES = Tally("traineeship.people", "就业见习人数", "人", "traineeship", Measure.FIRST_OF_PERSON)
_ORDERS = Tally("order.placed", "四单发单数", "单", "employer_order")

RATES: tuple[Figure, ...] = (
    Share(
        "destination.rate",
        "应届毕业生毕业去向落实率",
        _report("settled", "已落实毕业去向人数", "settled"),
        _report("graduates", "应届毕业生人数", "graduates"),
        monthly=False,
        deadline=BEFORE_LEAVING,
    ),
    Share(
        "assisted.rate",
        "离校未就业毕业生帮扶就业率",
        _IN_WORK,
        _ROSTER,
        monthly=False,
        deadline=YEAR_END,
        beside=(
            "不含暂无就业意愿的",
            _leavers("willing_in_work", "有就业意愿的已就业人数", "in_work_on", willing=True),
            _WILLING,
        ),
    ),
    _ROSTER,
    _leavers("served", "离校未就业已服务人数", "served_on"),
    _IN_WORK,
    Share(
        "service.1131.complete_rate",
        "1131服务完成率",
        _leavers("complete", "1131服务做齐的人数", "complete_on", willing=True),
        _WILLING,
        monthly=False,
    ),
)

POSTS: tuple[Figure, ...] = (
    _posts("civil_service", "公务员（含选调生）", "civil_service"),
    _posts("public_institution", "事业单位", "public_institution"),
    _posts("government_total", "机关事业单位岗位", GOVERNMENT),
    _posts("state_firm", "国有企业", "state_firm"),
    _posts("research_assistant", "科研助理", "research_assistant"),
    _posts("special_teacher", "特岗教师", "special_teacher"),
    _posts("three_supports", "“三支一扶”基层项目", "three_supports"),
    _posts("western_plan", "“西部计划”基层项目", "western_plan"),
    _posts("grassroots_programme", "中央和地方基层项目", PROGRAMME),
    _posts("grassroots_total", "基层就业岗位", GRASSROOTS),
    _posts("community", "城乡社区岗位", COMMUNITY),
    _posts("public_welfare", "公益性岗位", "public_welfare"),
    _posts("market", "市场化岗位", "market"),
    _posts("total", "归集岗位"),
    Share(
        "vacancy.filled_rate",
        "岗位到岗率",
        Tally("vacancy.filled", "到岗人数", "人", "vacancy", Measure.SUM, "filled"),
        _posts("total", "归集岗位"),
    ),
)

WORK: tuple[Figure, ...] = (
    _TRAINEES,
    Share(
        "traineeship.retention_rate",
        "见习留用率",
        Tally("traineeship.kept", "留用", "人", "traineeship", within=("ending", "kept"), dated="ended_on"),
        Tally(
            "traineeship.completed",
            "期满或留用",
            "人",
            "traineeship",
            within=("ending", ("completed", "kept")),
            dated="ended_on",
        ),
    ),
    _course("skills.attendances", "技能培训人次", "人次", "attendances", "skills"),
    _course("skills.people", "高校毕业生技能培训", "人", "people", "skills"),
    _course("startup.attendances", "创业培训", "人次", "attendances", "startup"),
    _course("practical.people", "实训人数", "人", "people", ("practical", "camp")),
    _standing("startup.desks", "免费创业工位", "startup_site", column="desks"),
    _money("startup.loans", "创业担保贷款新增发放", "startup_loan"),
    Tally(
        "startup.projects",
        "重点创业项目资助",
        "个",
        "startup_project",
        within=("kind", "key_project"),
        paced=False,
    ),
    _money("startup.seed_fund", "种子基金", "startup_project", kind="seed_fund"),
    _standing("startup.ecosphere", "环大学创新创业生态圈", "startup_site", "ecosphere"),
)

SERVICES: tuple[Figure, ...] = (
    Tally("service.attendances", "就业公共服务", "人次", "service", Measure.SUM, "headcount"),
    Tally(
        "unemployment.reemployed",
        "失业人员再就业",
        "人",
        "unemployment",
        Measure.FIRST_OF_PERSON,
        dated="reemployed_on",
    ),
    _standing("service_point.circle", "15分钟就业创业服务圈", "service_point", "circle"),
    _standing("service_point.station", "家门口就业服务站点", "service_point", "station"),
    _standing("service_point.gig_market", "零工市场（驿站）", "service_point", "gig_market"),
    Share(
        "order.filled_rate",
        "四单办结率",
        Tally("order.rated", "已评单", "单", "employer_order", dated="rated_on", same_year=True),
        _ORDERS,
        monthly=False,
    ),
    Tally("task.done", "重点任务完成", "项", "task", Measure.STOCK, dated="done_on"),
)


def subsidies() -> tuple[Figure, ...]:
    """Payments in all, and of each kind."""
    kinds = [
        _money(f"subsidy.amount.{each.code}", each.name, "subsidy", kind=each.code)
        for each in code_list("subsidy_kind")
    ]
    return (_money("subsidy.amount", "就业补贴发放", "subsidy"), *kinds)
