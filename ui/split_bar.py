"""Above the split: which target is split, by what, a sheet to fill it from, and what was changed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.plans import title_of
from core.target_views import SplitFigure, SplitSheet
from ui import numbers
from ui.controls import Strip, combo, ground, line, line_input, plain

TOWNSHIP, BODY = "township", "body"
TOTAL = "placement.total"
NAMED = 3


@dataclass(frozen=True, slots=True)
class SplitChoice:
    """What is split: a figure, of a plan (None for the year's own target), by townships or bodies."""

    figure: str = TOTAL
    plan: str | None = None
    by: str = TOWNSHIP


class SplitBar(QWidget):
    """Chooses the target and the way; `told` says what a sheet brought."""

    chosen = Signal(object)
    """`SplitChoice`"""
    import_asked = Signal()
    history_asked = Signal()
    body_added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.figure = combo((), "分解哪一项")
        self.figure.setMinimumWidth(240)
        self.by = combo(((TOWNSHIP, "按镇街"), (BODY, "按责任单位")), "按什么分")
        self.by.setMinimumWidth(112)
        self.body = line_input(name="添加责任单位", placeholder="添加责任单位")
        self.body.setFixedWidth(150)
        self.add_button = plain("添加", self._add)
        self.body.returnPressed.connect(self._add)
        self.import_button = plain("从表格导入…", self.import_asked.emit, "file-import")
        self.history_button = plain("改动记录", self.history_asked.emit, "history")
        self.told = Strip("", "note")
        self.told.tools.addWidget(plain("知道了", self.told.hide))
        self.told.hide()
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        for each in (self.figure, self.by, self.body, self.add_button):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self.history_button)
        row.addWidget(self.import_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(line())
        column.addWidget(self.told)
        for box in (self.figure, self.by):
            box.currentIndexChanged.connect(lambda _: self._choose())
        self._show_way()

    @property
    def choice(self) -> SplitChoice:
        """What is chosen."""
        data = self.figure.currentData()
        figure, plan = data if data else (TOTAL, None)
        return SplitChoice(figure, plan, str(self.by.currentData()))

    def show_figures(self, figures: Sequence[SplitFigure]) -> None:
        """Offer these targets; what is chosen stays."""
        wanted = [(each.figure, each.plan) for each in figures]
        if [self.figure.itemData(place) for place in range(self.figure.count())] == wanted:
            return
        kept = self.figure.currentData()
        self.figure.blockSignals(True)
        self.figure.clear()
        for each in figures:
            self.figure.addItem(f"{each.label}（{title_of(each.plan)}）", (each.figure, each.plan))
        self.figure.setCurrentIndex(wanted.index(kept) if kept in wanted else 0)
        self.figure.blockSignals(False)

    def tell_sheet(self, sheet: SplitSheet, unit: str) -> None:
        """Say what of a sheet fits and what does not. It stands in the form now, and is not saved."""
        parts = [f"{sheet.file_name}：对上 {len(sheet.matched)} 个，合计 {numbers.count(sheet.total)} {unit}"]
        for words, names in (
            ("没对上", [name for name, _ in sheet.unmatched]),
            ("重复没取", list(sheet.twice)),
        ):
            if names:
                shown = "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
                parts.append(f"{words} {len(names)} 个（{shown}）")
        wrong = bool(sheet.unmatched or sheet.twice)
        self.told.say("，".join(parts) + "。还没有保存。", "warn" if wrong else "note")
        self.told.show()

    def _choose(self) -> None:
        self._show_way()
        self.told.hide()
        self.chosen.emit(self.choice)

    def _show_way(self) -> None:
        bodies = self.by.currentData() == BODY
        self.body.setVisible(bodies)
        self.add_button.setVisible(bodies)

    def _add(self) -> None:
        name = self.body.text().strip()
        if name:
            self.body.clear()
            self.body_added.emit(name)
