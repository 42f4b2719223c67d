"""Blocks of cells on a section page: pasted, filled down, cleared; said first, written as one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from core.journal_words import BATCH_WORDS
from core.views import Change
from ui.paste import PastePlan, plan_clear, plan_fill, plan_paste, read_block, write_paste
from ui.undo import BatchStep

if TYPE_CHECKING:
    from ui.section_page import SectionPage


class BlockActs(QObject):
    """Holds the plan that the page's strip offers until it is written or another one comes."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__(page)
        self._page, self._grid, self._model = page, page.grid, page.model
        self._plan: PastePlan | None = None
        self._grid.paste_asked.connect(self.plan_paste)
        self._grid.fill_asked.connect(self._plan_fill)
        self._grid.clear_cells_asked.connect(self._plan_clear)

    def plan_paste(self) -> None:
        """Say what a paste would write; one single cell is typed at once."""
        block = read_block(QGuiApplication.clipboard().text())
        here = self._grid.current()
        if not block or not here.isValid() or self._model.read_only:
            return
        if len(block) == 1 and len(block[0]) == 1:
            self._model.setData(here, (block[0][0].strip(), block[0][0].strip()))
            return
        self._offer(plan_paste(self._model, self._grid.columns.shown(), here.row(), here.column(), block))

    def _plan_fill(self, rows: list[int], column: int) -> None:
        self._offer(None if self._model.read_only else plan_fill(self._model, rows, column))

    def _plan_clear(self, rows: list[int], column: int) -> None:
        self._offer(None if self._model.read_only else plan_clear(self._model, rows, column))

    def _offer(self, plan: PastePlan | None) -> None:
        """Say what would be written; the strip's button writes it."""
        self._plan = plan
        if plan is not None:
            self._page.desk.leave()
            self._page.frame.offer_paste(plan.sentence(), plan.cells)

    def write(self) -> None:
        """Write what the strip says."""
        page = self._page
        plan, self._plan = self._plan, None
        page.frame.paste_strip.hide()
        if plan is None:
            return
        page.edit.close()
        section, within, what = page.section, dict(page.within), BATCH_WORDS[plan.kind]
        page.tasks.run(
            f"写入{what}的行",
            lambda ledger, progress: write_paste(ledger, section, plan, progress, within),
            partial(self._written, what),
        )

    def _written(self, what: str, change: Change) -> None:
        if change.batch is not None:
            self._page.undoing.remember(BatchStep(change.batch, what))
        self._page.shell.say(f"已写入 {len(change.ids):,} 行，按 Ctrl+Z 一次撤销", "ok")
