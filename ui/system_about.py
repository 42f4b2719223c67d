"""系统 → 关于: what the program is, and the licences of what ships with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QTextBrowser, QVBoxLayout

from core.crash_log import VERSION, log_folder, versions
from core.resources import resource
from ui.controls import Panel, plain, words
from ui.page import Page, Shell
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
                (None, "版本", _version()),
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
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(plain("诊断包…", self.ask_diagnostics))
        tools.addWidget(plain("日志文件夹", self.open_log))
        tools.addWidget(
            words("给软件维护人员：版本、出错位置、行数、核对结果，没有任何人的信息。", "caption")
        )
        tools.addStretch(1)
        about.body.addSpacing(6)
        about.body.addLayout(tools)
        about.body.addSpacing(6)
        about.body.addWidget(words("第三方组件许可", "section"))
        about.body.addWidget(self.licences, 1)
        row = QVBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(about)

    def ask_diagnostics(self) -> None:
        """Ask where, then write the package."""
        name, _ = QFileDialog.getSaveFileName(self, "诊断包", "诊断包.zip", "压缩包 (*.zip)")
        if name:
            self.write_diagnostics(Path(name))

    def write_diagnostics(self, out: Path) -> None:
        """Write the package for support."""
        self.tasks.run(
            "写诊断包",
            lambda ledger, _: ledger.write_diagnostics(out),
            lambda made: self.shell.say(f"诊断包已写好：{made.name}"),
        )

    def open_log(self) -> None:
        """Show the folder of the log in the system's own file window."""
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _version() -> str:
    found = versions()
    return f"{VERSION}（Python {found['python']}，Qt {found['PySide6']}，SQLCipher {found['sqlcipher3']}）"


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
