"""The second step of an import: sheet, heading row, encoding, sender and hidden rows, over the first rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QRadioButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.imports.peek import FirstRows
from core.imports.views import ImportPreview
from ui.controls import LabelledField, Notice, combo, elided, ground, line, line_input, words
from ui.icons import Glyph
from ui.import_columns import letter
from ui.painting import RIGHT, paint_text
from ui.row_list import Index
from ui.theme import REGULAR, STRONG, color

ROW = 26
_NUMBER, _CELL = 44, 150
_NAMED = 12
"""Hidden rows that are named one by one."""


class FirstRowsModel(QAbstractTableModel):
    """The first rows of a sheet under the letters of its columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: tuple[tuple[str, ...], ...] = ()
        self.header_row = 0
        self._width = 0

    def show_data(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.cells = rows
        self._width = max((len(row) for row in rows), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.cells)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else 1 + self._width

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 0:
            return str(index.row() + 1)
        row = self.cells[index.row()]
        return row[index.column() - 1] if index.column() <= len(row) else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return letter(section - 1) if section else "行"


class _RowDelegate(QStyledItemDelegate):
    """The heading row stands out; what is above it is quiet."""

    def __init__(self, model: FirstRowsModel, view: QTableView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(_CELL, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRect(option.rect)  # type: ignore[attr-defined]  # the stubs leave the field out
        number, heading = index.row() + 1, self._model.header_row
        chosen = self._view.selectionModel().isRowSelected(index.row())
        role = "accent_tint" if number == heading else "select" if chosen else "surface"
        painter.save()
        painter.fillRect(rect, color(role))
        quiet = number < heading or index.column() == 0
        weight = STRONG if number == heading else REGULAR
        align = {"align": RIGHT} if index.column() == 0 else {}
        paint_text(
            painter,
            rect.adjusted(8, 0, -8, 0),
            str(index.data() or ""),
            "text3" if quiet else "text",
            13,
            weight,
            **align,
        )
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), color("line"))
        painter.restore()


class FirstRowsTable(QTableView):
    """The first rows; clicking one, or Enter on it, makes it the heading row."""

    row_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rows = FirstRowsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_RowDelegate(self.rows, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAccessibleName("表的头几行，选中一行作表头")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self.horizontalHeader().setDefaultSectionSize(_CELL)
        self.horizontalHeader().setFixedHeight(ROW)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row() + 1))
        self.activated.connect(lambda index: self.row_chosen.emit(index.row() + 1))

    def show_data(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Show the first rows of a sheet."""
        self.rows.show_data(rows)
        self.setColumnWidth(0, _NUMBER)

    def mark(self, header_row: int) -> None:
        """Mark the heading row."""
        self.rows.header_row = header_row
        if 0 < header_row <= len(self.rows.cells):
            self.setCurrentIndex(self.rows.index(header_row - 1, 0))
        self.viewport().update()


class HeaderStep(QWidget):
    """Which sheet of the workbook, in which row its headings stand, and who sent it."""

    sheet_chosen = Signal(str)
    row_chosen = Signal(int)
    encoding_chosen = Signal(str)
    sender_chosen = Signal(str)
    hidden_chosen = Signal(bool)
    """Hidden rows are taken, or left out."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self.sheet = combo(name="工作表")
        self.sheet.setMinimumWidth(180)
        self.row = line_input(name="表头在第几行")
        self.row.setValidator(QIntValidator(1, 200, self.row))
        self.row.setFixedWidth(96)
        self.encoding = combo(name="文字编码")
        self.encoding.setFixedWidth(130)
        self.sent_by = combo(name="发送方")
        self.sent_by.setEditable(True)
        self.sent_by.setMinimumWidth(180)
        self.sent_by.setInsertPolicy(self.sent_by.InsertPolicy.NoInsert)
        self.fault = Notice("", Glyph.BAD, "bad_bg")
        self.fault.hide()
        self.found = elided("", "secondary")
        self.hidden = words("", "body", wrap=True)
        self.take_hidden = QRadioButton("一并读入")
        self.leave_hidden = QRadioButton("不读隐藏的行")
        self.first = FirstRowsTable()
        self._shown = ("", 0, "")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(10)
        self._encoding_field = LabelledField("文字编码", self.encoding)
        for each in (
            LabelledField("工作表", self.sheet),
            LabelledField("表头在第几行", self.row),
            self._encoding_field,
            LabelledField("发送方（镇街、院校或单位）", self.sent_by),
        ):
            fields.addWidget(each)
        fields.addStretch(1)
        self._hidden_row = QWidget()
        hidden = QHBoxLayout(self._hidden_row)
        hidden.setContentsMargins(0, 0, 0, 0)
        hidden.setSpacing(14)
        hidden.addWidget(self.hidden, 1)
        both = QButtonGroup(self)
        for button in (self.take_hidden, self.leave_hidden):
            both.addButton(button)
            hidden.addWidget(button)
        self._hidden_row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        padded = QVBoxLayout()
        padded.setContentsMargins(16, 0, 16, 0)
        padded.setSpacing(8)
        for widget in (self.fault, self._hidden_row, self.found):
            padded.addWidget(widget)
        padded.insertLayout(0, fields)
        column.addLayout(padded)
        column.addWidget(line())
        column.addWidget(self.first, 1)

    def _connect(self) -> None:
        self.sheet.activated.connect(lambda _: self.sheet_chosen.emit(str(self.sheet.currentData() or "")))
        self.encoding.activated.connect(lambda _: self.encoding_chosen.emit(self.encoding.currentText()))
        self.row.editingFinished.connect(self._row_edited)
        self.first.row_chosen.connect(self.row_chosen)
        self.take_hidden.clicked.connect(lambda: self.hidden_chosen.emit(True))
        self.leave_hidden.clicked.connect(lambda: self.hidden_chosen.emit(False))
        self.sent_by.activated.connect(lambda _: self._sender_edited())
        edit = self.sent_by.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._sender_edited)

    def show_senders(self, senders: Sequence[str]) -> None:
        """Offer who may have sent the sheet."""
        now = self.sent_by.currentText()
        self.sent_by.clear()
        self.sent_by.addItems(senders)
        self.sent_by.setCurrentText(now)

    def _show_sheets(self, names: Sequence[str], hidden: frozenset[str], current: str) -> None:
        self.sheet.clear()
        for name in names:
            self.sheet.addItem(f"{name}（隐藏）" if name in hidden else name, name)
        self.sheet.setCurrentIndex(max(0, self.sheet.findData(current)))

    def show_first_rows(self, first: FirstRows) -> None:
        """Show what the file begins with."""
        self._show_sheets(first.sheets, first.hidden, first.sheet)
        self._encoding_field.setVisible(bool(first.encoding))
        self.encoding.clear()
        self.encoding.addItems(first.encodings)
        self.encoding.setCurrentText(first.encoding)
        self.first.show_data(first.rows)
        self.first.mark(self._shown[1] if first.sheet == self._shown[0] else 0)

    def show_data(self, preview: ImportPreview) -> None:
        """Show what was recognised."""
        self.say_fault("")
        self._show_sheets(preview.sheets, preview.hidden_sheets, preview.sheet)
        self.row.setText(str(preview.header_row))
        self.sent_by.setCurrentText(preview.sender)
        headings = "、".join(each.heading or f"第 {each.index + 1} 列" for each in preview.columns)
        self.found.setText(f"照第 {preview.header_row} 行认出 {len(preview.columns)} 列：{headings}")
        self._shown = (preview.sheet, preview.header_row, preview.sender)
        self.first.mark(preview.header_row)
        self._show_hidden(preview)

    def _show_hidden(self, preview: ImportPreview) -> None:
        rows = preview.hidden_rows
        self._hidden_row.setVisible(bool(rows))
        if not rows:
            return
        named = "、".join(map(str, rows[:_NAMED])) + ("……" if len(rows) > _NAMED else "")
        self.hidden.setText(f"表里隐藏了 {len(rows)} 行（第 {named} 行）。发送方可能不想报这些行，请选：")
        leave = preview.answers.hidden_rows is False
        self.leave_hidden.setChecked(leave)
        self.take_hidden.setChecked(not leave)

    def clear(self) -> None:
        """A new file begins: nothing is recognised of it yet."""
        self._shown = ("", 0, "")
        self.row.setText("")
        self.found.setText("")
        self.sent_by.setCurrentText("")
        self._hidden_row.hide()
        self.first.show_data(())

    def say_fault(self, sentence: str) -> None:
        """Say why the sheet cannot be read as it is, or take it away with ""."""
        self.fault.say(sentence, Glyph.BAD)
        self.fault.setVisible(bool(sentence))

    def _row_edited(self) -> None:
        if self.row.text() and int(self.row.text()) != self._shown[1]:
            self.row_chosen.emit(int(self.row.text()))

    def _sender_edited(self) -> None:
        said = self.sent_by.currentText().strip()
        if said != self._shown[2]:
            self._shown = (*self._shown[:2], said)
            self.sender_chosen.emit(said)
