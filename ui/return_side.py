"""Beside a return: checks, words, corrections and history under tabs; at the foot what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.return_views import ReturnPreview
from ui.controls import CountTabs, ground, line
from ui.return_checks import CheckList
from ui.return_corrections import CorrectionList
from ui.return_foot import ReturnFoot
from ui.return_history import ReturnHistory
from ui.return_narrative import NarrativeForm

WIDTH = 330
CHECKS, TEXT, CORRECTIONS, HISTORY = "checks", "text", "corrections", "history"
TABS = ((CHECKS, "核对"), (TEXT, "文字"), (CORRECTIONS, "更正"), (HISTORY, "经过"))


class ReturnSide(QWidget):
    """The parts of one return; the page listens to each of them and hands on what they want."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedWidth(WIDTH)
        self.tabs = CountTabs("月报的核对和文字")
        self.tabs.set_tabs([(key, text, None) for key, text in TABS], CHECKS)
        self.tabs.chosen.connect(self._show_pane)
        self.checks = CheckList()
        self.narrative = NarrativeForm()
        self.corrections = CorrectionList()
        self.history = ReturnHistory()
        self.foot = ReturnFoot()
        self.panes = QStackedWidget()
        for pane in (self.checks, self.narrative, self.corrections, self.history):
            self.panes.addWidget(pane)
        self.panes.setMinimumSize(120, 60)
        head = QHBoxLayout()
        head.setContentsMargins(5, 3, 5, 0)
        head.addWidget(self.tabs)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(1)
        column.addWidget(line())
        column.addWidget(self.panes, 1)
        column.addWidget(line())
        column.addWidget(self.foot)

    def set_alone(self, *, alone: bool) -> None:
        """Take all the width where the paper is not seen; else the side's own."""
        if alone:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)
        else:
            self.setFixedWidth(WIDTH)

    def show_data(self, preview: ReturnPreview) -> None:
        """Show a drafted or submitted return; what is being typed stays."""
        standing = preview.standing
        editable = standing is not None and standing.editable
        self.checks.show_data(preview.checks, editable=editable)
        self.narrative.show_data(preview)
        self.corrections.show_data(standing, preview.month)
        self.history.show_data(standing)
        self._count(preview)
        self.foot.show_data(preview)

    def show_nothing(self, month: str, sentence: str) -> None:
        """There is no return of this month to show, and why."""
        self.checks.show_data(())
        self.corrections.show_data(None, month)
        self.history.show_data(None)
        self.foot.show_nothing(sentence)

    def forget(self) -> None:
        """Another month: nothing typed is kept."""
        self.narrative.forget()
        self.checks.forget()

    def show_tab(self, key: str) -> None:
        """Show one of the parts: checks, text, corrections or history."""
        self.tabs.setCurrentIndex([tab for tab, _ in TABS].index(key))

    def _show_pane(self, key: str) -> None:
        self.panes.setCurrentIndex([tab for tab, _ in TABS].index(key))

    def _count(self, preview: ReturnPreview) -> None:
        """Say at the tabs how much waits in them."""
        open_checks = sum(
            each.level == "block" or (each.level == "warn" and (not each.reason or each.stale))
            for each in preview.checks
        )
        standing = preview.standing
        corrected = len((*standing.corrections, *standing.changed_since)) if standing is not None else 0
        counts = {CHECKS: open_checks, CORRECTIONS: corrected}
        tabs = [(key, text, counts.get(key) or None) for key, text in TABS]
        self.tabs.set_tabs(tabs, self.tabs.current)
