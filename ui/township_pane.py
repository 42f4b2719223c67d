"""镇街名录: the unit's townships, and the words of sheets that wait to be put to one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import numbers
from ui.controls import LabelledField, combo, ground, line, line_input, plain, primary, words
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.ledger import Ledger
    from core.township_desk import TownshipView, WaitingWord

_WAITING_HEIGHT = 168


@dataclass(frozen=True, slots=True)
class Townships:
    """All that the pane shows."""

    known: tuple[TownshipView, ...]
    waiting: tuple[WaitingWord, ...]


def read_townships(ledger: Ledger) -> Townships:
    """Read the list and what waits."""
    return Townships(ledger.townships(), ledger.waiting_townships())


class TownshipPanel(QWidget):
    """Words that wait, and adding a township."""

    add = Signal(str)
    confirm = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._data: Townships | None = None
        self.title = words("", "panel", wrap=True)
        self.about = words("", "secondary", wrap=True)
        self.table = WordTable("待确认的写法", ("表里的写法", "行"), (200, 72), figures=(-1,))
        self.table.setFixedHeight(_WAITING_HEIGHT)
        self.choice = combo((), name="归入镇街")
        self.choice_field = LabelledField("归入镇街", self.choice)
        self.put = primary("归入", self._put)
        self.name = line_input(name="新增镇街", placeholder="全称，如：忠州街道")
        self.name_field = LabelledField("新增镇街", self.name, hint="等着这个名字的行会一并归入")
        self.name.returnPressed.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        for each in (self.title, self.about, self.table, self.choice_field, self.put, line()):
            column.addWidget(each)
        column.addWidget(self.name_field)
        column.addWidget(plain("添加", self._add))
        column.addStretch(1)

    def show_data(self, data: Townships) -> None:
        """Show what waits."""
        self._data = data
        rows = sum(each.rows for each in data.waiting)
        waiting = bool(data.waiting)
        self.title.setText(f"{len(data.waiting)} 种写法待确认" if waiting else "没有待确认的写法")
        self.about.setText(
            f"{numbers.count(rows)} 行登记先记在未分镇街。确认一次，以后的表照此归入。"
            if waiting
            else "表里认不出的镇街写法会列在这里，确认一次就行。"
        )
        self.table.show_rows([(each.text, numbers.count(each.rows)) for each in data.waiting])
        self.choice.clear()
        for township in data.known:
            self.choice.addItem(township.name, township.key)
        for widget in (self.table, self.choice_field, self.put):
            widget.setVisible(waiting)
        self.put.setEnabled(bool(data.known))
        self.choice_field.set_error("" if data.known or not waiting else "名录还是空的，先在下面添加镇街")
        self.name_field.set_error("")
        self.name.clear()

    def _put(self) -> None:
        at = self.table.current()
        if self._data is not None and 0 <= at < len(self._data.waiting) and self.choice.currentData():
            self.confirm.emit(self._data.waiting[at].text, str(self.choice.currentData()))

    def _add(self) -> None:
        name = self.name.text().strip()
        self.name_field.set_error("" if name else "没有写镇街名称")
        if name:
            self.add.emit(name)


def township_parts(
    add: Callable[[str], object], confirm: Callable[[str, str], object]
) -> tuple[WordTable, TownshipPanel]:
    """The list and its panel, connected."""
    table = WordTable("镇街名录", ("镇街", "类别", "登记行数"), (240, 120, 120), figures=(-1,))
    panel = TownshipPanel()
    panel.add.connect(add)
    panel.confirm.connect(confirm)
    return table, panel


def show_townships(table: WordTable, panel: TownshipPanel, data: Townships) -> None:
    """Show the list and what waits."""
    table.show_rows([(each.name, each.kind, numbers.count(each.rows)) for each in data.known])
    panel.show_data(data)
