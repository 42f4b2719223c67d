"""The foot of 导入: what protects the ledger, and the way on, back and out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.views import ImportPreview, RowAction
from ui import numbers
from ui.controls import Button, GlyphMark, ground, line, plain, primary, text_width, words
from ui.icons import Glyph
from ui.import_steps import COLUMNS, HEADER, PREVIEW, WRITE

Act = Callable[[], object]


class ImportFoot(QWidget):
    """One sentence at the left, at most four buttons at the right."""

    def __init__(self, errors: Act, back: Act, on: Act, cancel: Act) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedHeight(48)
        self.told = words("", "secondary", wrap=True)
        self._mark = GlyphMark(Glyph.DONE, 12)
        self.errors = plain("另存错误表…", errors)
        self.back_step = plain("上一步", back)
        self.next_step = primary("下一步", on)
        self.cancel = plain("取消", cancel)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self.told, 1)
        for button in (self.errors, self.back_step, self.next_step, self.cancel):
            row.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        outer.addLayout(row, 1)

    def say(self, glyph: Glyph, sentence: str) -> None:
        """Say where things stand; "" says nothing."""
        self._mark.show_kind(glyph)
        self._mark.setVisible(bool(sentence))
        self.told.setText(sentence)

    def show_step(self, step: int, preview: ImportPreview | None, *, written: bool) -> None:
        """Offer what can be done in a step."""
        refused = preview.count(RowAction.REFUSE) if preview else 0
        between = step in (HEADER, COLUMNS, PREVIEW)
        self.errors.setVisible(step == PREVIEW and refused > 0)
        self.back_step.setVisible(between)
        self.next_step.setVisible(between)
        self.cancel.setVisible(not written)
        if step == PREVIEW and preview is not None:
            self._offer(preview, refused)
            return
        self.say(Glyph.DONE, "" if step == WRITE else "按下写入之前，台账不会改动。")
        self._name("预览" if step == COLUMNS else "下一步")
        self.next_step.setEnabled(True)

    def _offer(self, preview: ImportPreview, refused: int) -> None:
        self._name(f"写入 {numbers.count(preview.writes)} 行")
        self.next_step.setEnabled(preview.writes > 0)
        if not preview.writes:
            told = "没有要写入的行：全部未变或拒收。" if preview.rows else "这张表里没有可导入的行。"
            self.say(Glyph.SAME, told)
            return
        kept = f"；拒收的 {numbers.count(refused)} 行不写" if refused else ""
        self.say(Glyph.DONE, f"一次写入，要么全部写入，要么一行不写{kept}。")

    def _name(self, text: str) -> None:
        button: Button = self.next_step
        button.setText(text)
        button.setFixedWidth(text_width(text) + 28)
