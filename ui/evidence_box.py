"""佐证材料 of one row, below its form: the files, and how they get there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.evidence.desk import EvidenceView
from core.evidence.file_kinds import KINDS
from ui.controls import IconMark, ToolButton, elided, link, words
from ui.painting import paint_focus, paint_panel

ROW = 42
EMPTY = "把 PDF 或图片拖到这里，或者按“添加…”。"
UNSAVED = "存下这一行以后，就可以添加。"
SUFFIXES = frozenset(suffix for kind in KINDS for suffix in kind.suffixes)


def dropped_files(data: QMimeData) -> list[Path]:
    """Files that are dragged, when each of them is named like evidence; else none (a sheet to import)."""
    urls = data.urls() if data.hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    whole = bool(paths) and len(paths) == len(urls)
    return paths if whole and all(path.suffix.lower() in SUFFIXES for path in paths) else []


class EvidenceLine(QWidget):
    """One file: what it proves, its name, size and day. Enter or a click shows it."""

    view_asked = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, view: EvidenceView) -> None:
        super().__init__()
        self.view = view
        self.setFixedHeight(ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        day = f"{view.added_at.astimezone():%Y-%m-%d}"
        detail = f"{view.size_words}，{day} {view.added_by}"
        if view.void:
            detail = f"已作废：{view.void_reason}"
        self.setAccessibleName(f"{view.kind_words}，{view.original_name}，{detail}")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        role = "text3" if view.void else ""
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(words(view.kind_words, "body", role))
        first.addWidget(elided(view.original_name, "secondary", role), 1)
        texts.addLayout(first)
        texts.addWidget(elided(detail, "caption"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 4, 2)
        row.setSpacing(8)
        row.addWidget(IconMark("file-text" if view.media_type == "application/pdf" else "paperclip"))
        row.addLayout(texts, 1)
        self.more = ToolButton("dots", name=f"{view.kind_words}，更多")
        self.more.clicked.connect(
            lambda *_: self.menu_asked.emit(view.id, self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        row.addWidget(self.more)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.view_asked.emit(self.view.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.view_asked.emit(self.view.id)
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_asked.emit(self.view.id, self.mapToGlobal(self.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_panel(painter, self.rect().adjusted(0, 1, 0, -1))
        if self.hasFocus():
            paint_focus(painter, self.rect().adjusted(0, 1, 0, -1))

    def focusInEvent(self, event: object) -> None:
        del event
        self.update()

    def focusOutEvent(self, event: object) -> None:
        del event
        self.update()


class EvidenceBox(QWidget):
    """The list with its heading. It asks; `ui.evidence_acts` does."""

    add_asked = Signal()
    dropped = Signal(list)
    """Paths of files let go over the box."""
    view_asked = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setAccessibleName("佐证材料")
        self._over = False
        self._files: tuple[EvidenceView, ...] = ()
        self._void_shown = False
        self.title = words("佐证材料", "section")
        self.add = link("添加…", self.add_asked.emit, small=True)
        self.void_link = link("", self._toggle_void, small=True)
        self.hint = words(EMPTY, "caption", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.void_link)
        head.addWidget(self.add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addWidget(self.hint)
        self.lines: list[EvidenceLine] = []
        self.show_files((), saved=False)

    def show_files(self, files: Sequence[EvidenceView], *, saved: bool, changeable: bool = True) -> None:
        """Show the files of a row; `saved` is False for one that was never saved."""
        self._files = tuple(files)
        self._void_shown = False
        self.add.setVisible(saved and changeable)
        self.setAcceptDrops(saved and changeable)
        self.hint.setText(EMPTY if saved else UNSAVED)
        self._fill()

    @property
    def files(self) -> tuple[EvidenceView, ...]:
        """The files of the row, void ones too."""
        return self._files

    def _toggle_void(self) -> None:
        self._void_shown = not self._void_shown
        self._fill()

    def _fill(self) -> None:
        for old in self.lines:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        void = sum(each.void for each in self._files)
        shown = [each for each in self._files if self._void_shown or not each.void]
        self.lines = [EvidenceLine(each) for each in shown]
        for line in self.lines:
            line.view_asked.connect(self.view_asked)
            line.menu_asked.connect(self.menu_asked)
            self._rows.addWidget(line)
        alive = len(self._files) - void
        self.title.setText(f"佐证材料 {alive}" if alive else "佐证材料")
        self.void_link.setVisible(bool(void))
        self.void_link.setText("收起已作废" if self._void_shown else f"已作废 {void} 份")
        self.void_link.updateGeometry()
        self.hint.setVisible((not shown and self.add.isVisibleTo(self)) or not self._files)

    # Files let go over the box

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(False)
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _mark(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._over:
            paint_focus(QPainter(self), self.rect())


def file_filter() -> str:
    """What the file dialog offers."""
    endings = " ".join(f"*{suffix}" for suffix in _ordered(SUFFIXES))
    return f"PDF 和图片 ({endings});;全部文件 (*)"


def _ordered(suffixes: Iterable[str]) -> list[str]:
    return sorted(suffixes)
