"""The catalogue of figures: one entry each, named by its key from dashboard, paper, chart and target.

Sources: the three documents; the table of figures is in `docs/figures.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from core.codes import code_list
from core.errors import NotFound
from core.figure import SAME_YEAR, Figure, Measure, Share, Tally
from core.ledger_figures import POSTS, RATES, SERVICES, WORK, subsidies

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


def _industries() -> tuple[Figure, ...]:
    entries = code_list("industry").entries
    known = [_placement(f"industry.{each.code}", each.name, ("industry", each.code)) for each in entries]
    return (*known, _placement("industry.unknown", "未分类", ("industry", None)))


@cache
def catalogue() -> Mapping[str, Figure]:
    """Key → figure, without the townships of a unit (see `figure_of`)."""
    none = _placement("township.none", "未分镇街", ("township", None))
    placements = (*_COUNTED, *_industries(), none)
    return {each.key: each for each in (*placements, *RATES, *POSTS, *WORK, *SERVICES, *subsidies())}


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
