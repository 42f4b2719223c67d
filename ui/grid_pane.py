"""One half of the table: the frozen columns, or those that scroll sideways."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QTableView, QWidget

from ui.delegate import ROW_HEIGHT, RecordDelegate
from ui.editors import EntryMaker
from ui.evidence_box import dropped_files
from ui.header import FilterHeader
from ui.record_model import RecordModel

STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
}


class GridPane(QTableView):
    """A table without a will of its own: keys that move go to the grid, which knows both panes."""

    key_pressed = Signal(object)
    """A `QKeyEvent` that the grid may accept before the pane looks at it."""
    menu_asked = Signal(object)
    """Where the menu of a row is wanted, in global coordinates."""
    files_dropped = Signal(int, list)
    """Position of a row, and paths of evidence let go over it."""

    def __init__(
        self, model: RecordModel, selection: QItemSelectionModel, make_entry: EntryMaker, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setSelectionModel(selection)
        self.delegate = RecordDelegate(model, make_entry, self)
        self.setItemDelegate(self.delegate)
        self.heading = FilterHeader(model, self)
        self.setHorizontalHeader(self.heading)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAutoScroll(False)
        self.setAcceptDrops(True)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._judge(event)

    def dropEvent(self, event: QDropEvent) -> None:
        row, paths = self.rowAt(round(event.position().y())), dropped_files(event.mimeData())
        if row >= 0 and paths:
            event.acceptProposedAction()
            self.files_dropped.emit(row, paths)
        else:
            event.ignore()

    def _judge(self, event: QDragMoveEvent) -> None:
        """Take evidence over a row; anything else is for whoever is below."""
        if self.rowAt(round(event.position().y())) >= 0 and dropped_files(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Where to go after an edit is the grid's to say."""
        del hint
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
