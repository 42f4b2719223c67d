"""The left rail: a real list, so that keys and screen readers know it; its own delegate draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.icons import paint_icon
from ui.rail_entries import RailEntry, RailGroup
from ui.theme import REGULAR, STRONG, color, font
from ui.words import ground

WIDE = 175
FOLDED = 43


Index = QModelIndex | QPersistentModelIndex


class _Kind(IntEnum):
    ENTRY = 0
    HEADING = 1
    LINE = 2


@dataclass(slots=True)
class _Row:
    kind: _Kind
    title: str = ""
    entry: RailEntry | None = None
    count: int | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return self.title if self.count is None else f"{self.title}，{self.count:,} 行"


_ROW = int(Qt.ItemDataRole.UserRole) + 1
_ENTRY_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class RailModel(QAbstractListModel):
    """Entries, headings and lines in the order they stand."""

    def __init__(self, groups: Sequence[RailGroup], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        for position, group in enumerate(groups):
            if group.title:
                self._rows.append(_Row(_Kind.HEADING, group.title))
            elif position:
                self._rows.append(_Row(_Kind.LINE))
            self._rows += [_Row(_Kind.ENTRY, each.title, each) for each in group.entries]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole and row.entry is not None:
            return row.spoken
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        row = self._rows[index.row()]
        return _ENTRY_FLAGS if row.kind is _Kind.ENTRY else Qt.ItemFlag.ItemNeverHasChildren

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Rows per section; an entry's count is the sum over its sections."""
        for row in self._rows:
            if row.entry is not None and row.entry.sections:
                row.count = sum(counts.get(section, 0) for section in row.entry.sections)
        self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def position(self, page: str) -> QModelIndex:
        """Where the entry of a page stands; invalid when it is not in the rail."""
        for at, row in enumerate(self._rows):
            if row.entry is not None and row.entry.page == page:
                return self.index(at)
        return QModelIndex()

    def page(self, index: Index) -> str:
        """The page that a line opens, "" for headings and lines."""
        row = self._rows[index.row()] if index.isValid() else None
        return row.entry.page if row is not None and row.entry is not None else ""


class _RailDelegate(QStyledItemDelegate):
    """Draws entries of 26 px, headings of 22, and lines; folded: icons and lines."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.folded = False
        self.page = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        row: _Row = index.data(_ROW)
        if row.kind is _Kind.ENTRY:
            return QSize(FOLDED if self.folded else WIDE, 26)
        if row.kind is _Kind.HEADING and not self.folded:
            return QSize(WIDE, 22)
        return QSize(FOLDED, 11)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: _Row = index.data(_ROW)
        box: QRect = option.rect  # type: ignore[attr-defined]  # missing from PySide's stubs
        painter.save()
        if row.kind is _Kind.ENTRY:
            state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
            self._entry(painter, box, row, state)
        elif row.kind is _Kind.HEADING and not self.folded:
            painter.setFont(font(12))
            painter.setPen(color("text3"))
            left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(box.adjusted(14, 2, 0, 0), left, row.title)
        else:
            inset = 8 if self.folded else 12
            painter.fillRect(inset, box.top() + 5, box.width() - 2 * inset, 1, color("line_strong"))
        painter.restore()

    def _entry(self, painter: QPainter, box: QRect, row: _Row, state: QStyle.StateFlag) -> None:
        assert row.entry is not None
        here = row.entry.page == self.page
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground_box = QRectF(box.adjusted(6, 0, -6 if self.folded else -5, 0))
        role = "select" if here else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        if role:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(role))
            painter.drawRoundedRect(ground_box, 4, 4)
        if here:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent"))
            painter.drawRoundedRect(QRectF(6, box.top() + 5, 3, 16), 1.5, 1.5)
        left = (FOLDED - 16) // 2 if self.folded else 14
        symbol = QRect(left, box.top() + 5, 16, 16)
        paint_icon(painter, symbol, row.entry.icon, "accent" if here else "text2")
        if not self.folded:
            self._words(painter, box, row, here)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground_box.adjusted(1, 1, -1, -1), 3, 3)

    def _words(self, painter: QPainter, box: QRect, row: _Row, here: bool) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font(13, STRONG if here else REGULAR))
        painter.setPen(color("text"))
        painter.drawText(box.adjusted(38, 0, 0, 0), int(middle | Qt.AlignmentFlag.AlignLeft), row.title)
        if row.count is not None:
            painter.setFont(font(12))
            painter.setPen(color("text2"))
            right = int(middle | Qt.AlignmentFlag.AlignRight)
            painter.drawText(box.adjusted(0, 0, -13, 0), right, f"{row.count:,}")


class _RailView(QListView):
    """Enter and click open; arrows pass over headings and lines."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Rail(QWidget):
    """Rail of 176 px with its edge, or 44 folded to icons with tooltips. `chosen` carries the page."""

    chosen = Signal(str)

    def __init__(self, groups: Sequence[RailGroup], demonstration: bool = False) -> None:
        super().__init__()
        ground(self, "demo_bg" if demonstration else "rail")
        self.view = _RailView()
        self.model = RailModel(groups, self.view)
        self._delegate = _RailDelegate(self.view)
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setAccessibleName("栏目")
        view.setProperty("place", "rail")
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.clicked.connect(self._open)
        view.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.addWidget(view)
        self.fold(False)

    @property
    def folded(self) -> bool:
        """True while only icons are shown."""
        return self._delegate.folded

    def fold(self, folded: bool) -> None:
        """Show icons only, or icons with words."""
        self._delegate.folded = folded
        self.setFixedWidth(FOLDED if folded else WIDE)
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if folded else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.view.setVerticalScrollBarPolicy(policy)
        self.view.doItemsLayout()

    def mark(self, page: str) -> None:
        """Show which page stands open."""
        self._delegate.page = page
        index = self.model.position(page)
        if index.isValid():
            self.view.setCurrentIndex(index)
        self.view.viewport().update()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Rows per section."""
        self.model.set_counts(counts)

    def place_of(self, page: str) -> QPoint:
        """Middle of a page's entry, in the view's viewport."""
        return self.view.visualRect(self.model.position(page)).center()

    def _open(self, index: QModelIndex) -> None:
        page = self.model.page(index)
        if page:
            self.chosen.emit(page)
