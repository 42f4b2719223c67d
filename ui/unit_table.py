"""The units with their quotas as a table that sorts itself by what the clerk types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from core.plans import quota
from core.units import Unit, units_of_year
from ui.painting import paint_focus
from ui.theme import REGULAR, STRONG, color, font

Index = QModelIndex | QPersistentModelIndex
_UNIT = int(Qt.ItemDataRole.UserRole) + 1
_WIDTHS = (158, 108, 108, 108, 90)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit and its row of the city's table; None where the city has set no quota."""

    unit: Unit
    target: int | None
    outside: int | None
    actual: int | None
    actual_outside: int | None


def latest_year(today: date) -> int:
    """The year whose quotas are offered: this year's, or the last year before it that has any."""
    years = (
        year for year in range(today.year, 2024, -1) if any(quota(u.key, year) for u in units_of_year(year))
    )
    return next(years, today.year)


def unit_lines(year: int, today: date) -> tuple[UnitLine, ...]:
    """The units with a quota in the city's order, then those that live today without one."""
    lines = []
    for unit in units_of_year(year):
        row = quota(unit.key, year)
        if row is not None:
            lines.append(
                UnitLine(unit, row.target_total, row.target_outside_city, row.total, row.outside_city)
            )
    known = {line.unit.key for line in lines}
    without = [u for u in units_of_year(max(year, today.year)) if u.key not in known and u.alive(today)]
    return (*lines, *(UnitLine(unit, None, None, None, None) for unit in without))


def nearness(unit: Unit, typed: str) -> int:
    """How well a unit fits what was typed: 0 best, 9 not at all. Names, codes, pinyin, initials."""
    text = typed.strip().casefold()
    if not text:
        return 0
    if text in (unit.name, unit.initials, unit.code):
        return 0
    if unit.initials.startswith(text) or unit.name.startswith(text):
        return 1
    if unit.pinyin.startswith(text):
        return 2
    if any(text in name.casefold() for name in unit.names() if name):
        return 3
    return 4 if text in unit.initials or text in unit.pinyin else 9


class UnitModel(QAbstractTableModel):
    """Units down, quotas and last year's actuals across."""

    def __init__(self, lines: Sequence[UnitLine], year: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines = tuple(lines)
        self._heads = ("单位", f"{year} 年任务", "其中市外来渝", f"{year - 1} 年实绩", "其中市外")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own signature)
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (as above)
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _UNIT:
            return line
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if index.column() == 0:
            return line.unit.name
        number = (line.target, line.outside, line.actual, line.actual_outside)[index.column() - 1]
        return "—" if number is None else f"{number:,}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class NearestFirst(QSortFilterProxyModel):
    """The model in its own order, with the units that fit the typed text in front."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._typed = ""
        self.sort(0)

    def set_typed(self, typed: str) -> None:
        """Sort by what was typed."""
        self._typed = typed
        self.invalidate()

    def lessThan(self, left: Index, right: Index) -> bool:
        ranks = [(nearness(index.data(_UNIT).unit, self._typed), index.row()) for index in (left, right)]
        return ranks[0] < ranks[1]


class _UnitDelegate(QStyledItemDelegate):
    """Names left, numbers right; the chosen row's name in 600, last year's numbers quieter.

    The row painted as chosen is the current one, which the next step takes, whatever is selected.
    """

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]  # missing from PySide's stubs
        chosen = index.row() == self._view.currentIndex().row()
        painter.save()
        painter.fillRect(box, color("select" if chosen else "surface"))
        first = index.column() == 0
        painter.setFont(font(13, STRONG if chosen and first else REGULAR))
        painter.setPen(color("text" if index.column() < 3 else "text3" if not chosen else "text2"))
        side = Qt.AlignmentFlag.AlignLeft if first else Qt.AlignmentFlag.AlignRight
        painter.drawText(
            box.adjusted(8, 0, -8, 0), int(side | Qt.AlignmentFlag.AlignVCenter), str(index.data())
        )
        if first and chosen and self._view.hasFocus():
            paint_focus(painter, box, 0)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(80, 28)


class UnitTable(QTableView):
    """The table of first run; `chosen` gives the unit's line under the selection."""

    def __init__(self, lines: Sequence[UnitLine], year: int) -> None:
        super().__init__()
        self._model = UnitModel(lines, year, self)
        self._near = NearestFirst(self)
        self._near.setSourceModel(self._model)
        self.setModel(self._near)
        self.setItemDelegate(_UnitDelegate(self))
        self.setAccessibleName("单位和任务数")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        head = self.horizontalHeader()
        head.setFont(font(12))
        head.setFixedHeight(28)
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.viewport().update())
        self.selectRow(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for five columns, last year's go."""
        for column in (3, 4):
            self.setColumnHidden(column, self.width() < sum(_WIDTHS))
        super().resizeEvent(event)

    def show_nearest(self, typed: str) -> None:
        """Put what fits in front and choose the first."""
        self._near.set_typed(typed)
        self.selectRow(0)
        self.scrollToTop()

    def chosen(self) -> UnitLine | None:
        """The chosen unit's line."""
        index = self.currentIndex()
        line = index.data(_UNIT) if index.isValid() else None
        return line if isinstance(line, UnitLine) else None
