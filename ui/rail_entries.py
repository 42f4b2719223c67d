"""What the rail offers, group by group."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A line of the rail that opens a page. `sections` are added up for its count."""

    page: str
    title: str
    icon: str
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RailGroup:
    """Entries under a heading; a group without one is parted by a line."""

    title: str
    entries: tuple[RailEntry, ...]


RAIL: tuple[RailGroup, ...] = (
    RailGroup("", (RailEntry("overview", "总览", "layout-dashboard"),)),
    RailGroup(
        "人员",
        (
            RailEntry("placement", "就业创业登记", "clipboard-list", ("placement",)),
            RailEntry("person", "人员档案", "id", ("person",)),
            RailEntry("leavers", "离校未就业", "user-exclamation", ("unemployed_leaver",)),
            RailEntry("unemployment", "失业登记", "user-search", ("unemployment",)),
            RailEntry("service", "服务记录", "headset", ("service",)),
        ),
    ),
    RailGroup(
        "岗位",
        (
            RailEntry("vacancy", "岗位归集", "briefcase", ("vacancy",)),
            RailEntry("employer", "用人单位", "building-factory-2", ("employer",)),
            RailEntry(
                "traineeships", "见习", "school", ("traineeship_host", "traineeship_post", "traineeship")
            ),
            RailEntry("employer_order", "四单", "send", ("employer_order",)),
        ),
    ),
    RailGroup(
        "活动",
        (
            RailEntry("job_fair", "招聘活动", "calendar-event", ("job_fair",)),
            RailEntry("training", "培训", "certificate", ("training",)),
            RailEntry("startup", "创业", "rocket", ("startup_site", "startup_project")),
        ),
    ),
    RailGroup(
        "资金",
        (
            RailEntry("subsidy", "补贴", "receipt-yuan", ("subsidy",)),
            RailEntry("startup_loan", "贷款", "building-bank", ("startup_loan",)),
        ),
    ),
    RailGroup(
        "",
        (
            RailEntry("network", "网点队伍", "map-pins", ("service_point", "staff", "conduct_case")),
            RailEntry("targets", "目标任务", "target-arrow"),
        ),
    ),
    RailGroup(
        "",
        (RailEntry("return", "月报", "file-text"), RailEntry("system", "系统", "settings")),
    ),
)
"""The rail of this release. An entry is shown when the ledger has one of its sections."""


def rail_groups(sections: frozenset[str]) -> tuple[RailGroup, ...]:
    """The rail for a ledger with these sections: nothing in it leads nowhere."""
    groups = []
    for group in RAIL:
        entries = tuple(each for each in group.entries if not each.sections or sections & set(each.sections))
        if entries:
            groups.append(RailGroup(group.title, entries))
    return tuple(groups)
