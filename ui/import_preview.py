"""The preview of an import: tiles that filter, and the table in which the reason stands after the name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.imports.answers import Deal, RowChoice
from core.imports.views import ImportPreview, ImportRow, RowAction
from core.problems import Severity
from core.section import Field, Kind, Section
from ui import numbers
from ui.controls import paint_chip, text_width
from ui.icons import Glyph, status_glyph
from ui.painting import LEFT, RIGHT, paint_focus, paint_panel, paint_text
from ui.reading_table import ROW, dress_for_reading
from ui.row_list import Index
from ui.theme import STRONG, color, font

LOOK = "look"
ALL = "all"
ACTION_CHIPS = {
    RowAction.REFUSE: (Glyph.BAD, "拒收"),
    RowAction.CHANGE: (Glyph.CHANGED, "变更"),
    RowAction.ADD: (Glyph.ADDED, "新增"),
    RowAction.SAME: (Glyph.SAME, "未变"),
    RowAction.LEFT: (Glyph.DRAFT, "不写"),
}
LOOK_CHIP = (Glyph.LOOK, "需看")
_ORDER = {
    RowAction.REFUSE: 0,
    RowAction.CHANGE: 2,
    RowAction.ADD: 3,
    RowAction.LEFT: 4,
    RowAction.SAME: 5,
}
_NUMBERS = (Kind.INTEGER, Kind.MONEY)
EMPTY = "（空）"
ARROW = " → "


def wants_a_look(row: ImportRow) -> bool:
    """The row enters, but with a warning."""
    return row.action not in (RowAction.REFUSE, RowAction.LEFT) and bool(row.problems)


def _place(row: ImportRow) -> tuple[int, int]:
    """Refused first, then those to look at, changed, new and unchanged; as in the sheet within each."""
    return (1 if wants_a_look(row) else _ORDER[row.action], row.row)


def chip_of(row: ImportRow) -> tuple[Glyph, str]:
    """Shape and word for what will become of a row."""
    return LOOK_CHIP if wants_a_look(row) else ACTION_CHIPS[row.action]


def reason_of(row: ImportRow) -> str:
    """Why the row is refused or should be looked at, else how much of it changes."""
    if row.action is RowAction.LEFT:
        return "已选不写入"
    if row.problems:
        ranked = sorted(row.problems, key=lambda each: each.severity is not Severity.REFUSED)
        return "；".join(each.message for each in ranked)
    return f"改 {len(row.changes)} 格" if row.changes else ""


class CountTile(QAbstractButton):
    """A filter of the preview with its count and what will be done with these rows."""

    def __init__(self, key: str, glyph: Glyph | None, name: str) -> None:
        super().__init__()
        self.key = key
        self._glyph, self._name = glyph, name
        self._count, self._about = 0, ""
        self.setCheckable(True)
        self.setFixedHeight(44)
        self.setMinimumWidth(66)
        self.setMaximumWidth(124)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_data(self, count: int, about: str) -> None:
        """Show a count and its words."""
        self._count, self._about = count, about
        self.setAccessibleName(f"{self._name} {numbers.count(count)} 行，{about}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(124, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        chosen = self.isChecked()
        paint_panel(
            painter,
            self.rect(),
            "accent_tint" if chosen else "surface",
            "accent" if chosen else "line_strong",
        )
        edge = 10 if self.width() >= 118 else 6  # the words go before the air
        left = edge
        if self._glyph is not None:
            status_glyph(painter, QRect(edge, 8, 12, 12), self._glyph)
            left = edge + (17 if edge == 10 else 15)
        weight = STRONG if chosen else 400
        count = numbers.count(self._count)
        wide = text_width(count, 14, STRONG) + 1
        paint_text(
            painter, QRect(left, 3, self.width() - left - wide - edge, 22), self._name, "text", 13, weight
        )
        paint_text(painter, QRect(self.width() - edge - wide, 3, wide, 22), count, "text", 14, STRONG, RIGHT)
        paint_text(painter, QRect(left, 22, self.width() - edge - left, 18), self._about, "text2", 12)
        if self.hasFocus():
            paint_focus(painter, self.rect(), 4)


class CountTiles(QWidget):
    """全部 新增 变更 未变 拒收 需看一眼; `chosen` carries the key of the filter."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(8)
        self._group = QButtonGroup(self)
        self.tiles: dict[str, CountTile] = {}
        self._add(row, ALL, None, "全部")
        for action in (RowAction.ADD, RowAction.CHANGE, RowAction.SAME, RowAction.REFUSE):
            self._add(row, action, *ACTION_CHIPS[action])
        self._add(row, LOOK, Glyph.LOOK, "需看一眼")
        row.addStretch(1)
        row.setStretch(row.count() - 1, 0)
        self._group.buttonClicked.connect(self._clicked)

    def _add(self, row: QHBoxLayout, key: str, glyph: Glyph | None, name: str) -> None:
        tile = CountTile(key, glyph, name)
        self.tiles[key] = tile
        self._group.addButton(tile)
        row.addWidget(tile)

    def _clicked(self, tile: QAbstractButton) -> None:
        if isinstance(tile, CountTile):
            self.chosen.emit(tile.key)

    def show_data(self, preview: ImportPreview) -> None:
        """Show the counts of a preview."""
        whole = len(preview.rows)
        self.tiles[ALL].show_data(whole, f"{numbers.count(whole)} 行")
        self.tiles[RowAction.ADD].show_data(preview.count(RowAction.ADD), "写入新行")
        cells = f"改 {numbers.count(preview.changed_cells)} 格"
        self.tiles[RowAction.CHANGE].show_data(preview.count(RowAction.CHANGE), cells)
        self.tiles[RowAction.SAME].show_data(preview.count(RowAction.SAME), "不动")
        self.tiles[RowAction.REFUSE].show_data(preview.count(RowAction.REFUSE), "退回改正")
        self.tiles[LOOK].show_data(preview.look, "会写入")

    def choose(self, key: str) -> None:
        """Mark a tile, without a signal; a filter that is no tile (rows left out) marks none."""
        self._group.setExclusive(False)
        for name, tile in self.tiles.items():
            tile.setChecked(name == key)
        self._group.setExclusive(True)


class PreviewModel(QAbstractTableModel):
    """Rows of a preview, refused first: 处理, 原表行, the name, 原因, then the columns of the sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: list[ImportRow] = []
        self.shown: list[ImportRow] = []
        self.fields: tuple[Field, ...] = ()
        self.key: str = ALL

    def show_data(self, section: Section, preview: ImportPreview) -> None:
        """Show all rows of a preview."""
        self.beginResetModel()
        used = {each.field for each in preview.columns if each.field}
        first = section.fields[0]
        others = tuple(each for each in section.fields[1:] if each.key in used and not each.derived)
        self.fields = (first, *others)
        self._all = sorted(preview.rows, key=_place)
        self.shown = self._filtered()
        self.endResetModel()

    def filter(self, key: str) -> None:
        """Show only the rows of one tile."""
        self.beginResetModel()
        self.key = key
        self.shown = self._filtered()
        self.endResetModel()

    def _filtered(self) -> list[ImportRow]:
        if self.key == ALL:
            return self._all
        if self.key == LOOK:
            return [row for row in self._all if wants_a_look(row)]
        return [row for row in self._all if row.action == self.key]

    def anticipate(self, rows: Sequence[ImportRow], choice: RowChoice) -> None:
        """Show at once what the clerk chose for rows; the plan that follows has the last word."""
        left = choice.deal is Deal.LEAVE
        changed = {
            row.row: replace(row, action=RowAction.LEFT, would=row.would or row.action, choice=choice)
            if left
            else replace(row, action=row.would or row.action, would=None, choice=choice)
            for row in rows
        }
        self.shown = [changed.get(row.row, row) for row in self.shown]
        self._all = [changed.get(row.row, row) for row in self._all]
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def field_of(self, column: int) -> Field | None:
        """The field of a column; None for 处理, 原表行 and 原因."""
        if column == 2:
            return self.fields[0]
        return self.fields[column - 3] if column > 3 else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index | None = None) -> int:
        inside = parent is not None and parent.isValid()
        return 0 if inside or not self.fields else 3 + len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row, column = self.shown[index.row()], index.column()
        fixed = {0: chip_of(row)[1], 1: str(row.row), 3: reason_of(row)}
        if column in fixed:
            return fixed[column]
        each = self.field_of(column)
        return row.texts.get(each.key, "") if each else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= self.columnCount():
            return None
        each = self.field_of(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section == 1 or (each is not None and each.kind in _NUMBERS)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return each.label if each else {0: "处理", 1: "原表行", 3: "原因"}[section]


class PreviewDelegate(QStyledItemDelegate):
    """Paints a cell: wrong ones marked, changed ones with the old value struck through."""

    def __init__(self, model: PreviewModel, view: QTableView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(80, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        row = self._model.shown[index.row()]
        chosen = self._view.selectionModel().isRowSelected(index.row())
        painter.save()
        painter.fillRect(rect, color("select" if chosen else "surface"))
        cell = rect.adjusted(8, 0, -8, 0)
        each = self._model.field_of(index.column())
        if index.column() == 0:
            glyph, words = chip_of(row)
            quiet = (RowAction.ADD, RowAction.SAME, RowAction.LEFT)
            filled = row.action not in quiet or wants_a_look(row)
            paint_chip(painter, rect.adjusted(6, 0, -2, 0), glyph, words, filled=filled)
        elif index.column() == 1:
            paint_text(painter, cell, str(row.row), "text3", align=RIGHT)
        elif each is None:
            role = "text" if row.problems and row.action is not RowAction.LEFT else "text2"
            paint_text(painter, cell, reason_of(row), role)
        else:
            self._paint_field(painter, rect, row, each)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        painter.restore()

    def _paint_field(self, painter: QPainter, rect: QRect, row: ImportRow, each: Field) -> None:
        cell = rect.adjusted(8, 0, -8, 0)
        text = row.texts.get(each.key, "")
        if row.action is RowAction.LEFT:
            paint_text(painter, cell, text, "text3", align=RIGHT if each.kind in _NUMBERS else LEFT)
            return
        problem = next((one for one in row.problems if one.field == each.key), None)
        change = next((one for one in row.changes if one[0] == each.key), None)
        if problem is not None:
            role = "bad" if problem.severity is Severity.REFUSED else "warn"
            painter.fillRect(rect, color(f"{role}_bg"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(role))
            right, top = rect.right(), rect.top()
            painter.drawPolygon(
                QPolygon([QPoint(right - 7, top), QPoint(right, top), QPoint(right, top + 7)])
            )
            paint_text(painter, cell, problem.value_masked or text or EMPTY, role)
        elif change is not None:
            painter.fillRect(rect, color("note_bg"))
            self._paint_change(painter, cell, change[1] or EMPTY, change[2] or EMPTY)
        else:
            paint_text(painter, cell, text, align=RIGHT if each.kind in _NUMBERS else LEFT)

    def _paint_change(self, painter: QPainter, cell: QRect, old: str, new: str) -> None:
        """Both values where they fit, else only the new one; the side panel has both."""
        before = text_width(old) + text_width(ARROW)
        if before + text_width(new, 13, STRONG) > cell.width():
            paint_text(painter, cell, new, "text", 13, STRONG)
            return
        struck = QFont(font(13))
        struck.setStrikeOut(True)
        painter.setFont(struck)
        painter.setPen(color("text3"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, old)
        paint_text(painter, cell.adjusted(text_width(old), 0, 0, 0), ARROW, "text3")
        paint_text(painter, cell.adjusted(before, 0, 0, 0), new, "text", 13, STRONG)


class PreviewTable(QTableView):
    """The table of the preview; `row_chosen` carries the row to show at the side."""

    row_chosen = Signal(object)
    """`ImportRow`, or None where nothing is shown."""
    toggled = Signal()
    """Space: leave the chosen rows out, or take them in again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = PreviewModel(self)
        self.setModel(self.preview)
        self.setItemDelegate(PreviewDelegate(self.preview, self))
        dress_for_reading(self, "导入预览")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell(self.currentIndex().row()))

    def show_data(self, section: Section, preview: ImportPreview, *, keep: bool = False) -> None:
        """Show a preview from its first row on; `keep` stays at the rows now chosen."""
        kept = {row.row for row in self.chosen_rows()} if keep else set()
        at = self.verticalScrollBar().value()
        self.preview.show_data(section, preview)
        for column, wide in enumerate(_widths(self.preview.fields)):
            self.setColumnWidth(column, wide)
        places = [place for place, row in enumerate(self.preview.shown) if row.row in kept]
        if not places:
            self.choose_first()
            return
        self.verticalScrollBar().setValue(at)
        self.choose_places(places)

    def chosen_rows(self) -> tuple[ImportRow, ...]:
        """The rows that are chosen, from the top."""
        shown = self.preview.shown
        ranges = self.selectionModel().selection().toList()
        spans = [range(each.top(), each.bottom() + 1) for each in ranges]
        places = sorted({place for span in spans for place in span})
        return tuple(shown[place] for place in places if place < len(shown))

    def choose_places(self, places: Sequence[int]) -> None:
        """Choose rows by their place; the first of them is the current one."""
        model, selection = self.preview, QItemSelection()
        for place in places:
            selection.select(model.index(place, 0), model.index(place, model.columnCount() - 1))
        picker = self.selectionModel()
        picker.setCurrentIndex(model.index(places[0], 0), picker.SelectionFlag.NoUpdate)
        picker.select(selection, picker.SelectionFlag.ClearAndSelect)
        self._tell(places[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        else:
            super().keyPressEvent(event)

    def filter(self, key: str) -> None:
        """Show the rows of one tile."""
        self.preview.filter(key)
        self.choose_first()

    def choose_first(self) -> None:
        """Choose the first row, so that the panel at the side is never about a row not shown."""
        if self.preview.shown:
            self.selectRow(0)
        self._tell(0)

    def _tell(self, row: int) -> None:
        shown = self.preview.shown
        self.row_chosen.emit(shown[row] if 0 <= row < len(shown) else None)


def _widths(fields: Sequence[Field]) -> tuple[int, ...]:
    """处理, 原表行, name, 原因, then as wide as the field says (a date needs room for two)."""
    rest = (max(each.width, 180 if each.kind is Kind.DATE else 0) for each in fields[1:])
    return (84, 58, max(68, fields[0].width - 12), 272, *rest)
