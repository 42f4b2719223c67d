"""The panel beside the import preview: one row before and after, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.imports.answers import Deal, RowChoice
from core.imports.views import ImportRow, RowAction
from core.problems import Problem, Severity
from core.section import Section
from ui.controls import Chip, Notice, ground, line, words
from ui.icons import Glyph
from ui.import_preview import EMPTY, chip_of
from ui.words import set_property

WIDTH = 308
NARROW = 250


_MOVED = ("person.id_number", "person.name", "employer.name")
"""Fields that say whose row it is: they go with the whole row, or not at all."""
_Offer = tuple[Deal, str]


class ImportDetail(QWidget):
    """One row of the sheet in full, and what is to become of it. Scrolls when the row has many columns."""

    chosen = Signal(object)
    """`RowChoice` for the row shown, or for all rows chosen."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.setFixedWidth(WIDTH)
        self.title = words("", "panel")
        self.chip = Chip(Glyph.SAME, "")
        self.below = words("", "caption", wrap=True)
        self._content = QWidget()
        ground(self._content, "surface")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(16, 0, 16, 12)
        self._column.setSpacing(10)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._content)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 0)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.chip)
        below = QHBoxLayout()
        below.setContentsMargins(16, 4, 16, 6)
        below.addWidget(self.below)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addLayout(below)
        outer.addWidget(scroll, 1)

    def show_data(self, section: Section, row: ImportRow | None, others: Sequence[ImportRow] = ()) -> None:
        """Show a row of the preview, or nothing; `others` are all the rows chosen when there are several."""
        self._clear()
        self.chip.setVisible(row is not None)
        if row is None:
            self.title.setText("没有这一类的行")
            self.below.setText("")
            return
        if len(others) > 1:
            self._show_several(others)
            return
        name = row.texts.get(section.fields[0].key, "")
        self.title.setText(f"第 {row.row} 行　{name}" if len(name) <= 10 else f"第 {row.row} 行")
        self.chip.show_state(*chip_of(row))
        self.below.setText(_under(section, row))
        for problem in row.problems:
            if row.effect is None or problem.message != f"{row.effect.title}，会列入更正":
                self._column.addWidget(_problem_notice(section, problem))
        if row.effect is not None:
            self._column.addWidget(_told("warn_bg", Glyph.LOOK, row.effect.title, row.effect.text))
        self._offer(_offers(row), row.choice)
        self._offer_fields(section, row)
        self._column.addWidget(self._table(section, row))
        self._column.addStretch(1)

    def _show_several(self, rows: Sequence[ImportRow]) -> None:
        self.title.setText(f"选了 {len(rows):,} 行")
        self.chip.hide()
        can = [row for row in rows if _offers(row)]
        left = sum(row.action is RowAction.LEFT for row in can)
        self.below.setText(f"其中 {len(can):,} 行可以选写不写，拒收和未变的不受影响")
        if can:
            now = Deal.LEAVE if left == len(can) else Deal.WRITE
            self._offer(((Deal.WRITE, "写入这些行"), (Deal.LEAVE, "这些行都不写入")), RowChoice(now))
        self._column.addStretch(1)

    def _offer(self, offers: Sequence[_Offer], choice: RowChoice) -> None:
        """这一行怎么办: one of a few."""
        if not offers:
            return
        self._column.addWidget(words("怎么办", "label"))
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        group = QButtonGroup(box)
        for deal, text in offers:
            button = QRadioButton(text)
            button.setChecked(deal is choice.deal)
            button.clicked.connect(self._choosing(RowChoice(deal, choice.kept)))
            group.addButton(button)
            lines.addWidget(button)
        self._column.addWidget(box)

    def _offer_fields(self, section: Section, row: ImportRow) -> None:
        """Of a changed row: which fields take the sheet's value. One alone goes with the row."""
        kept = row.choice.kept
        if row.action not in (RowAction.CHANGE, RowAction.SAME) or row.choice.deal is not Deal.WRITE:
            return
        keys = [key for key, _before, _after in row.changes if key not in _MOVED]
        keys += [key for key in sorted(kept) if key not in keys]
        if len(keys) < 2 and not kept:
            return
        self._column.addWidget(words("改哪几栏", "label"))
        for key in keys:
            box = QCheckBox(f"{section.by_key[key].label}用表里的")
            box.setChecked(key not in kept)
            box.clicked.connect(self._choosing(RowChoice(Deal.WRITE, kept ^ {key})))
            self._column.addWidget(box)

    def _choosing(self, choice: RowChoice) -> Callable[[], None]:
        return lambda: self.chosen.emit(choice)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _table(self, section: Section, row: ImportRow) -> QWidget:
        """栏目, 台账现有, 导入后; changed ones first, on a ground of their own."""
        changed = {key: (before, after) for key, before, after in row.changes}
        known = (row.would or row.action) in (RowAction.CHANGE, RowAction.SAME)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        heads = ("栏目", "台账现有", "导入后") if known else ("栏目", "表里的内容")
        for column, head in enumerate(heads):
            grid.addWidget(_cell(head, "caption"), 0, column)
        keys = [*changed, *(each.key for each in section.fields if each.key not in changed)]
        place = 1
        for key in keys:
            if key not in changed and not row.texts.get(key):
                continue
            texts = _texts(row, key, changed, known)
            for column, text in enumerate((section.by_key[key].label, *texts)):
                grid.addWidget(_field_cell(text, column, key in changed), place, column)
            grid.addWidget(line(), place + 1, 0, 1, len(heads))
            place += 2
        grid.setColumnMinimumWidth(0, 76)
        for column in range(1, len(heads)):
            grid.setColumnStretch(column, 1)
        return table


def _texts(row: ImportRow, key: str, changed: dict[str, tuple[str, str]], known: bool) -> tuple[str, ...]:
    if key in changed:
        before, after = changed[key]
        return (before or EMPTY, after or EMPTY)
    text = row.texts.get(key, "")
    return (text, "相同") if known else (text,)


def _cell(text: str, kind: str) -> QWidget:
    label = words(text, "caption" if kind == "caption" else "body", wrap=kind != "caption")
    label.setContentsMargins(6, 4, 6, 4)
    return label


def _field_cell(text: str, column: int, changed: bool) -> QWidget:
    strong = changed and column == 2
    label = words(text, "section" if strong else "body", wrap=True)
    label.setContentsMargins(6, 4, 6, 4)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if column == 0 or text == "相同":
        set_property(label, "role", "text2")
    if changed:
        ground(label, "note_bg")
    return label


def _under(section: Section, row: ImportRow) -> str:
    """The masked number and where the row stands in the ledger."""
    parts = []
    if section.people:
        parts.append(row.texts.get("person.id_number", ""))
    if row.target is not None:
        parts.append("台账里已有这一行")
    if row.other:
        parts.append(f"同一人另有一笔：{'，'.join(text for _label, text in row.other if text)}")
    return "，".join(part for part in parts if part)


def _offers(row: ImportRow) -> tuple[_Offer, ...]:
    """What can be done with a row: nothing with a refused or an unchanged one."""
    action = row.would or row.action
    if action is RowAction.ADD and row.other:
        return (
            (Deal.WRITE, "另计一笔（按最早一笔计人）"),
            (Deal.AS_CHANGE, "看作变更：改已有的那一笔"),
            (Deal.LEAVE, "不写入这一行"),
        )
    if row.choice.deal is Deal.AS_CHANGE:
        return (
            (Deal.AS_CHANGE, "看作变更：改已有的那一笔"),
            (Deal.WRITE, "另计一笔（按最早一笔计人）"),
            (Deal.LEAVE, "不写入这一行"),
        )
    if action is RowAction.ADD:
        return (Deal.WRITE, "写入这一行"), (Deal.LEAVE, "不写入这一行")
    if action is RowAction.CHANGE:
        return (Deal.WRITE, "按原表改台账"), (Deal.LEAVE, "保留台账，不改这一行")
    return ()


def takes_a_choice(row: ImportRow) -> bool:
    """The clerk may leave the row out, or take it in again."""
    return bool(_offers(row))


def _told(ground_role: str, glyph: Glyph, title: str, text: str) -> Notice:
    notice = Notice(f"{title}\n{text}", glyph, ground_role)
    notice.setAccessibleName(f"{title}。{text}")
    return notice


def _problem_notice(section: Section, problem: Problem) -> Notice:
    refused = problem.severity is Severity.REFUSED
    each = section.by_key.get(problem.field)
    named = each is not None and each.label in problem.message
    said = f"{each.label}：{problem.message}" if each is not None and not named else problem.message
    return Notice(said, Glyph.BAD if refused else Glyph.LOOK, "bad_bg" if refused else "warn_bg")
