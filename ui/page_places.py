"""Where things are shown: the page of a section, of one of its rows, and what belongs to a whole section."""

from __future__ import annotations

from dataclasses import dataclass

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
