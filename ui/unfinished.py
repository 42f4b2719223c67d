"""What the last opening left unsaved, offered back: a strip over the pages, and a dialog with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.identity import mask_id, mask_phone
from core.section import Kind
from core.sections import SECTIONS, section_of
from core.unfinished import UnfinishedView
from ui.alerts import Message
from ui.buttons import ToolButton, link, plain
from ui.keeping import TEXT
from ui.page_places import PAGE_OF_SECTION
from ui.panels import Strip, dialog_foot
from ui.tasks import Tasks
from ui.words import elided, line, words

MOST_SHOWN = 6
IMPORT = "import"
_GO_ON = {IMPORT: "接着导入", TEXT.rstrip("/"): "打开那一页"}


class OfferStrip(Strip):
    """36 px over the pages until everything is taken up, thrown away, or put off."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__("", "warn")
        self.look = link("查看…", self.asked.emit)
        self.tools.addWidget(self.look)
        self.tools.addWidget(ToolButton("x", name="先放着，下次打开再问", act=self.hide))
        self.hide()

    def offer(self, left: Sequence[UnfinishedView]) -> None:
        """Say what there is; nothing left hides the strip."""
        self.setVisible(bool(left))
        if left:
            more = f"等 {len(left)} 处" if len(left) > 1 else ""
            self.say(f"上次关闭前没有保存的录入还在：{left[0].title}{more}。")


class UnfinishedOffer(QObject):
    """Reads what was left, offers it, and has it taken up by its page or thrown away.

    `open_page` shows a page (`ui.page.Shell`); `pages` are the keys of all that can be opened.
    """

    def __init__(
        self,
        tasks: Tasks,
        host: QWidget,
        strip: OfferStrip,
        open_page: Callable[..., None],
        pages: frozenset[str],
    ) -> None:
        super().__init__(host)
        self._tasks = tasks
        self._host = host
        self._strip = strip
        self._open_page = open_page
        self._pages = pages
        self.left: list[UnfinishedView] = []
        strip.asked.connect(self._ask)

    def read(self) -> None:
        """Ask the ledger what was left, and offer it."""
        self._tasks.run("读取", lambda ledger, _: ledger.left_unfinished(), self._offer)

    def take_up(self, each: UnfinishedView) -> None:
        """Its page types it again; what is typed there is kept anew."""
        found = target(each, self._pages)
        if found is None:
            return
        self._open_page(found[0], **found[1])
        if found[1]:
            self.drop(each)

    def drop(self, each: UnfinishedView) -> None:
        """It is not offered any more, and forgotten in the ledger."""
        self._offer([other for other in self.left if other is not each])
        place = each.place
        self._tasks.run("留存输入", lambda ledger, _: ledger.forget_unfinished(place))

    def _offer(self, left: Sequence[UnfinishedView]) -> None:
        self.left = list(left)
        self._strip.offer(self.left)

    def _ask(self) -> None:
        dialog = UnfinishedDialog(self._host, self.left, self._pages)
        dialog.taken.connect(self.take_up)
        dialog.dropped.connect(self.drop)
        dialog.open()


class UnfinishedDialog(Message):
    """Each thing that was left, with what can be done with it."""

    taken = Signal(object)
    """Go on with this one."""
    dropped = Signal(object)
    """This one is not wanted any more."""

    def __init__(self, parent: QWidget, left: Sequence[UnfinishedView], pages: frozenset[str]) -> None:
        super().__init__(parent, "没有保存的录入")
        self._pages = pages
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 20, 16)
        column.setSpacing(8)
        column.addWidget(words(f"上次关闭前有 {len(left)} 处没有保存", "page"))
        column.addWidget(
            words(
                "程序关闭、锁定或断电时正在录入的内容都留在台账里，只有本账号看得到，30 天后清除。",
                "secondary",
                wrap=True,
            )
        )
        for each in left[:MOST_SHOWN]:
            column.addWidget(line())
            column.addLayout(self._entry(each))
        if len(left) > MOST_SHOWN:
            column.addWidget(words(f"另有 {len(left) - MOST_SHOWN} 处，处理完这些再显示。", "caption"))
        column.addSpacing(8)
        helpers = (link("全部不要", lambda: self._drop(left)),)
        column.addLayout(dialog_foot(helpers, (plain("先放着", self.reject),)))

    def _entry(self, each: UnfinishedView) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(elided(each.title, "section"), 1)
        for text, act in self._acts(each):
            head.addWidget(link(text, act))
        block.addLayout(head)
        block.addWidget(elided(told(each), "secondary"))
        block.addWidget(words(f"{_moment(each.at)} 留下", "caption"))
        return block

    def _acts(self, each: UnfinishedView) -> list[tuple[str, Callable[[], object]]]:
        acts: list[tuple[str, Callable[[], object]]] = []
        if target(each, self._pages):
            acts.append((_GO_ON.get(each.origin.split("/")[0], "接着录"), lambda: self._take(each)))
        if each.origin.startswith(TEXT):
            acts.append(("复制文字", lambda: QGuiApplication.clipboard().setText(each.content["text"])))
        acts.append(("不要了", lambda: self._drop((each,))))
        return acts

    def _take(self, each: UnfinishedView) -> None:
        self.accept()
        self.taken.emit(each)

    def _drop(self, left: Sequence[UnfinishedView]) -> None:
        self.accept()
        for each in left:
            self.dropped.emit(each)


def told(each: UnfinishedView) -> str:
    """What was typed, on one line: field and words; personal numbers masked."""
    if each.origin.startswith(TEXT):
        return str(each.content["text"])
    if each.origin == IMPORT:
        return "、".join(str(file["name"]) for file in each.content["files"])
    section = section_of(_section_key(each))
    parts = []
    for key, words_typed in each.content["texts"].items():
        field = section.by_key.get(key)
        if field is not None and words_typed:
            parts.append(f"{field.label} {_masked(field.kind, str(words_typed))}")
    return "　".join(parts)


def target(each: UnfinishedView, pages: frozenset[str]) -> tuple[str, dict[str, Any]] | None:
    """The page that takes it up again, and what it is told; None where there is none."""
    if each.origin == IMPORT:
        return IMPORT, {"unfinished": each.content}
    if each.origin.startswith(TEXT):
        key = each.origin.split("/")[1]
        return (key, {}) if key in pages else None
    section, row = _section_key(each), int(each.origin.rpartition("/")[2])
    if "?" in each.origin or (section not in pages and section not in PAGE_OF_SECTION):
        return None
    return section, {"unfinished": each.content} | ({"row": row} if row else {})


def _section_key(each: UnfinishedView) -> str:
    key = each.origin.split("/")[1].partition("?")[0]
    return key if any(section.key == key for section in SECTIONS) else "placement"


def _masked(kind: Kind, text: str) -> str:
    if kind is Kind.RESIDENT_ID:
        return mask_id(text)
    return mask_phone(text) if kind is Kind.PHONE else text


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return f"{here.month} 月 {here.day} 日 {here:%H:%M}"
