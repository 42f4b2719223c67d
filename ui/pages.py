"""Which pages there are and how each is made; a page's module is loaded when it is first opened."""

from __future__ import annotations

from collections.abc import Callable

from core.reexpression import parts_of
from ui.page import Page, Shell
from ui.switch_page import SwitchPage
from ui.tasks import Tasks

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
