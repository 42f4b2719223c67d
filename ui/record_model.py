"""The rows of one section as a Qt model: any number of them, fetched in blocks as they are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from core.problems import Problem, Severity
from core.section import Field, Kind, Section
from core.views import RowState, RowView

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int], Callable[[tuple[RowView, ...]], None]], None]
"""Asks for rows by id; the second argument is called in the GUI thread, also after a fault (with none)."""

BLOCK = 200
"""Rows fetched at a time."""
CACHED_ROWS = 12_000
NEW_ROW = 0
"""Id of the one row that is typed but not saved for the first time."""
NUMBER_COLUMN = 0
NUMBERS = (Kind.INTEGER, Kind.MONEY)
EDITABLE = Qt.ItemFlag.ItemIsEditable
SHOWN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
TYPED = SHOWN | EDITABLE
CELL_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.EditRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `RowView` behind an index, or None while it is being fetched."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is painted."""

    words: str
    problem: Problem | None = None
    """The worst problem of the cell."""
    missing: bool = False
    """Empty though it must not be."""
    draft: bool = False
    """The row does not count yet, or holds words that are not saved yet."""
    value: Any = None


@dataclass(frozen=True, slots=True)
class Typing:
    """What has been typed in one row and not been saved yet; shown over the saved row."""

    row_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


class RecordModel(QAbstractTableModel):
    """Rows of a section in the order of `find()`.

    Column 0 is the row's number; the frozen fields follow, then the others. A row that has not been
    fetched has no words yet; asking for it fetches its block. At most `CACHED_ROWS` rows are kept.
    """

    typed = Signal(int, str, object, str)
    """Row id, field key, value, words: a cell was edited. The model itself keeps nothing of it."""

    def __init__(self, section: Section, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.section = section
        self.read_only = False
        frozen = tuple(section.by_key[key] for key in section.frozen)
        self.fields: tuple[Field, ...] = (
            *frozen,
            *(each for each in section.fields if each.key not in section.frozen),
        )
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._cache: OrderedDict[int, RowView] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._fetching = False
        self._generation = 0
        self._typing: Typing | None = None
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(0)
        self._asking.timeout.connect(self._ask)

    # What is shown

    def show(self, ids: array[int]) -> None:
        """Show these rows in this order. Rows fetched before are kept."""
        self.beginResetModel()
        self._ids = ids
        self._wanted.clear()
        self._generation += 1
        self._fetching = False
        self.endResetModel()

    def forget(self) -> None:
        """Throw away what was fetched: the ledger has changed behind it."""
        self._cache.clear()
        self._generation += 1
        self._fetching = False
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self.fields)))

    def put(self, row: RowView) -> None:
        """Take a row as it was saved; the new row turns into it."""
        self._keep(row)
        position = self.position(row.id)
        if position is None and self.has_new_row():
            position = 0
            self._ids[0] = row.id
        if position is not None:
            self._emit_row(position)

    def set_typing(self, typing: Typing | None) -> None:
        """Show what is typed but not saved over its row."""
        before, self._typing = self._typing, typing
        for each in {part.row_id for part in (before, typing) if part is not None}:
            position = self.position(each)
            if position is not None:
                self._emit_row(position)

    def insert_new_row(self) -> None:
        """Put an empty row at the top; there is at most one."""
        if self.has_new_row():
            return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._ids.insert(0, NEW_ROW)
        self.endInsertRows()

    def remove_new_row(self) -> None:
        """Take the row that was never saved away again."""
        if not self.has_new_row():
            return
        self.beginRemoveRows(QModelIndex(), 0, 0)
        self._ids.pop(0)
        self.endRemoveRows()

    def has_new_row(self) -> bool:
        """True while a row stands at the top that was never saved."""
        return len(self._ids) > 0 and self._ids[0] == NEW_ROW

    # Where things are

    def field(self, column: int) -> Field | None:
        """The field of a column; None for the row number."""
        return None if column == NUMBER_COLUMN else self.fields[column - 1]

    def column(self, key: str) -> int:
        """The column of a field."""
        return 1 + self.fields.index(self.section.by_key[key])

    def row_id(self, position: int) -> int:
        """The id of the row at a position."""
        return self._ids[position]

    def position(self, row_id: int) -> int | None:
        """Where a row stands, or None when it is not shown."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return None

    def row(self, position: int) -> RowView | None:
        """The row at a position, None while it is not here; then it is fetched."""
        row_id = self._ids[position]
        if row_id == NEW_ROW:
            return RowView(NEW_ROW, "", RowState.DRAFT, {}, {})
        found = self._cache.get(row_id)
        if found is None:
            self._want(position // BLOCK)
        else:
            self._cache.move_to_end(row_id)
        return found

    # QAbstractTableModel

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + len(self.fields)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        each = self.field(section)
        if each is None:
            return "行号"
        return f"{each.label}（{each.unit}）" if each.unit else each.label

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        each = self.field(index.column())
        return SHOWN if each is None or each.derived or self.read_only else TYPED

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column()).value
        if role == ROW_ROLE:
            return self.row(index.row())
        if role not in CELL_ROLES:
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None or role == Qt.ItemDataRole.DisplayRole:
            return cell.words if cell else None
        if role == Qt.ItemDataRole.EditRole:
            return cell.value
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == NUMBER_COLUMN:
            row = self.row(index.row())
            return f"系统编号 {row.number}" if row is not None and row.number else None
        return self._told(index.column(), cell, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Report what was typed; `value` is a pair of the value and the words for it."""
        each = self.field(index.column()) if index.isValid() else None
        if each is None or role != Qt.ItemDataRole.EditRole or not self.flags(index) & EDITABLE:
            return False
        entered, words = value
        self.typed.emit(self._ids[index.row()], each.key, entered, words)
        return True

    # For the delegate

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Numbers and the row number to the right, everything else to the left."""
        each = self.field(column)
        right = each is None or each.kind in NUMBERS
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def cell(self, position: int, column: int) -> Cell | None:
        """What to paint; None while the row is being fetched."""
        row_id = self._ids[position]
        each = self.field(column)
        if each is None:
            words = "新" if row_id == NEW_ROW else f"{row_id:,}"
            return Cell(words, draft=self._is_draft(position), value=row_id)
        row = self.row(position)
        if row is None:
            return None
        typing = self._typing if self._typing and self._typing.row_id == row_id else None
        typed = typing is not None and each.key in typing.texts
        words = (typing if typing and typed else row).texts.get(each.key, "")
        values = typing.values if typing and each.key in typing.values else row.values
        problem = self._problem(row, typing, each.key)
        wanted = each.required or (problem is not None and problem.severity is Severity.REFUSED)
        return Cell(
            words,
            problem,
            wanted and not words and row_id != NEW_ROW,
            self._is_draft(position),
            values.get(each.key),
        )

    # Inside

    def _told(self, column: int, cell: Cell, role: int) -> str:
        """The tooltip, or what a screen reader says."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(
                part for part in (cell.words, cell.problem.message if cell.problem else "") if part
            )
        each = self.field(column)
        said = cell.words or ("未填" if cell.missing else "空")
        wrong = f"，{cell.problem.message}" if cell.problem else ""
        return f"{each.label if each else '行号'} {said}{wrong}"

    def _problem(self, row: RowView, typing: Typing | None, key: str) -> Problem | None:
        problems = typing.problems if typing else row.problems
        own = [each for each in problems if each.field == key]
        return min(own, key=lambda each: each.severity is not Severity.REFUSED, default=None)

    def _is_draft(self, position: int) -> bool:
        row_id = self._ids[position]
        if self._typing is not None and self._typing.row_id == row_id and self._typing.texts:
            return True
        row = self._cache.get(row_id)
        return row_id == NEW_ROW or (row is not None and row.state is RowState.DRAFT)

    def _emit_row(self, position: int) -> None:
        self.dataChanged.emit(self.index(position, 0), self.index(position, len(self.fields)))

    def _keep(self, row: RowView) -> None:
        self._cache[row.id] = row
        self._cache.move_to_end(row.id)
        while len(self._cache) > CACHED_ROWS:
            self._cache.popitem(last=False)

    def _want(self, block: int) -> None:
        self._wanted[block] = None
        self._wanted.move_to_end(block)
        if not self._fetching and not self._asking.isActive():
            self._asking.start()

    def _ask(self) -> None:
        """Fetch what was looked at last; blocks that flew by are asked for again when painted."""
        blocks = list(self._wanted)[-2:]
        self._wanted.clear()
        missing = [
            each
            for block in sorted(blocks)
            for each in self._ids[block * BLOCK : (block + 1) * BLOCK]
            if each != NEW_ROW and each not in self._cache
        ]
        if not missing:
            return
        self._fetching = True
        generation = self._generation
        self._fetch(missing, lambda rows: self._take(generation, rows))

    def _take(self, generation: int, rows: tuple[RowView, ...]) -> None:
        if generation != self._generation:
            return
        self._fetching = False
        for row in rows:
            self._keep(row)
        if rows and self._ids:
            positions = [each for each in map(self.position, {rows[0].id, rows[-1].id}) if each is not None]
            if positions:
                self.dataChanged.emit(
                    self.index(min(positions), 0), self.index(max(positions), len(self.fields))
                )
        if self._wanted:
            self._asking.start()
