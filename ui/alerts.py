"""Messages that stop the work: faults of the environment, our own bugs, and questions before destroying.

Every fault says the same three things: 发生了什么, 数据安全吗, 现在怎么办. Never an exception's text.
"""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable
from types import TracebackType
from zlib import crc32

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.crash_log import places
from core.errors import LedgerFault
from ui.buttons import Button, danger, link, plain, primary
from ui.chips import GlyphMark
from ui.icons import Glyph, paint_icon
from ui.panels import dialog_foot
from ui.theme import color
from ui.words import ground, words

WIDTH = 560
APP_TITLE = "留渝来渝就业创业台账"


class _BadSquare(QWidget):
    """The red square with a cross beside an error's first line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("bad"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        paint_icon(painter, self.rect().adjusted(3, 3, -3, -3), "x", "surface")


class Message(QDialog):
    """A dialog of 560 px, as high as its words need, freed when closed."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setFixedWidth(WIDTH)
        ground(self, "surface")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(max(120, layout.totalHeightForWidth(WIDTH)))


class FaultDialog(Message):
    """What did not happen, whether the data are safe, and what to do."""

    def __init__(
        self,
        parent: QWidget | None,
        headline: str,
        happened: str,
        safe: str,
        todo: str,
        *,
        number: str = "",
        details: str = "",
        retry: str = "",
        title: str = APP_TITLE,
    ) -> None:
        super().__init__(parent, title)
        self.number = number
        self._details = details or "\n".join((headline, happened, safe, todo, number))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 20, 16)
        column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(_BadSquare(), 0, Qt.AlignmentFlag.AlignTop)
        self.headline = words(headline, "page", wrap=True)
        head.addWidget(self.headline, 1)
        column.addLayout(head)
        for heading, sentence in (("发生了什么", happened), ("数据安全吗", safe), ("现在怎么办", todo)):
            if sentence:
                column.addLayout(self._part(heading, sentence))
        column.addSpacing(14)
        column.addLayout(self._foot(number, retry))
        self.setAccessibleName(headline)

    def _part(self, heading: str, sentence: str) -> QVBoxLayout:
        part = QVBoxLayout()
        part.setContentsMargins(40, 0, 0, 0)
        part.setSpacing(1)
        part.addWidget(words(heading, "label"))
        row = QHBoxLayout()
        row.setSpacing(7)
        if heading == "数据安全吗":
            mark = GlyphMark(Glyph.DONE if sentence.startswith("安全") else Glyph.BAD, 12)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(words(sentence, "body", wrap=True), 1)
        part.addLayout(row)
        return part

    def _foot(self, number: str, retry: str) -> QHBoxLayout:
        self.copy = link("复制详情", self._copy)
        buttons: tuple[Button, ...]
        if retry:
            buttons = (primary(retry, self.accept), plain("取消", self.reject))
        else:
            buttons = (primary("知道了", self.reject),)
        buttons[0].setDefault(True)
        explain = words(f"编号 {number}", "caption") if number else None
        return dialog_foot((self.copy,), buttons, explain)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self.copy.setText("已复制")


def fault_number(kind: type[BaseException], place: str = "") -> str:
    """A short number to tell to support; the same fault has the same number."""
    return f"E-{crc32(f'{kind.__module__}.{kind.__qualname__}{place}'.encode()) % 10000:04d}"


def fault_dialog(
    parent: QWidget | None, fault: LedgerFault, *, headline: str = "", retry: str = "", title: str = APP_TITLE
) -> FaultDialog:
    """The dialog for a fault of the environment, not yet shown."""
    return FaultDialog(
        parent,
        headline or fault.happened.rstrip("。"),
        fault.happened if headline else "",
        fault.safe,
        fault.todo,
        number=fault_number(type(fault)),
        retry=retry,
        title=title,
    )


def show_fault(
    parent: QWidget | None,
    fault: LedgerFault,
    *,
    headline: str = "",
    retry: tuple[str, Callable[[], object]] | None = None,
) -> FaultDialog:
    """Show a fault without blocking; `retry` is (words, what to do again)."""
    dialog = fault_dialog(parent, fault, headline=headline, retry=retry[0] if retry else "")
    if retry is not None:
        again = retry[1]
        dialog.accepted.connect(again)
    dialog.open()
    return dialog


def crash_dialog(
    parent: QWidget | None, kind: type[BaseException], place: TracebackType | None
) -> FaultDialog:
    """The dialog for a bug of ours: the details name places in the program, never values."""
    frames = traceback.extract_tb(place)
    where = f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    number = fault_number(kind, where)
    details = [f"{number} {kind.__name__} {platform.platform()}"]
    details += places(place)
    return FaultDialog(
        parent,
        "刚才这一步没有做成",
        "程序内部出了差错，这一步没有做完。",
        "安全。已保存的行都在台账里；没有写完的一步不会留下半截。",
        "可以接着用。同一步再出错时，请按“复制详情”，把内容和编号发给软件维护人员；内容里没有个人信息。",
        number=number,
        details="\n".join(details),
    )


class Question(Message):
    """A question before something is done; where something is destroyed 取消 has the focus."""

    def __init__(
        self, parent: QWidget | None, headline: str, sentence: str, action: str, *, destroys: bool = False
    ) -> None:
        super().__init__(parent, APP_TITLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 20, 16)
        column.setSpacing(8)
        column.addWidget(words(headline, "page", wrap=True))
        column.addWidget(words(sentence, "secondary", wrap=True))
        self.body = QVBoxLayout()
        column.addLayout(self.body)
        column.addSpacing(14)
        self.action = danger(action, self.accept) if destroys else primary(action, self.accept)
        self.refuse = plain("取消", self.reject)
        column.addLayout(dialog_foot((), (self.action, self.refuse)))
        (self.refuse if destroys else self.action).setDefault(True)
        (self.refuse if destroys else self.action).setFocus()


def ask(
    parent: QWidget,
    headline: str,
    sentence: str,
    action: str,
    then: Callable[[], object],
    destroys: bool = False,
) -> Question:
    """Ask without blocking; `then` runs when the clerk agrees."""
    dialog = Question(parent, headline, sentence, action, destroys=destroys)
    dialog.accepted.connect(then)
    dialog.open()
    return dialog
