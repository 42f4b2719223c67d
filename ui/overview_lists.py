"""The own plan's rows and what is due, as 总览 lists them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.figure_views import Due, FigureView
from core.progress import Standing, standing
from ui import numbers
from ui.buttons import text_width
from ui.icons import LIGHTS, Glyph, status_glyph
from ui.painting import RIGHT, paint_text
from ui.row_list import RowDelegate, RowList, RowsModel
from ui.theme import REGULAR, STRONG
from ui.tiles import STANDING_ROLES

PLAN_ROW = 24
DUE_ROW = 26
DUE_HEADING = 24

PLAN_COLUMNS = (
    ("累计", 0.379),
    ("目标", 0.494),
    ("完成率", 0.628),
    ("进度差", 0.76),
    ("还差", 0.892),
    ("每天需", 1.0),
)
"""Heading and right edge of each number, as a share of the inner width."""


class PlanHeader(QWidget):
    """The headings over the own plan's numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(PLAN_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        for words, share in PLAN_COLUMNS:
            right = round(self.width() * share)
            paint_text(painter, QRect(right - 60, 0, 60, self.height()), words, "text3", 12, align=RIGHT)


class PlanDelegate(RowDelegate[FigureView]):
    """One figure of the own plan: the first row carries the whole, the others are parts of it."""

    def paint_row(self, painter: QPainter, rect: QRect, row: FigureView) -> None:
        first = row == self._list.rows.row_at(0)
        weight = STRONG if first else REGULAR
        state = standing(row.gap)
        tint = STANDING_ROLES.get(state, "text2")
        indent = 0 if first else 12
        wide = round(rect.width() * PLAN_COLUMNS[0][1]) - 44 - indent
        name = QRect(rect.left() + indent, rect.top(), wide, rect.height())
        paint_text(painter, name, plan_label(row), "text", 13, weight)
        cells = (
            (numbers.count(row.value), "text", weight),
            (numbers.count(row.target), "text3", REGULAR),
            (numbers.rate(row.completion), "text", weight),
            (numbers.signed(row.gap), tint, REGULAR),
            (numbers.count(row.missing), "text", REGULAR),
            (numbers.pace(row.pace), "text2", REGULAR),
        )
        for (words, role, each_weight), (_, share) in zip(cells, PLAN_COLUMNS, strict=True):
            right = rect.left() + round(rect.width() * share)
            cell = QRect(right - 66, rect.top(), 66, rect.height())
            paint_text(painter, cell, words, role, 13, each_weight, RIGHT)
        if state in (Standing.AHEAD, Standing.BEHIND):
            right = rect.left() + round(rect.width() * PLAN_COLUMNS[3][1])
            mark = right - text_width(numbers.signed(row.gap)) - 13
            kind = Glyph.AHEAD if state is Standing.AHEAD else Glyph.BEHIND
            status_glyph(painter, QRect(mark, rect.top() + (rect.height() - 9) // 2, 9, 9), kind)


class PlanList(RowList[FigureView]):
    """The own plan's figures; opening one asks why it is what it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(RowsModel(), parent)
        self.setItemDelegate(PlanDelegate(self))
        self.setAccessibleName("本区计划")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_data(self, figures: tuple[FigureView, ...]) -> None:
        """Show these figures, the whole first."""
        self.rows.set_rows(figures, [_plan_spoken(each) for each in figures])

    def row_height(self, row: int) -> int:
        del row
        return PLAN_ROW

    def sizeHint(self) -> QSize:
        return QSize(400, 4 * PLAN_ROW)


def plan_label(figure: FigureView) -> str:
    """The figure's name without the words that its place in the table says already."""
    return figure.label.removeprefix("其中：").removesuffix("人数")


def _plan_spoken(figure: FigureView) -> str:
    return "，".join(
        (
            plan_label(figure),
            f"累计 {numbers.count(figure.value)} {figure.unit}",
            f"目标 {numbers.count(figure.target)}",
            f"完成率 {numbers.rate(figure.completion)}",
            f"进度差 {numbers.signed(figure.gap)} 百分点",
        )
    )


DueRow = Due | str
"""A thing due, or the heading of its group."""


class DueRows(RowsModel[DueRow]):
    """Things due under the headings of their groups."""

    def openable(self, row: DueRow) -> bool:
        return isinstance(row, Due) and bool(row.page)


class DueDelegate(RowDelegate[DueRow]):
    """Shape, what is due, and how much of it at the right."""

    def focus_rect(self, rect: QRect) -> QRect:
        return rect.adjusted(-2, 1, 2, -1)

    def paint_row(self, painter: QPainter, rect: QRect, row: DueRow) -> None:
        if isinstance(row, str):
            paint_text(painter, rect, row, "text3", 12)
            return
        glyph = QRect(rect.left(), rect.top() + (rect.height() - 11) // 2, 11, 11)
        status_glyph(painter, glyph, LIGHTS.get(row.light, Glyph.SAME))
        edge = rect.right() + 1
        wide = edge - rect.left() - 18
        title = min(text_width(row.title, 13), max(wide - text_width(row.detail, 12) - 8, wide // 2))
        rest = wide - title - 8
        detail = QRect(edge - rest, rect.top(), rest, rect.height())
        tint = "bad" if row.light == "bad" else "text2"
        painter.save()
        paint_text(painter, detail, row.detail, tint, 12, align=RIGHT)
        painter.restore()
        paint_text(painter, QRect(rect.left() + 18, rect.top(), title, rect.height()), row.title, "text", 13)


class DueList(RowList[DueRow]):
    """到期与待办 in its groups, worst first within each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DueRows(), parent)
        self.setItemDelegate(DueDelegate(self))
        self.setAccessibleName("到期与待办")

    def show_data(self, due: tuple[Due, ...]) -> None:
        """Show what is due in the order of its groups."""
        rows: list[DueRow] = []
        for group in dict.fromkeys(each.group for each in due):
            rows.append(group)
            rows.extend(each for each in due if each.group == group)
        self.rows.set_rows(rows, [row if isinstance(row, str) else _due_words(row) for row in rows])

    def row_height(self, row: int) -> int:
        return DUE_HEADING if isinstance(self.rows.row_at(row), str) else DUE_ROW


LIGHT_WORDS = {"ok": "已完成", "warn": "需看", "bad": "逾期", "note": "未到时间"}


def _due_words(due: Due) -> str:
    return f"{LIGHT_WORDS.get(due.light, '')}，{due.title}，{due.detail}"
