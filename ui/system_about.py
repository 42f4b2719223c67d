"""系统 → 关于: what the program is made of, with the licence of every part, and what support asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from core.crash_log import VERSION, build, log_folder, versions
from core.parts import Part, licence_texts, parts
from ui.beside import Beside
from ui.controls import ground, line, plain, words
from ui.line_table import LineTable
from ui.page import Page, Shell
from ui.reading_table import Cell, Column
from ui.system_lines import Lines
from ui.tasks import Tasks
from ui.theme import font

COLUMNS = (Column("组件", 150), Column("版本", 76), Column("许可", 192), Column("用途", 96, quiet=True))


class AboutPart(Page):
    """About: versions, every part with its licence text at the side, and what support asks for."""

    page_key = "system"
    title = "关于"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.about = Lines()
        self.about.show_rows([(None, name, told) for name, told in facts()])
        self.table = LineTable("随程序分发的组件和许可", COLUMNS, _cells, 3)
        self.name = words("", "panel", wrap=True)
        self.told = words("", "secondary", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("许可全文")
        self.text.setFont(font(12))
        self.table.chosen.connect(self.show_part)
        self.table.show_items(shipped())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Beside(self._main(), self._side()))

    def _main(self) -> QWidget:
        main = QWidget()
        ground(main, "surface")
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for button in (
            plain("复制版本信息", self.copy_versions),
            plain("打开日志文件夹", self.open_log),
            plain("诊断包…", self.ask_diagnostics),
        ):
            tools.addWidget(button)
        tools.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 10)
        head.setSpacing(6)
        head.addWidget(words("留渝来渝就业创业台账", "panel"))
        head.addWidget(self.about)
        head.addLayout(tools)
        note = "日志和诊断包给软件维护人员看：版本、出错位置、行数、核对结果，没有任何人的信息。"
        head.addWidget(words(note, "caption", wrap=True))
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(line("line_strong"))
        column.addWidget(self.table, 1)
        return main

    def _side(self) -> QWidget:
        side = QWidget()
        ground(side, "surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.told)
        column.addWidget(self.text, 1)
        return side

    def show_part(self, part: Part | None) -> None:
        """Show the licence text of a part."""
        if part is None:
            return
        self.name.setText(f"{part.name} {part.version}")
        kept = f"　含在 {part.kept} 里" if part.kept else ""
        self.told.setText(f"{part.licence}{kept}")
        texts = licence_texts(part)
        whole = "\n\n".join(f"【{name}】\n\n{text}" for name, text in texts)
        self.text.setPlainText(whole or "没有随附许可全文。")

    def copy_versions(self) -> None:
        """Put versions of the program, the system and every part on the clipboard."""
        lines = [f"{name}：{told}" for name, told in facts()]
        lines += [f"{part.name} {part.version}" for part in shipped() if part.kind == "library"]
        QGuiApplication.clipboard().setText("\n".join(lines) + "\n")
        self.shell.say("版本信息已复制，可以粘贴给软件维护人员。")

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
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.shell.say(f"这台电脑没有能打开文件夹的程序。日志在 {folder}", "warn")


def facts() -> tuple[tuple[str, str], ...]:
    """Name and words of what the program is and runs on."""
    found = versions()
    made = build()
    origin = "从源代码运行"
    if made:
        origin = (
            f"{made.get('commit', '')}，源代码 {made.get('sources_of', '')[:10]}，{made.get('built_on', '')}"
        )
    return (
        ("版本", f"{VERSION}，{origin}"),
        (
            "组成",
            f"SQLCipher {found['SQLCipher']}，SQLite {found['SQLite']}，"
            f"Qt {found['PySide6-Essentials']}，Python {found['python']}",
        ),
        ("系统", found["system"]),
        ("许可", "MIT；下列组件各按自己的许可随程序分发"),
        ("联网", "本程序不联网，数据只在本机的加密文件里"),
    )


def shipped() -> Sequence[Part]:
    """The parts that this system has."""
    return [part for part in parts() if part.version]


def _cells(part: Part) -> Sequence[Cell]:
    return (Cell(part.name), Cell(part.version), Cell(part.licence), Cell(part.use))
