"""Search over everything: a box in the top bar, and its results below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from ui.buttons import text_width
from ui.icons import paint_icon
from ui.tasks import Tasks
from ui.theme import STRONG, color, font
from ui.words import ground, words

Found = tuple[str, int, str, str]
"""Section, row id, title, detail."""

SHORTCUT = "Ctrl+Shift+F"
_PROMPT = "搜索姓名、拼音首字母、身份证后四位、单位"
_FOUND = int(Qt.ItemDataRole.UserRole) + 1
_LINE = 44


class SearchBox(QLineEdit):
    """The box; `found` carries the section and row that the clerk chose."""

    found = Signal(str, int)

    def __init__(self, tasks: Tasks, titles: Mapping[str, str]) -> None:
        """`titles`: section key → its Chinese name, shown with each result."""
        super().__init__()
        self._tasks = tasks
        self.setProperty("place", "search")
        self.setFont(font(13))
        self.setFixedHeight(28)
        self.setAccessibleName("搜索全部台账")
        self.setToolTip(f"搜索全部台账（{SHORTCUT}）")
        self.results = _Results(titles)
        self.results.view.clicked.connect(self._choose)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(lambda _: self._pause.start())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, QRect(7, (self.height() - 16) // 2, 16, 16), "search", "text2")
        if self.text() or self.hasFocus():
            return
        painter.setPen(color("text3"))
        painter.setFont(font(13))
        middle = Qt.AlignmentFlag.AlignVCenter
        key_room = text_width(SHORTCUT, 12) + 16 if self.width() > 300 else 8
        room = QRect(36, 0, self.width() - 36 - key_room, self.height())
        prompt = painter.fontMetrics().elidedText(_PROMPT, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), prompt)
        if key_room > 8:
            painter.setFont(font(12))
            painter.drawText(
                self.rect().adjusted(0, 0, -8, 0), int(middle | Qt.AlignmentFlag.AlignRight), SHORTCUT
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._put_away()
            self.clear()
            self.clearFocus()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.results.isVisible():
            self.results.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.results.view.currentIndex())
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.window() and event.type() == QEvent.Type.Resize:
            self._put_away()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._left)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._put_away()

    def show_found(self, text: str, rows: Sequence[Found]) -> None:
        """Show what was found for a text, unless the clerk typed on."""
        if text != self.text().strip() or not text:
            return
        window = self.window()
        self.results.setParent(window)
        self.results.show_rows(rows)
        wide = min(max(self.width(), 360), window.width() - 16)
        below = self.mapTo(window, QPoint(0, self.height() + 3))
        room = window.height() - below.y() - 8
        left = min(below.x(), window.width() - wide - 8)
        self.results.setGeometry(left, below.y(), wide, min(self.results.wanted_height(), room))
        self.results.show()
        self.results.raise_()

    def _ask(self) -> None:
        text = self.text().strip()
        if not text:
            self._put_away()
            return
        self._tasks.run(
            "搜索",
            lambda ledger, _: ledger.search(text),
            lambda rows: self.show_found(text, rows),
            replaces="search",
        )

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid() or not self.results.isVisible():
            return
        section, row, _, _ = index.data(_FOUND)
        self._put_away()
        self.clear()
        self.found.emit(section, row)

    def _left(self) -> None:
        if not self.hasFocus() and not self.results.view.hasFocus():
            self._put_away()

    def _put_away(self) -> None:
        self.results.hide()


class _Results(QFrame):
    """What was found, two lines each, the first one chosen."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        super().__init__()
        ground(self, "line_strong")
        self._titles = dict(titles)
        self.view = QListView()
        self.view.setAccessibleName("搜索结果")
        self.view.setItemDelegate(_FoundDelegate(self.view))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self._model = QStandardItemModel(self)
        self.view.setModel(self._model)
        self.none = words("没有找到。换个写法，或只打姓名的前两个字。", "detail")
        self.none.setContentsMargins(12, 0, 12, 0)
        ground(self.none, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self.view)
        column.addWidget(self.none)
        self.hide()

    def show_rows(self, rows: Sequence[Found]) -> None:
        """Fill the list."""
        self._model.clear()
        for section, row, title, detail in rows:
            words_below = "，".join(part for part in (self._titles.get(section, ""), detail) if part)
            item = QStandardItem(f"{title}，{words_below}")
            item.setData((section, row, title, words_below), _FOUND)
            self._model.appendRow(item)
        self.view.setVisible(bool(rows))
        self.none.setVisible(not rows)
        if rows:
            self.view.setCurrentIndex(self._model.index(0, 0))

    def wanted_height(self) -> int:
        """Height for all rows, at most nine."""
        return 2 + max(36, min(9, self._model.rowCount()) * _LINE)

    def move_by(self, step: int) -> None:
        """Choose the next or the row before."""
        at = max(0, min(self._model.rowCount() - 1, self.view.currentIndex().row() + step))
        self.view.setCurrentIndex(self._model.index(at, 0))


class _FoundDelegate(QStyledItemDelegate):
    """Title in 600, below it the section and what tells the row apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        del option, index
        return QSize(100, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        assert isinstance(index, QModelIndex)
        box: QRect = option.rect  # type: ignore[attr-defined]  # missing from PySide's stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        _, _, title, detail = index.data(_FOUND)
        painter.save()
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(box, color("select" if state & QStyle.StateFlag.State_Selected else "hover"))
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for text, type_, role, top in ((title, font(13, STRONG), "text", 3), (detail, font(12), "text3", 22)):
            painter.setFont(type_)
            painter.setPen(color(role))
            room = QRect(box.left() + 12, box.top() + top, box.width() - 24, 19)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, left, shown)
        painter.restore()
