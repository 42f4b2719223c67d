"""What a return corrects in submitted months, with reasons; and what changed since it was submitted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.return_views import CorrectionView, ReturnStanding
from core.returns.snapshot import CorrectionLine, Number
from ui.controls import ground, line_input, link, words
from ui.return_months import is_year
from ui.tab_order import come_after

Place = tuple[str, str, bool]
"""Submitted month, figure, cumulative."""


class CorrectionList(QScrollArea):
    """Correction lines under their months. `reason_written` gives the place of a line and the words."""

    reason_written = Signal(object, str)
    rows_wanted = Signal(str)
    """Month whose changed rows are to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("更正")
        self.reasons: dict[Place, QLineEdit] = {}
        self._shown: tuple[object, ...] = ()

    def show_data(self, standing: ReturnStanding | None, month: str) -> None:
        """Show what this return corrects, and of a submitted one what changed since."""
        shown = (month, standing.corrections, standing.changed_since, standing.editable) if standing else ()
        if shown == self._shown:
            return
        self._shown = shown
        typed = {place: edit.text() for place, edit in self.reasons.items() if edit.isModified()}
        self.reasons = {}
        content = QWidget()
        ground(content, "surface")
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(6)
        if standing is not None:
            self._fill(column, standing, month)
        column.addStretch(1)
        self.setWidget(content)
        come_after(self, content)
        for place, text in typed.items():
            if place in self.reasons:
                self.reasons[place].setText(text)
                self.reasons[place].setModified(True)

    def _fill(self, column: QVBoxLayout, standing: ReturnStanding, month: str) -> None:
        if standing.changed_since:
            column.addLayout(self._heading("上报以后变了的数", month))
            for line in standing.changed_since:
                column.addWidget(_line(line))
            following = "更正版" if is_year(month) else "下一期"
            told = f"上报的文件不变。这些差额会自动列入{following}的更正；要重报这一期，由审核员重新打开。"
            column.addWidget(words(told, "caption", wrap=True))
            column.addSpacing(10)
        by_month: dict[str, list[CorrectionView]] = {}
        for each in standing.corrections:
            by_month.setdefault(each.line.of, []).append(each)
        for of, members in by_month.items():
            column.addLayout(self._heading(f"更正 {members[0].line.month}", of))
            for each in members:
                column.addWidget(self._correction(each, standing.editable))
            column.addSpacing(8)
        if not standing.corrections and not standing.changed_since:
            told = "没有要更正的数。已上报月份的登记有改动时，这里自动列出上报值、现值、差额和原因。"
            column.addWidget(words(told, "secondary", wrap=True))

    def _heading(self, text: str, month: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(words(text, "caption"))
        row.addStretch(1)
        row.addWidget(link("看改动的行", lambda: self.rows_wanted.emit(month)))
        return row

    def _correction(self, view: CorrectionView, editable: bool) -> QWidget:
        box = _line(view.line)
        column = box.layout()
        assert isinstance(column, QVBoxLayout)
        if not editable:
            column.addWidget(words(f"原因：{view.line.reason or '没有写'}", "secondary", wrap=True))
            return box
        place = (view.line.of, view.line.figure, view.line.cumulative)
        edit = line_input(view.line.reason, f"{view.line.label}的更正原因", "写明原因，印在更正说明里")
        edit.setToolTip("自动写的原因可以改；清空后又由程序来写" if not view.written else "")
        edit.editingFinished.connect(lambda: self._save(place))
        self.reasons[place] = edit
        column.addWidget(edit)
        return box

    def _save(self, place: Place) -> None:
        edit = self.reasons.get(place)
        if edit is not None and edit.isModified():
            edit.setModified(False)
            self.reason_written.emit(place, edit.text().strip())

    def save_all(self) -> None:
        """Save what is being typed, as leaving the field would."""
        for place in tuple(self.reasons):
            self._save(place)


def _line(line: CorrectionLine) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(2)
    amounts = f"上报 {line.reported:,}，现 {line.present:,}"
    difference = f"{amounts}，差 {_signed(line.difference)}"
    box.setAccessibleName(f"{line.month}{line.label}，{difference}")
    column.addWidget(words(line.label, "section", wrap=True))
    column.addWidget(words(difference, "label", wrap=True))
    return box


def _signed(difference: Number) -> str:
    return f"{difference:+,}".replace("-", "−")
