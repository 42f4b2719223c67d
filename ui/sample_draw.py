"""A new draw of the page 电话抽查: what is to be drawn from, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.controls import LabelledField, Panel, combo, ground, line_input, primary, words
from ui.verify_dialog import day_entry

if TYPE_CHECKING:
    from ui.sampling_page import SamplingPage


class NewDraw(QWidget):
    """What is to be drawn from, and how many."""

    def __init__(self, page: SamplingPage) -> None:
        super().__init__()
        ground(self, "surface")
        today = page.shell.as_of
        self.first = day_entry(self, "就业日期从", today.replace(day=1), lambda: page.shell.today)
        self.last = day_entry(self, "到", today, lambda: page.shell.today)
        self.township = combo((("", "全区"),), "镇街")
        self.only_claimed = QCheckBox("只抽待核查的")
        self.only_claimed.setChecked(True)
        self.wanted = line_input("5%", "抽取数量")
        self.pool = words("", "caption", wrap=True)
        self.button = primary("随机抽取", page.draw)
        panel = Panel("新的抽查")
        days = QHBoxLayout()
        days.setSpacing(8)
        days.addWidget(LabelledField("就业日期从", self.first))
        days.addWidget(LabelledField("到", self.last))
        panel.body.addLayout(days)
        for each in (
            LabelledField("镇街", self.township),
            self.only_claimed,
            LabelledField("抽取数量", self.wanted, hint="写人数如 30，或比例如 5%"),
            self.pool,
            self.button,
        ):
            panel.body.addWidget(each)
        panel.body.addSpacing(6)
        panel.body.addWidget(
            words(
                "由程序按随机种子抽取，种子、抽取范围、抽中的行、时间和经办人都留底，抽了就不能改；"
                "任何人按留底重抽，都得到同样的名单。",
                "caption",
                wrap=True,
            )
        )
        panel.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(panel)
        for entry in (self.first, self.last):
            entry.entered.connect(page.count_pool)
        self.township.activated.connect(lambda _at: page.count_pool())
        self.only_claimed.toggled.connect(lambda _on: page.count_pool())

    def span(self) -> tuple[date, date] | None:
        """Both days; None while one cannot be read."""
        first, last = self.first.value(), self.last.value()
        return (first, last) if isinstance(first, date) and isinstance(last, date) else None

    def show_townships(self, townships: Sequence[tuple[str, str]]) -> None:
        """Offer these townships; what was chosen stays."""
        if self.township.count() != len(townships) + 1:
            chosen = self.township.currentData()
            self.township.clear()
            for key, name in (("", "全区"), *townships):
                self.township.addItem(name, key)
            self.township.setCurrentIndex(max(0, self.township.findData(chosen)))
