"""A service or a call entered in one line, on a person's page and in the call list. Enter records it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from core.people.desk import RESULTS
from core.sections import section_of
from ui.controls import LabelledField, Panel, plain, primary
from ui.editors import ChoiceEntry, Entries, LineEntry, Suggest

UNANSWERED_DAYS = 3
"""Days after which a call that nobody took is proposed again."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What was entered."""

    kind: str
    day: date
    officer: str
    outcome: str
    next_on: date | None


class ContactEntry(Panel):
    """类型 日期 服务人员 下次联系 and 结果; `entered` carries a `Contact`, Esc gives `dropped`."""

    entered = Signal(object)
    dropped = Signal()
    shown_changed = Signal(bool)
    """It was opened, or put away."""

    def __init__(self, suggest: Suggest, today: Callable[[], date]) -> None:
        super().__init__("记一次服务", " ")
        self._today = today
        fields = section_of("service").by_key
        later = section_of("unemployed_leaver").by_key["next_contact_on"]
        make = Entries(suggest, today)
        self.entries: dict[str, LineEntry] = {
            "kind": make(fields["kind"], self),
            "day": make(fields["provided_on"], self),
            "officer": make(fields["officer"], self),
            "next_on": make(replace(later, required=False), self),
            "outcome": make(fields["outcome"], self),
        }
        self._boxes: dict[str, LabelledField] = {}
        self._lay_out()
        self.hide()

    def open(
        self, title: str, kind: tuple[str, str], *, outcome: str = "", days: int = 0, focus: str = "outcome"
    ) -> None:
        """Begin a new entry: `kind` is (code, words), `days` proposes the next contact."""
        today = self._today()
        self.title.setText(title)
        self.entries["kind"].show_value(*kind)
        self.entries["day"].show_value(today, today.isoformat())
        self.entries["outcome"].show_value(outcome, outcome)
        next_on = today + timedelta(days=days) if days else None
        self.entries["next_on"].show_value(next_on, next_on.isoformat() if next_on else "")
        for box in self._boxes.values():
            box.set_error("")
            box.show()
        self.setVisible(True)
        self.entries[focus].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.entries[focus].selectAll()

    def show_only(self, key: str) -> None:
        """Ask for one value alone; the kind stays empty then."""
        for name, box in self._boxes.items():
            box.setVisible(name == key)

    def open_result(self, result: str, days: int) -> None:
        """Begin with the result of a call: its key in `RESULTS`."""
        key, word, kind = next(each for each in RESULTS if each[0] == result)
        reached = key == "reached"
        self.open(
            f"回访：{word}",
            (kind, "回访" if reached else "未接通"),
            outcome="" if reached else word,
            days=days if reached else UNANSWERED_DAYS,
        )

    def take(self) -> None:
        """Hand over what was entered, or say what is missing."""
        for entry in self.entries.values():
            if entry.was_typed:
                entry.settle()
        found = {key: entry.value() for key, entry in self.entries.items()}
        wrong = self._wrong(found)
        for key, box in self._boxes.items():
            box.set_error(wrong.get(key, ""))
        if wrong:
            self.entries[next(iter(wrong))].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        officer, outcome = str(found["officer"] or ""), str(found["outcome"] or "")
        self.entered.emit(Contact(str(found["kind"] or ""), found["day"], officer, outcome, found["next_on"]))

    def _wrong(self, found: dict[str, Any]) -> dict[str, str]:
        wrong = {}
        if not found["kind"] and not self._boxes["kind"].isHidden():
            wrong["kind"] = "没有选类型"
        if self._boxes["kind"].isHidden() and not isinstance(found["next_on"], date):
            wrong["next_on"] = "写上改到哪一天"
        if not isinstance(found["day"], date):
            wrong["day"] = "日期写成 2025-09-30 这样"
        if found["next_on"] is not None and not isinstance(found["next_on"], date):
            wrong["next_on"] = "日期写成 2025-09-30 这样"
        return wrong

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        labels = {"kind": "类型", "day": "日期", "officer": "服务人员", "next_on": "下次联系"}
        for column, (key, label) in enumerate(labels.items()):
            grid.addWidget(self._box(key, label), 0, column)
            grid.setColumnStretch(column, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self._box("outcome", "结果"), 1)
        for button in (primary("记下", self.take), plain("取消", self._drop)):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        grid.addLayout(foot, 1, 0, 1, len(labels))
        self.note.setText("Enter 记下，Esc 取消")
        self.body.addLayout(grid)

    def _box(self, key: str, label: str) -> QWidget:
        entry = self.entries[key]
        entry.setFixedHeight(28)
        entry.installEventFilter(self)
        self._boxes[key] = LabelledField(label, entry, required=key in ("kind", "day"))
        return self._boxes[key]

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self.shown_changed.emit(visible)

    def _drop(self) -> None:
        self.setVisible(False)
        self.dropped.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, LineEntry) or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() != QEvent.Type.KeyPress or watched.takes_key(event):
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            watched.choose_first()
            self.take()
            return True
        if event.key() == Qt.Key.Key_Tab and isinstance(watched, ChoiceEntry):
            watched.choose_first()
        if event.key() == Qt.Key.Key_Escape:
            self._drop()
            return True
        return False
