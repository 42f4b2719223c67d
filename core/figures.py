"""The catalogue of figures: one entry each, named by its key from dashboard, paper, chart and target.

Sources: the three documents; the table of figures is in `docs/figures.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from core.codes import code_list
from core.errors import NotFound
from core.figure import SAME_YEAR, Awaited, Figure, Measure, Share, Tally

_TOWNSHIP = "placement.township."


EDITION = "2026年第1版"
"""Edition of the counting rules below; raised whenever a figure would come out differently."""


def _placement(key: str, label: str, within: tuple[str, str | None] | None = None) -> Tally:
    return Tally(f"placement.{key}", label, "人", "placement", Measure.FIRST_OF_PERSON, within=within)


def _fairs(key: str, label: str, kind: str, unit: str = "场次") -> Tally:
    return Tally(f"fair.{key}", label, unit, "job_fair", within=("kind", kind))


def _fair_sum(key: str, label: str, unit: str, column: str) -> Tally:
    return Tally(f"fair.{key}", label, unit, "job_fair", Measure.SUM, column)


_TOTAL = _placement("total", "留渝来渝就业创业人数")

_COUNTED: tuple[Figure, ...] = (
    _TOTAL,
    _placement("origin.outside_city", "市外来渝", ("origin", "outside_city")),
    _placement("origin.local_institution", "区内院校", ("origin", "local_institution")),
    _placement("origin.within_city", "区外市内", ("origin", "within_city")),
    _placement("cohort", "应届毕业生留渝人数", ("graduation_year", SAME_YEAR)),
    Share(
        "placement.checked_share", "已核查比例", _placement("checked", "已核查", ("checked", "yes")), _TOTAL
    ),
    _fairs("campus", "区内高校招聘活动", "campus"),
    _fairs("talent_outreach", "市内外重点高校引才活动", "talent_outreach"),
    _fairs("matching", "就业创业对接服务活动", "matching", "场"),
    _fairs("outside_city", "市外招引活动", "outside_city", "场"),
    _fairs("startup_event", "创业活动", "startup_event"),
    _fair_sum("visitors", "招聘活动进场人次", "人次", "visitors"),
    _fair_sum("employers", "招聘活动参会单位", "家", "employers"),
    _fair_sum("vacancies", "招聘活动提供岗位", "个", "vacancies"),
    _fair_sum("matches", "招聘活动达成意向", "人次", "matches"),
    Tally("traineeship.posts", "就业见习岗位募集", "个", "traineeship_post", Measure.SUM, "headcount"),
)

_AWAITED: tuple[Figure, ...] = tuple(
    Awaited(*entry)
    for entry in (
        ("destination.rate", "应届毕业生毕业去向落实率", "%"),
        ("assisted.rate", "离校未就业毕业生帮扶就业率", "%"),
        ("leaver.roster", "离校未就业实名人数", "人"),
        ("leaver.served", "离校未就业已服务人数", "人"),
        ("leaver.in_work", "离校未就业已就业人数", "人"),
        ("service.1131.complete_rate", "1131服务完成率", "%"),
        ("vacancy.civil_service", "公务员（含选调生）", "个"),
        ("vacancy.public_institution", "事业单位", "个"),
        ("vacancy.government_total", "机关事业单位岗位", "个"),
        ("vacancy.state_firm", "国有企业", "个"),
        ("vacancy.research_assistant", "科研助理", "个"),
        ("vacancy.special_teacher", "特岗教师", "个"),
        ("vacancy.three_supports", "“三支一扶”基层项目", "个"),
        ("vacancy.western_plan", "“西部计划”基层项目", "个"),
        ("vacancy.grassroots_programme", "中央和地方基层项目", "个"),
        ("vacancy.grassroots_total", "基层就业岗位", "个"),
        ("vacancy.community", "城乡社区岗位", "个"),
        ("vacancy.public_welfare", "公益性岗位", "个"),
        ("vacancy.market", "市场化岗位", "个"),
        ("vacancy.total", "归集岗位", "个"),
        ("vacancy.filled_rate", "岗位到岗率", "%"),
        ("traineeship.people", "就业见习人数", "人"),
        ("traineeship.retention_rate", "见习留用率", "%"),
        ("training.skills.attendances", "技能培训人次", "人次"),
        ("training.skills.people", "高校毕业生技能培训", "人"),
        ("training.startup.attendances", "创业培训", "人次"),
        ("training.practical.people", "实训人数", "人"),
        ("startup.desks", "免费创业工位", "个"),
        ("startup.loans", "创业担保贷款新增发放", "万元"),
        ("startup.projects", "重点创业项目资助", "个"),
        ("startup.seed_fund", "种子基金", "万元"),
        ("startup.ecosphere", "环大学创新创业生态圈", "个"),
        ("service.attendances", "就业公共服务", "人次"),
        ("unemployment.reemployed", "失业人员再就业", "人"),
        ("service_point.circle", "15分钟就业创业服务圈", "个"),
        ("service_point.station", "家门口就业服务站点", "个"),
        ("service_point.gig_market", "零工市场（驿站）", "个"),
        ("subsidy.amount", "就业补贴发放", "万元"),
        ("order.filled_rate", "四单办结率", "%"),
        ("task.done", "重点任务完成", "项"),
    )
)


def _industries() -> tuple[Figure, ...]:
    entries = code_list("industry").entries
    known = [_placement(f"industry.{each.code}", each.name, ("industry", each.code)) for each in entries]
    return (*known, _placement("industry.unknown", "未分类", ("industry", None)))


@cache
def catalogue() -> Mapping[str, Figure]:
    """Key → figure, without the townships of a unit (see `figure_of`)."""
    none = _placement("township.none", "未分镇街", ("township", None))
    return {each.key: each for each in (*_COUNTED, *_industries(), none, *_AWAITED)}


def township_figure(key: str, name: str) -> Tally:
    """The figure of one township of the unit."""
    return _placement(f"township.{key}", name, ("township", key))


def figure_of(key: str, townships: Mapping[str, str]) -> Figure:
    """The figure with this key; `townships` are the unit's, key → name.

    Raises:
        NotFound: when the catalogue has no such key.
    """
    found = catalogue().get(key)
    if found is not None:
        return found
    township = key.removeprefix(_TOWNSHIP)
    if township != key and township in townships:
        return township_figure(township, townships[township])
    raise NotFound(f"没有“{key}”这个指标。", todo="可用的指标见 figures 命令的 key。")
