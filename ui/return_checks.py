"""The checks of a return by what they ask of a person; a warning's reason is written in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from core.views import Check
from ui.controls import GlyphMark, ground, text_input, words
from ui.icons import Glyph
from ui.tab_order import come_after

GROUPS = (
    ("block", "改好才能送审", Glyph.BAD),
    ("note", "请看一眼", Glyph.LOOK),
    ("warn", "写了说明才能送审", Glyph.LOOK),
    ("pass", "已通过", Glyph.DONE),
)
"""Level of a check, heading of its group, shape."""
_REASON_HEIGHT = 46


class CheckList(QScrollArea):
    """Checks in groups, the worst first. `reason_written` gives a check's key and the words."""

    reason_written = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("核对")
        self._shown: tuple[object, ...] = ()
        self.reasons: dict[str, QPlainTextEdit] = {}
        self._counts: dict[str, QLabel] = {}

    def show_data(self, checks: tuple[Check, ...], *, editable: bool = False) -> None:
        """Show these checks; what is being typed stays."""
        shape = (editable, *((each.key, each.level, each.name, each.detail) for each in checks))
        if shape != self._shown:
            self._build(checks, editable)
            self._shown = shape
        for check in checks:
            edit = self.reasons.get(check.key)
            if edit is not None and not edit.document().isModified() and edit.toPlainText() != check.reason:
                edit.setPlainText(check.reason)
                edit.document().setModified(False)
        self._count(checks)

    def forget(self) -> None:
        """Another month: nothing typed is kept."""
        self._shown = ()
        self.reasons = {}

    def _build(self, checks: tuple[Check, ...], editable: bool) -> None:
        typed = {
            key: edit.toPlainText() for key, edit in self.reasons.items() if edit.document().isModified()
        }
        self.reasons, self._counts = {}, {}
        content = QWidget()
        ground(content, "surface")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        for level, heading, glyph in GROUPS:
            members = [each for each in checks if each.level == level]
            if members:
                column.addLayout(self._heading(level, heading))
                for each in members:
                    column.addWidget(self._check(each, glyph, editable))
                column.addSpacing(8)
        column.addStretch(1)
        self.setWidget(content)
        come_after(self, content)
        for key, text in typed.items():
            if key in self.reasons:
                self.reasons[key].setPlainText(text)
                self.reasons[key].document().setModified(True)

    def _heading(self, level: str, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        self._counts[level] = words("", "caption")
        row.addWidget(words(text, "caption"))
        row.addStretch(1)
        row.addWidget(self._counts[level])
        return row

    def _count(self, checks: tuple[Check, ...]) -> None:
        for level, label in self._counts.items():
            members = [each for each in checks if each.level == level]
            done = sum(bool(each.reason) and not each.stale for each in members)
            label.setText(f"{done} / {len(members)}" if level == "warn" else str(len(members)))

    def _check(self, check: Check, glyph: Glyph, editable: bool) -> QWidget:
        line = QWidget()
        line.setAccessibleName(f"{check.name}，{check.detail}")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        mark = QVBoxLayout()
        mark.setContentsMargins(0, 4, 0, 0)
        mark.addWidget(GlyphMark(glyph, 12))
        mark.addStretch(1)
        row.addLayout(mark)
        passed = check.level == "pass"
        text = QVBoxLayout()
        text.setSpacing(1)
        if passed:
            text.addWidget(words(check.detail or check.name, "body", wrap=True))
        else:
            text.addWidget(words(check.name, "section", wrap=True))
            text.addWidget(words(check.detail, "label", wrap=True))
        if check.level == "warn" and check.key:
            self._add_reason(text, check, editable)
        row.addLayout(text, 1)
        return line

    def _add_reason(self, column: QVBoxLayout, check: Check, editable: bool) -> None:
        if not editable:
            if check.reason:
                column.addWidget(words(f"说明：{check.reason}", "secondary", wrap=True))
            return
        if check.stale and check.reason:
            column.addWidget(
                words("情况变了，请核对下面的说明，改好或删去重写。", "caption", "warn", wrap=True)
            )
        edit = text_input(check.reason, f"{check.name}的说明", "写明原因，例如：已电话核实。")
        edit.setFixedHeight(_REASON_HEIGHT)
        edit.setProperty("check", check.key)
        edit.document().setModified(False)
        edit.installEventFilter(self)
        self.reasons[check.key] = edit
        column.addSpacing(3)
        column.addWidget(edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QPlainTextEdit):
            self._save(watched)
        return super().eventFilter(watched, event)

    def _save(self, edit: QPlainTextEdit) -> None:
        if edit.document().isModified():
            edit.document().setModified(False)
            self.reason_written.emit(str(edit.property("check")), edit.toPlainText().strip())

    def save_all(self) -> None:
        """Save what is being typed, as leaving the field would."""
        for edit in tuple(self.reasons.values()):
            self._save(edit)
