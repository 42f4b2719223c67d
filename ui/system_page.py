"""系统: its parts behind tabs, each a page of its own module, made when first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.views import Change
from ui.controls import CountTabs, PageHead, ground, line
from ui.page import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.tasks import Tasks

PartFactory = Callable[[Tasks, Shell], Page]
SAFETY, SETTINGS, ACCOUNTS, ABOUT = "safety", "settings", "accounts", "about"
IMPORTS, UPDATES, PRIVACY = "imports", "updates", "privacy"
SAFETY, SETTINGS, ACCOUNTS, JOURNAL, ABOUT = "safety", "settings", "accounts", "journal", "about"


def _safety(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_safety import SafetyPart

    return SafetyPart(tasks, shell)


def _settings(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_settings import SettingsPart

    return SettingsPart(tasks, shell)


def _accounts(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_accounts import AccountsPart

    return AccountsPart(tasks, shell)


def _imports(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_imports import ImportsPart

    return ImportsPart(tasks, shell)


def _journal(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_journal import JournalPart

    return JournalPart(tasks, shell)


def _updates(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_updates import UpdatesPart

    return UpdatesPart(tasks, shell)


def _privacy(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_privacy import PrivacyPart

    return PrivacyPart(tasks, shell)


def _about(tasks: Tasks, shell: Shell) -> Page:
    from ui.system_about import AboutPart

    return AboutPart(tasks, shell)


PARTS: tuple[tuple[str, str, PartFactory], ...] = (
    (SAFETY, "备份与核对", _safety),
    (IMPORTS, "导入记录", _imports),
    (ACCOUNTS, "账号与台账", _accounts),
    (SETTINGS, "口径与设置", _settings),
    (JOURNAL, "流水", _journal),
    (PRIVACY, "个人信息", _privacy),
    (UPDATES, "更新", _updates),
    (ABOUT, "关于", _about),
)
"""Key, tab and factory of each part, in the order of the tabs."""


class SystemPage(Page):
    """系统. Opened with `part` = the key of a part; the rest of the context goes to the part."""

    page_key = "system"
    title = "系统"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("系统")
        self.head.detail.setMinimumWidth(1)
        self.tabs = CountTabs("系统")
        self.tabs.set_tabs([(key, text, None) for key, text, _ in PARTS], PARTS[0][0])
        self.tabs.chosen.connect(self._show_part)
        self.stack = QStackedWidget()
        self._parts: dict[str, Page] = {}
        strip = QWidget()
        ground(strip, "surface")
        row = QHBoxLayout(strip)
        row.setContentsMargins(5, 0, 5, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(self.stack, 1)
        self._shown = PARTS[0][0]

    def part(self, key: str) -> Page:
        """The part with this key, made when it was not there."""
        if key not in self._parts:
            make = next(factory for name, _, factory in PARTS if name == key)
            self._parts[key] = make(self.tasks, self.shell)
            self.stack.addWidget(self._parts[key])
        return self._parts[key]

    def refresh(self) -> None:
        info = self.shell.info
        self.head.set_detail(f"{info.unit_name}，{info.account}（{info.role_words}）")
        self._show_part(self._shown)

    def refresh_if_stale(self) -> None:
        super().refresh_if_stale()
        self.part(self._shown).refresh_if_stale()

    def mark_stale(self, change: Change) -> None:
        super().mark_stale(change)
        for part in self._parts.values():
            part.mark_stale(change)

    def arrive(self, **context: Any) -> None:
        wanted = context.pop("part", None)
        for at in range(self.tabs.count()):
            if self.tabs.key(at) == wanted:
                self.tabs.setCurrentIndex(at)
                self._show_part(str(wanted))
        if context:
            self.part(self._shown).arrive(**context)

    def leave(self) -> bool:
        return all(part.leave() for part in self._parts.values())

    def _show_part(self, key: str) -> None:
        self._shown = key
        part = self.part(key)
        self.stack.setCurrentWidget(part)
        part.refresh_if_stale()
