"""History of one row: every change, who made it and why, with the value before and after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.views import HistoryEntry
from ui import theme
from ui.controls import dialog_foot, ground, plain, words
from ui.dialog_room import fit_screen
from ui.record_model import Index

WIDTH, HEIGHT = 760, 520
COLUMNS = ("时间、项目", "改前", "改后", "谁、原因")
ROW = QSize(0, 26)


class HistoryDialog(QDialog):
    """Newest first. Personal values come masked from the ledger."""

    def __init__(self, title: str, entries: Sequence[HistoryEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("本行历史")
        self.setAccessibleName("本行历史")
        fit_screen(self, WIDTH, HEIGHT)
        ground(self, "surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(10)
        column.addWidget(words(f"{title}的历史", "page"))
        column.addWidget(words(f"共 {len(entries)} 次记录，新的在上，只增不改。", "secondary"))
        self.tree = self._make_tree()
        for entry in sorted(entries, key=lambda each: each.sequence, reverse=True):
            self.tree.addTopLevelItem(_item(entry))
        self.tree.expandAll()
        column.addWidget(self.tree, 1)
        close = plain("关闭", self.accept)
        close.setDefault(True)
        column.addLayout(dialog_foot((), (close,)))
        if entries:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setAccessibleName("历史记录")
        tree.setColumnCount(len(COLUMNS))
        tree.setHeaderLabels(list(COLUMNS))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setIndentation(16)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setStyleSheet("QTreeView::item { padding: 0 8px; border: 0 }")
        tree.setItemDelegate(_FlatDelegate(tree))
        header = tree.header()
        header.setSectionsMovable(False)
        for at, width in enumerate((190, 170, 170)):
            tree.setColumnWidth(at, width)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        return tree


class _FlatDelegate(QStyledItemDelegate):
    """Paints the row's ground flat, as the tables do, and leaves the words to the style."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]  # the stubs leave the option's members out
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # as above
        chosen = QStyle.StateFlag.State_Selected
        top = not index.parent().isValid()
        painter.fillRect(rect, theme.color("select" if state & chosen else "header" if top else "surface"))
        option.state = state & ~(chosen | QStyle.StateFlag.State_HasFocus)  # type: ignore[attr-defined]  # as above
        super().paint(painter, option, index)


def _item(entry: HistoryEntry) -> QTreeWidgetItem:
    who = f"{entry.account}：{entry.reason}" if entry.reason else entry.account
    top = QTreeWidgetItem([f"{entry.at.astimezone():%Y-%m-%d %H:%M}  {entry.action}", "", "", who])
    for column in range(len(COLUMNS)):
        top.setFont(column, theme.font(13, theme.STRONG))
    top.setSizeHint(0, ROW)
    for label, before, after in entry.changes:
        child = QTreeWidgetItem([label, before or "空", after or "空", ""])
        child.setSizeHint(0, ROW)
        child.setForeground(1, QBrush(theme.color("text3")))
        for column in (1, 2):
            child.setToolTip(column, child.text(column))
        if before:
            struck = QFont(theme.font(13))
            struck.setStrikeOut(True)
            child.setFont(1, struck)
        child.setData(
            0, Qt.ItemDataRole.AccessibleTextRole, f"{label} 由 {before or '空'} 改为 {after or '空'}"
        )
        top.addChild(child)
    return top
