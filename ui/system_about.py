"""系统 → 关于: what the program is, and the licences of what ships with it."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout

from core.resources import resource
from ui.controls import Panel, words
from ui.pages import Page, Shell
from ui.system_lines import Lines
from ui.tasks import Tasks
from ui.theme import STRONG, font


class AboutPart(Page):
    """About, with all licences."""

    page_key = "system"
    title = "关于"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        about = Panel("留渝来渝就业创业台账")
        self.about = Lines()
        self.about.show_rows(
            [
                (None, "用途", "区县登记高校毕业生等青年留渝来渝就业创业，出月报"),
                (None, "许可", "MIT 许可；下列组件各按自己的许可随程序分发"),
                (None, "联网", "本程序不联网，数据只在本机的加密文件里"),
            ]
        )
        self.licences = QTextBrowser()
        self.licences.setAccessibleName("第三方组件许可")
        self.licences.setOpenLinks(False)
        self.licences.setMarkdown(_licences())
        _calm_headings(self.licences)
        about.body.addWidget(self.about)
        about.body.addSpacing(6)
        about.body.addWidget(words("第三方组件许可", "section"))
        about.body.addWidget(self.licences, 1)
        row = QVBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(about)


def _calm_headings(text: QTextBrowser) -> None:
    """Headings of a document as section titles: no larger than the words around them."""
    strong = QTextCharFormat()
    strong.setFont(font(13, STRONG))
    cursor = QTextCursor(text.document())
    block = text.document().begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            cursor.setPosition(block.position())
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(strong)
        block = block.next()


def _licences() -> str:
    """The list of components and licences that ships with the program."""
    path = resource().parent / "THIRD_PARTY.md"
    return path.read_text("utf-8") if path.is_file() else "许可清单在安装文件夹的 THIRD_PARTY.md。"
