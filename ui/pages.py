"""What a page is, what it may ask of the window around it, and which pages there are.

A page is a widget made as `SomePage(tasks, shell)`. The window calls `refresh()` when it is shown and
stale, and `arrive(**context)` when someone opened it with something particular in mind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.info import LedgerInfo
from core.reexpression import parts_of
from core.views import Change
from ui.tasks import Progress, Tasks
from ui.words import ground

if TYPE_CHECKING:
    from core.ledger import Ledger


class Shell(Protocol):
    """The window as a page sees it."""

    info: LedgerInfo
    today: date
    as_of: date
    """The cut-off that figures are shown at: today, or the last day of an earlier year."""

    def open_page(self, key: str, **context: Any) -> None:
        """Show a page. Context for a section: `query=Query(...)`, `row=id`, `title=` of a filter."""

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        """Slide 为什么是这个数 over the right half."""

    def say(self, text: str, light: str = "ok") -> None:
        """Say something in the status bar: light ok, warn, bad, note or mute."""

    def go_back(self) -> None:
        """Show the page that was shown before."""

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        """Close the ledger and open what `make` gives; what cannot be opened leaves the unlock card."""


class Page(QWidget):
    """Base of all pages. Subclasses set `page_key` and `title`, and fill themselves in `refresh`."""

    page_key: str = ""
    title: str = ""
    rail_key: str = ""
    """Rail entry that is marked while this page is shown; "" for `page_key`."""
    watches: ClassVar[frozenset[str]] = frozenset()
    """Sections whose changes make the page stale; empty: all."""

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__()
        self.tasks = tasks
        self.shell = shell
        self.stale = True
        ground(self, "window")

    def refresh(self) -> None:
        """Ask the ledger for everything shown. Called when the page is shown and stale."""

    def arrive(self, **context: Any) -> None:
        """Someone opened the page with something in mind (`Shell.open_page`)."""
        del context

    def mark_stale(self, change: Change) -> None:
        """Something changed: refresh at once when shown, else when next shown."""
        if self.watches and change.sections and not (self.watches & change.sections):
            return
        self.stale = True
        if self.isVisible():
            self.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        """Refresh when something changed since the last time."""
        if self.stale:
            self.stale = False
            self.refresh()

    def leave(self) -> bool:
        """Called before another page comes; False keeps this one (after saying why)."""
        return True

    def compact_actions(self) -> list[QAction]:
        """What a very narrow window offers under … for this page."""
        return []


PageFactory = Callable[[Tasks, Shell], Page]


def _overview(tasks: Tasks, shell: Shell) -> Page:
    from ui.overview import OverviewPage

    return OverviewPage(tasks, shell)


def _section(key: str) -> PageFactory:
    def make(tasks: Tasks, shell: Shell) -> Page:
        from ui.section_page import SectionPage

        return SectionPage(tasks, shell, key)

    return make


def _switch(page: str, title: str, *parts: tuple[str, str]) -> PageFactory:
    """Several sections behind one rail entry: (section, word on its segment) each."""

    def make(tasks: Tasks, shell: Shell) -> Page:
        made = [(key, word, _section(key)(tasks, shell)) for key, word in parts]
        return SwitchPage(tasks, shell, page, title, made)

    return make


def _leavers(tasks: Tasks, shell: Shell) -> Page:
    from ui.calls_page import CallsPage

    parts: list[tuple[str, str, Page]] = [
        ("unemployed_leaver", "实名台账", _section("unemployed_leaver")(tasks, shell)),
        ("call_list", "回访清单", CallsPage(tasks, shell)),
    ]
    parts += [
        (key, word, _section(key)(tasks, shell))
        for key, word in (("destination_report", "毕业去向统计"), ("graduate_supply", "人才供给清单"))
    ]
    return SwitchPage(tasks, shell, "leavers", "离校未就业", parts)


def _targets(tasks: Tasks, shell: Shell) -> Page:
    from ui.masters_page import MastersPage
    from ui.targets_page import TargetsPage

    parts: list[tuple[str, str, Page]] = [
        ("target", "目标任务", TargetsPage(tasks, shell)),
        ("masters", "两本账", MastersPage(tasks, shell)),
    ]
    if parts_of(shell.info.unit_key):
        from ui.reexpression_page import ReexpressionPage

        parts.append(("reexpression", "区划重列", ReexpressionPage(tasks, shell)))
    parts += [
        (key, word, _section(key)(tasks, shell))
        for key, word in (("task", "重点任务"), ("prior_actual", "上年实绩"))
    ]
    return SwitchPage(tasks, shell, "targets", "目标任务", parts)


def _people(tasks: Tasks, shell: Shell) -> Page:
    from ui.duplicates_page import DuplicatesPage

    parts: list[tuple[str, str, Page]] = [
        ("person", "人员档案", _section("person")(tasks, shell)),
        ("duplicates", "疑似重复", DuplicatesPage(tasks, shell)),
    ]
    return SwitchPage(tasks, shell, "person", "人员档案", parts)


def _return(tasks: Tasks, shell: Shell) -> Page:
    from ui.bureau_page import BureauPage
    from ui.city_page import CityPage
    from ui.papers_page import PapersPage
    from ui.return_page import ReturnPage

    parts: list[tuple[str, str, Page]] = [
        ("return", "月报", ReturnPage(tasks, shell)),
        ("papers", "其他表单", PapersPage(tasks, shell)),
        ("bureau", "填市局表", BureauPage(tasks, shell)),
        ("city", "市级汇总", CityPage(tasks, shell)),
    ]
    return SwitchPage(tasks, shell, "return", "月报", parts)


def _system(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_page import SystemPage

    return SystemPage(tasks, shell)


def _insurance(tasks: Tasks, shell: Shell) -> Page:
    from ui.insurance_page import InsurancePage

    return InsurancePage(tasks, shell)


def _sampling(tasks: Tasks, shell: Shell) -> Page:
    from ui.sampling_page import SamplingPage

    return SamplingPage(tasks, shell)


def _import(tasks: Tasks, shell: Shell) -> Page:
    from ui.import_page import ImportPage

    return ImportPage(tasks, shell)


def _person(tasks: Tasks, shell: Shell) -> Page:
    from ui.person_page import PersonPage

    return PersonPage(tasks, shell)


def _fair(tasks: Tasks, shell: Shell) -> Page:
    from ui.fair_page import FairPage

    return FairPage(tasks, shell)


def _deregistration(tasks: Tasks, shell: Shell) -> Page:
    from ui.deregistration_page import DeregistrationPage

    return DeregistrationPage(tasks, shell)


def _trends(tasks: Tasks, shell: Shell) -> Page:
    from ui.trends_page import TrendsPage

    return TrendsPage(tasks, shell)


PAGES: dict[str, PageFactory] = {
    "overview": _overview,
    "placement": _section("placement"),
    "person": _people,
    "leavers": _leavers,
    "unemployment": _section("unemployment"),
    "service": _section("service"),
    "vacancy": _section("vacancy"),
    "employer": _section("employer"),
    "traineeships": _switch(
        "traineeships",
        "见习",
        ("traineeship_post", "见习岗位"),
        ("traineeship_host", "见习基地"),
        ("traineeship", "见习人员"),
    ),
    "employer_order": _section("employer_order"),
    "job_fair": _section("job_fair"),
    "training": _section("training"),
    "startup": _switch("startup", "创业", ("startup_site", "创业载体"), ("startup_project", "创业项目")),
    "subsidy": _section("subsidy"),
    "startup_loan": _section("startup_loan"),
    "network": _switch(
        "network",
        "网点队伍",
        ("service_point", "服务网点"),
        ("staff", "服务队伍"),
        ("conduct_case", "行风与维权"),
    ),
    "targets": _targets,
    "return": _return,
    "system": _system,
    "import": _import,
    "insurance": _insurance,
    "sampling": _sampling,
    "fair": _fair,
    "trends": _trends,
    "deregistration": _deregistration,
    "person_card": _person,
}
"""Page key → how to make it, with the worker and the window; its module is loaded when first opened."""

PAGE_OF_SECTION: dict[str, str] = {
    "unemployed_leaver": "leavers",
    "call_list": "leavers",
    "destination_report": "leavers",
    "graduate_supply": "leavers",
    "traineeship": "traineeships",
    "traineeship_host": "traineeships",
    "traineeship_post": "traineeships",
    "startup_site": "startup",
    "startup_project": "startup",
    "service_point": "network",
    "staff": "network",
    "conduct_case": "network",
    "target": "targets",
    "task": "targets",
    "fair_employer": "fair",
    "prior_actual": "targets",
}
"""Sections that are shown on a page of another key."""


@dataclass(frozen=True, slots=True)
class RowPage:
    """The page that a row of a section has of its own; `open_page(page, row=id)` shows it."""

    page: str
    words: str
    icon: str
    shared: bool = False
    """Rows of several sections have it: it is told whose row it is, by `of`."""


_PERSON = RowPage("person_card", "这个人", "user", shared=True)
ROW_PAGES: dict[str, RowPage] = {
    "job_fair": RowPage("fair", "参会单位", "building-factory-2"),
    **dict.fromkeys(
        (
            "person",
            "placement",
            "unemployed_leaver",
            "unemployment",
            "service",
            "traineeship",
            "subsidy",
            "startup_loan",
        ),
        _PERSON,
    ),
}
"""Section key → the page of one of its rows, opened by button, Ctrl+Enter or a double click on its number."""


SECTION_PAGES: dict[str, RowPage] = {
    "unemployment": RowPage("deregistration", "注销候选", "list-check"),
    "unemployed_leaver": RowPage("trends", "趋势", "chart-line"),
    "employer": RowPage("trends", "趋势", "chart-line"),
}
"""Section key → the page that belongs to the whole section, opened by a button in its head."""


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


class SwitchPage(Page):
    """Several pages behind one rail entry; segments in each page's head change between them."""

    def __init__(
        self, tasks: Tasks, shell: Shell, key: str, title: str, parts: list[tuple[str, str, Page]]
    ) -> None:
        super().__init__(tasks, shell)
        from ui.buttons import Segments
        from ui.panels import PageHead

        self.page_key = key
        self.title = title
        self._stack = QStackedWidget()
        self._parts = {part: page for part, _, page in parts}
        self._segments: dict[str, Segments] = {}
        choices = [(part, text) for part, text, _ in parts]
        for part, _, page in parts:
            self._stack.addWidget(page)
            head = getattr(page, "head", None)
            if isinstance(head, PageHead):
                segments = Segments(choices, part, name=title)
                segments.chosen.connect(self.show_part)
                head.tools.insertWidget(0, segments)
                self._segments[part] = segments
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.setFocusProxy(self.part)

    @property
    def part(self) -> Page:
        """The page now shown."""
        current = self._stack.currentWidget()
        assert isinstance(current, Page)
        return current

    def show_part(self, key: str) -> None:
        """Show one of the pages, if the one shown lets go."""
        if self.part.leave():
            self._stack.setCurrentWidget(self._parts[key])
            self.setFocusProxy(self.part)
            self.part.refresh_if_stale()
        for part, segments in self._segments.items():
            segments.choose(part)

    def refresh(self) -> None:
        self.part.refresh_if_stale()

    def refresh_if_stale(self) -> None:
        self.part.refresh_if_stale()

    def arrive(self, **context: Any) -> None:
        first = next(iter(self._parts))
        section = context.pop("section", first if {"part", "month"} & context.keys() else None)
        if section in self._parts:
            self.show_part(section)
        if context:
            self.part.arrive(**context)

    def mark_stale(self, change: Change) -> None:
        for page in self._parts.values():
            page.mark_stale(change)

    def leave(self) -> bool:
        return self.part.leave()

    def compact_actions(self) -> list[QAction]:
        return self.part.compact_actions()
