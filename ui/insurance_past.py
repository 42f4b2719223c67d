"""Past checks of many rows, on the page 社保比对: what each found, its rows, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from core.verification.runs import RunView
from core.views import Change, Query
from ui.controls import Panel, plain, words
from ui.insurance_words import RUNS, run_cells
from ui.line_table import LineTable
from ui.section_dialogs import ReasonDialog

if TYPE_CHECKING:
    from ui.page import Page


class PastChecks(Panel):
    """The checks, newest first."""

    def __init__(self, page: Page) -> None:
        super().__init__("批量核查记录", "社保比对和批量设结果，都可以整批撤销")
        self._page = page
        self.table = LineTable("核查记录", RUNS, run_cells, 5)
        self.table.chosen.connect(self._show_run)
        self.undo_button = plain("整批撤销…", self.ask_undo, "arrow-back-up")
        self.rows_button = plain("看这些行", self.open_rows)
        self.none_yet = words("还没有批量核查过。", "secondary")
        foot = QHBoxLayout()
        foot.addWidget(self.rows_button)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        self.body.addWidget(self.none_yet)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)

    def show_runs(self, runs: tuple[RunView, ...]) -> None:
        """Show the checks, newest first."""
        self.none_yet.setVisible(not runs)
        self.table.setVisible(bool(runs))
        for button in (self.rows_button, self.undo_button):
            button.setVisible(bool(runs))
        self.table.show_items(runs)

    def _show_run(self, run: RunView | None) -> None:
        self.undo_button.setEnabled(run is not None and run.undone_at is None)
        self.rows_button.setEnabled(run is not None and run.rows > 0)

    def ask_undo(self) -> None:
        """Ask why a check is taken back."""
        run: RunView | None = self.table.item()
        if run is None:
            return
        sentence = f"{run.rows:,} 行的核查结果和离职日期回到核查以前；后来又改过的，一行也不撤销。"
        dialog = ReasonDialog("整批撤销", sentence, f"撤销 {run.rows:,} 行", self, destroys=True)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.undo(run.id, reason)

    def undo(self, run: int, reason: str) -> None:
        """Take a check back as one."""

        def done(change: Change) -> None:
            self._page.shell.say(f"已撤销，{len(change.ids):,} 行回到核查以前")

        self._page.tasks.run(
            "撤销核查", lambda ledger, _progress: ledger.undo_verification(run, reason), done
        )

    def open_rows(self) -> None:
        """Open the placements that a check wrote."""
        run: RunView | None = self.table.item()
        if run is None:
            return
        title = f"{run.kind_words} {run.at.astimezone():%Y-%m-%d %H:%M}"
        self._page.tasks.run(
            "读取核查记录",
            lambda ledger, _progress: ledger.verification_rows(run.id),
            lambda ids: self._page.shell.open_page("placement", query=Query(ids=ids), title=title),
        )
