"""The fields of a section's form, in their groups, two or three beside each other where short."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.identity import age_on
from core.problems import Problem, Severity
from core.section import Field, Kind, Section
from ui.controls import LabelledField, derived, link, words
from ui.editors import EntryMaker, LineEntry

COLUMNS = 6
FULL_FROM = 156
"""A field at least as wide as this in the table has a line of its own in the form."""
HALF, THIRD = 3, 2
THIRDS = ("sex", "birth_date")
GAP = 10
FLAT = "QPushButton { min-height: 14px; max-height: 14px; border: 1px solid transparent; padding: 0 2px }"
"""A link that is no taller than the label beside it."""
TOP = Qt.AlignmentFlag.AlignTop
SENSITIVE = "困难信息"
"""The group of the sensitive facts, out of sight until someone switches it on."""


class FieldGroups(QWidget):
    """All fields of a section. `entries` are in the order of Tab."""

    reveal_asked = Signal(str)

    def __init__(self, section: Section, make_entry: EntryMaker) -> None:
        super().__init__()
        self.entries: dict[str, LineEntry] = {}
        self._boxes: dict[str, _Box] = {}
        self._reveals: dict[str, QWidget] = {}
        self._age = derived(name="周岁")
        self._make_entry = make_entry
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        self._sensitive = QWidget()
        for name, fields in grouped(section.fields):
            if name == SENSITIVE:
                self._sensitive.setLayout(self._group(name, fields))
                column.addWidget(self._sensitive)
            else:
                column.addLayout(self._group(name, fields))
        self.show_sensitive(shown=False)

    def tell(self, key: str, problem: Problem | None) -> None:
        """Say below a field what is wrong with it; offer to show a masked value whole."""
        box, entry = self._boxes[key], self.entries[key]
        if problem is not None and problem.severity is Severity.REFUSED:
            box.set_error(problem.message)
        else:
            box.set_warning(problem.message if problem else "")
        if key in self._reveals:
            self._reveals[key].setVisible("*" in entry.text())

    def show_sensitive(self, *, shown: bool) -> None:
        """Show the sensitive facts among the fields, or hide them."""
        self._sensitive.setVisible(shown)

    def open_entries(self) -> list[LineEntry]:
        """The entries that can be typed in now, in the order of Tab."""
        hidden = self._sensitive.isHidden()
        entries = self.entries.values()
        return [each for each in entries if not each.field.derived and not (hidden and each.field.sensitive)]

    def message(self, key: str) -> str:
        """The sentence below a field."""
        return self._boxes[key].message.text()

    def show_age(self, born: Any, today: date) -> None:
        """Whole years of a person, beside the birth date."""
        if not isinstance(born, date):
            self._age.setText("")
            return
        self._age.setText(str(age_on(born, today)))

    # Inside

    def _group(self, name: str, fields: list[Field]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(words(name, "section"))
        head.addStretch(1)
        if any(each.derived for each in fields):
            head.addWidget(words("灰底由系统带出", "caption"))
        elif any(each.key == "employer.name" for each in fields) and len(fields) > 1:
            head.addWidget(words("选定单位后带出其余", "caption"))
        column.addLayout(head)
        for members in rows_of(fields):
            row = QHBoxLayout()
            row.setSpacing(GAP)
            for each in members:
                row.addWidget(self._box(each), span_of(each), TOP)
                if each.key.endswith("birth_date"):
                    row.addWidget(_Box("周岁", self._age), THIRD, TOP)
            free = COLUMNS - sum(map(taken, members))
            if free:
                row.addStretch(free)
                row.addSpacing(GAP // 2 * free // THIRD)
            column.addLayout(row)
        return column

    def _box(self, each: Field) -> _Box:
        entry = self._make_entry(each, self)
        entry.setFixedHeight(28)
        if each.derived:
            entry.setReadOnly(True)
            entry.set_state("derived")
        self.entries[each.key] = entry
        label = f"{each.label}（{each.unit}）" if each.unit else each.label
        box = _Box(label, entry, required=each.required, hint=each.hint)
        self._boxes[each.key] = box
        if each.masked and each.kind in (Kind.RESIDENT_ID, Kind.PHONE):
            show = link("显示", lambda: self.reveal_asked.emit(each.key), small=True)
            show.setAccessibleName(f"显示完整{each.label}")
            show.setStyleSheet(FLAT)
            show.setVisible(False)
            box.add_beside_label(show)
            self._reveals[each.key] = show
        return box


class _Box(LabelledField):
    """A labelled field as wide as its row lets it, with room for an action at the right of its label."""

    def __init__(self, label: str, control: QWidget, *, required: bool = False, hint: str = "") -> None:
        super().__init__(label, control, required=required, hint=hint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)

    def add_beside_label(self, action: QWidget) -> None:
        """Put the action at the end of the label's line."""
        column = self.layout()
        head = column.itemAt(0) if column is not None else None
        row = head.layout() if head is not None else None
        if row is not None:
            row.addWidget(action)


def grouped(fields: Iterable[Field]) -> list[tuple[str, list[Field]]]:
    """Fields by group, groups in the order of their first field; the ID number leads its group."""
    groups: dict[str, list[Field]] = {}
    for each in fields:
        name = SENSITIVE if each.sensitive else each.group or "其他"
        groups.setdefault(name, []).append(each)
    for members in groups.values():
        members.sort(key=lambda each: each.kind is not Kind.RESIDENT_ID)
    rest = groups.pop("其他", None)
    return [*groups.items(), *([("其他", rest)] if rest else [])]


def rows_of(fields: Iterable[Field]) -> list[list[Field]]:
    """Fields beside each other as far as they fit in six columns.

    A half left alone by a long field after it draws the next short one up, where that saves a line.
    """
    waiting = list(fields)
    rows: list[list[Field]] = []
    free = 0
    while waiting:
        at = 0
        if free == HALF and taken(waiting[0]) > HALF:
            short = [place for place, each in enumerate(waiting) if taken(each) == HALF]
            at = short[0] if len(short) % 2 else 0
        each = waiting.pop(at)
        if taken(each) > free:
            rows.append([])
            free = COLUMNS
        rows[-1].append(each)
        free -= taken(each)
    return rows


def taken(each: Field) -> int:
    """Columns that a field takes with what is shown beside it (the age beside the birth date)."""
    return span_of(each) + (THIRD if each.key.endswith("birth_date") else 0)


def span_of(each: Field) -> int:
    """Columns of six that a field takes."""
    if each.key.rpartition(".")[2] in THIRDS:
        return THIRD
    return COLUMNS if each.width >= FULL_FROM else HALF
