"""The foot of 导入: what protects the ledger, and the way on, back and out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.imports.views import ImportPreview, RowAction
from ui import numbers
from ui.controls import Button, GlyphMark, ground, line, link, plain, primary, text_width, words
from ui.icons import Glyph
from ui.import_steps import COLUMNS, HEADER, PREVIEW, WORDS, WRITE

Act = Callable[[], object]


class ImportFoot(QWidget):
    """One sentence at the left, at most four buttons at the right."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedHeight(48)
        self.told = words("", "secondary", wrap=True)
        self._mark = GlyphMark(Glyph.DONE, 12)
        self.errors = plain("另存错误表…")
        self.back_step = plain("上一步")
        self.next_step = primary("下一步")
        self.cancel = plain("取消")
        self.skip = link("跳过这个文件")
        self.bare = link("不备份，直接写入")
        self.bare.hide()
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self.told, 1)
        for button in (self.bare, self.skip, self.errors, self.back_step, self.next_step, self.cancel):
            row.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        outer.addLayout(row, 1)

    def connect_acts(self, errors: Act, back: Act, on: Act, cancel: Act, skip: Act, bare: Act) -> None:
        """What the buttons do; `skip` passes a file over, `bare` writes without the backup that failed."""
        buttons = (self.errors, self.back_step, self.next_step, self.cancel, self.skip, self.bare)
        for button, act in zip(buttons, (errors, back, on, cancel, skip, bare), strict=True):
            button.clicked.connect(lambda *_, act=act: act())

    def say(self, glyph: Glyph, sentence: str) -> None:
        """Say where things stand; "" says nothing."""
        self._mark.show_kind(glyph)
        self._mark.setVisible(bool(sentence))
        self.told.setText(sentence)

    def show_step(
        self, step: int, preview: ImportPreview | None, *, written: bool, more: bool, backup: bool
    ) -> None:
        """Offer what can be done in a step.

        Args:
            step: the step shown.
            preview: of the file, None while it has not been read.
            written: the last step is done.
            more: other files wait behind this one.
            backup: a backup is made before writing.
        """
        refused = preview.count(RowAction.REFUSE) if preview else 0
        between = step in (HEADER, COLUMNS, WORDS, PREVIEW)
        self.bare.hide()
        self.errors.setVisible(step == PREVIEW and refused > 0)
        self.back_step.setVisible(between)
        self.next_step.setVisible(between)
        self.cancel.setVisible(not written)
        self.skip.setVisible(more and between)
        if step == PREVIEW and preview is not None:
            self._offer(preview, refused, backup=backup)
            return
        self.say(Glyph.DONE, "" if step == WRITE else "按下写入之前，台账不会改动。")
        to_preview = step == WORDS or (step == COLUMNS and preview is not None and not preview.words)
        self._name("预览" if to_preview else "下一步")
        self.next_step.setEnabled(True)

    def _offer(self, preview: ImportPreview, refused: int, *, backup: bool) -> None:
        self._name(f"写入 {numbers.count(preview.writes)} 行")
        self.next_step.setEnabled(preview.writes > 0)
        left = preview.count(RowAction.LEFT)
        if not preview.writes:
            told = "没有要写入的行：全部未变或拒收。" if preview.rows else "这张表里没有可导入的行。"
            self.say(Glyph.SAME, f"没有要写入的行，已选不写 {numbers.count(left)} 行。" if left else told)
            return
        saved = "写入前自动备份" if backup else "最近的改动已有备份"
        parts = [f"拒收的 {numbers.count(refused)} 行不写" if refused else ""]
        parts.append(f"已选的 {numbers.count(left)} 行不写" if left else "")
        kept = "，".join(part for part in parts if part)
        tail = f"；{kept}。" if kept else "。"
        self.say(Glyph.DONE, f"{saved}；一次写入，可整批撤销{tail}")

    def say_backup_failed(self, sentence: str) -> None:
        """The backup before writing could not be made; nothing was written."""
        self.say(Glyph.BAD, sentence)
        self.bare.show()

    def _name(self, text: str) -> None:
        button: Button = self.next_step
        button.setText(text)
        button.setFixedWidth(text_width(text) + 28)
