"""系统: backups and the check of the whole file, settings in force, the account, and about with licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.resources import resource
from core.views import Change, Check
from ui import numbers
from ui.controls import (
    CountTabs,
    GlyphMark,
    PageHead,
    Panel,
    ground,
    line,
    plain,
    primary,
    words,
)
from ui.icons import Glyph
from ui.pages import Page, Shell
from ui.painting import SMALLEST_PAGE
from ui.system_settings import SettingsForm
from ui.tasks import Progress, Tasks
from ui.theme import STRONG, font

if TYPE_CHECKING:
    from core.ledger import Ledger

SAFETY, SETTINGS, LEDGER, ABOUT = "safety", "settings", "ledger", "about"
PARTS = ((SAFETY, "备份与核对"), (SETTINGS, "口径与设置"), (LEDGER, "账号与台账"), (ABOUT, "关于"))
CHECK_GLYPHS = {"pass": Glyph.DONE, "warn": Glyph.LOOK, "block": Glyph.BAD}
BACKUPS_SHOWN = 12
BESIDE = 800
"""Width from which two panels stand beside each other."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What the page reads of the ledger."""

    settings: dict[str, str]
    backups: tuple[tuple[Path, str, str], ...]
    age: timedelta | None


def age_words(age: timedelta | None) -> str:
    """刚刚, 12 分钟前, 3 小时前, 5 天前."""
    if age is None:
        return "还没有备份"
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes} 分钟前"
    return f"{minutes // 60} 小时前" if minutes < 24 * 60 else f"{minutes // (24 * 60)} 天前"


class Lines(QWidget):
    """Rows of a shape, a name and a detail; replaced as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(2, 1)

    def show_rows(self, rows: Sequence[tuple[Glyph | None, str, str]]) -> None:
        """Show these rows."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (glyph, name, detail) in enumerate(rows):
            if glyph is not None:
                self._grid.addWidget(GlyphMark(glyph, 12), place, 0)
            self._grid.addWidget(words(name), place, 1)
            label = words(detail, "secondary", wrap=True)
            self._grid.addWidget(label, place, 2)


class SystemPage(Page):
    """系统. Opened with `part` = safety, settings, ledger or about."""

    page_key = "system"
    title = "系统"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.setMinimumSize(*SMALLEST_PAGE)
        self.head = PageHead("系统")
        self.head.detail.setMinimumWidth(1)
        self.tabs = CountTabs("系统")
        self.tabs.set_tabs([(key, text, None) for key, text in PARTS], SAFETY)
        self.tabs.chosen.connect(self._show_part)
        self.settings = SettingsForm()
        self.settings.save.connect(self.save_settings)
        self.stack = QStackedWidget()
        for part in (self._safety(), self.settings, self._ledger(), self._about()):
            self.stack.addWidget(part)
        strip = QWidget()
        ground(strip, "surface")
        row = QHBoxLayout(strip)
        row.setContentsMargins(5, 0, 5, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, strip, line()):
            column.addWidget(each)
        column.addWidget(self.stack, 1)

    def _safety(self) -> QWidget:
        self.backup_panel = Panel("备份", " ")
        self.backup_button = primary("立即备份", self.back_up)
        self.backups = Lines()
        _fill(self.backup_panel, self.backup_button, self.backups)
        self.check_panel = Panel("全库核对", "文件、密钥、流水、登记之间逐项核对")
        self.check_button = plain("开始核对", self.verify)
        self.checks = Lines()
        self.checks.show_rows([(Glyph.DRAFT, "还没有核对", "核对只读不改，台账大时要几秒")])
        _fill(self.check_panel, self.check_button, self.checks)
        return _Columns(self.backup_panel, self.check_panel)

    def _ledger(self) -> QWidget:
        self.account_panel = Panel("在用的账号")
        self.account = Lines()
        self.account_panel.body.addWidget(self.account)
        self.account_panel.body.addStretch(1)
        self.ledger_panel = Panel("这份台账")
        self.ledger = Lines()
        self.ledger_panel.body.addWidget(self.ledger)
        self.ledger_panel.body.addStretch(1)
        return _Columns(self.account_panel, self.ledger_panel)

    def _about(self) -> QWidget:
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
        holder = QWidget()
        row = QVBoxLayout(holder)
        row.setContentsMargins(12, 12, 12, 12)
        row.addWidget(about)
        return holder

    # data

    def refresh(self) -> None:
        """Read settings and backups."""

        def read(ledger: Ledger, _: Progress) -> SystemFacts:
            return SystemFacts(ledger.settings(), ledger.backups(), ledger.backup_age())

        self.tasks.run("读取系统", read, self.show_data, replaces="system")

    def arrive(self, **context: Any) -> None:
        part = context.get("part")
        for at in range(self.tabs.count()):
            if self.tabs.key(at) == part:
                self.tabs.setCurrentIndex(at)

    def show_data(self, facts: SystemFacts) -> None:
        """Show what was read; settings being typed stay."""
        info = self.shell.info
        self.head.set_detail(f"{info.unit_name}，{info.account}（{info.role_words}）")
        if not self.settings.changed() or not self.settings.isVisible():
            self.settings.show_data(facts.settings, allowed="administrator" in info.roles)
        fresh = facts.age is not None and facts.age < ONE_DAY
        self.backup_panel.note.setText(age_words(facts.age))
        rows: list[tuple[Glyph | None, str, str]] = [
            (Glyph.DONE if place or fresh else Glyph.LOOK, moment, f"{folder.name}，{held}")
            for place, (folder, moment, held) in enumerate(facts.backups[:BACKUPS_SHOWN])
        ]
        if len(facts.backups) > BACKUPS_SHOWN:
            rows.append((None, f"另有 {len(facts.backups) - BACKUPS_SHOWN} 份", "更早的备份都在同一文件夹"))
        if not rows:
            rows = [(Glyph.LOOK, "还没有备份", "备份是加密的，连密钥文件一起存一份到 U 盘更稳妥")]
        self.backups.show_rows(rows)
        self.account.show_rows(
            [
                (None, "账号", info.account),
                (None, "角色", info.role_words),
                (None, "能做什么", "录入、导入、起草月报" if "recorder" in info.roles else "查看"),
            ]
        )
        self.ledger.show_rows(
            [
                (None, "单位", f"{info.unit_name}，{info.office}"),
                (None, "建账年度", f"{info.year} 年"),
                (None, "台账文件", str(info.path)),
                (None, "密钥文件", f"{info.path}.keys，和台账一起备份、一起拷走"),
                (None, "备份文件夹", str(info.path.with_suffix(".backups"))),
                (None, "性质", "演示台账，数据全是编的" if info.demonstration else "正式台账"),
            ]
        )

    def _show_part(self, key: str) -> None:
        self.stack.setCurrentIndex([each for each, _ in PARTS].index(key))

    # doing

    def back_up(self) -> None:
        """Make a verified backup beside the ledger."""
        self.backup_button.setEnabled(False)
        self.backup_panel.note.setText("正在备份")

        def made(folder: Path) -> None:
            self.backup_button.setEnabled(True)
            self.shell.say(f"已备份并验证：{folder.name}")
            self.tasks.changed.emit(Change(frozenset(("backup",))))

        def not_made(fault: Any) -> None:
            self.backup_button.setEnabled(True)
            self.backup_panel.note.setText("没有备份成")
            self.tasks.failed.emit(fault)

        self.tasks.run("备份", lambda ledger, _: ledger.backup(), made, not_made)

    def verify(self) -> None:
        """Check the whole ledger."""
        self.check_button.setEnabled(False)
        self.checks.show_rows([(Glyph.PLANNED, "正在核对", "逐页读取，只读不改")])

        def not_done(fault: Any) -> None:
            self.check_button.setEnabled(True)
            self.checks.show_rows([(Glyph.BAD, "没有核对完", str(fault))])

        self.tasks.run("全库核对", lambda ledger, _: ledger.verify(), self.show_checks, not_done)

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """Show what the check found."""
        self.check_button.setEnabled(True)
        bad = sum(each.level == "block" for each in checks)
        self.check_panel.note.setText(f"{numbers.count(bad)} 项不对" if bad else f"{len(checks)} 项都对得上")
        self.checks.show_rows(
            [(CHECK_GLYPHS.get(each.level, Glyph.LOOK), each.name, each.detail) for each in checks]
        )

    def save_settings(self, values: dict[str, str], reason: str) -> None:
        """Change settings, each journaled with the reason."""

        def save(ledger: Ledger, _: Progress) -> Any:
            changes = [ledger.set_setting(key, value, reason) for key, value in values.items()]
            return changes[-1]

        def saved(_: Any) -> None:
            self.shell.say(f"已保存 {len(values)} 项设置，原因记入流水")
            self.settings.reason.clear()

        self.tasks.run("保存设置", save, saved)
        self.tasks.run("读取设置", lambda ledger, _: ledger.settings(), self._show_settings)

    def _show_settings(self, stored: dict[str, str]) -> None:
        self.settings.show_data(stored, allowed="administrator" in self.shell.info.roles)


def _fill(panel: Panel, button: QWidget, rows: Lines) -> None:
    foot = QHBoxLayout()
    foot.addWidget(button)
    foot.addStretch(1)
    panel.body.addWidget(rows)
    panel.body.addSpacing(8)
    panel.body.addLayout(foot)
    panel.body.addStretch(1)


class _Columns(QScrollArea):
    """Panels beside each other; one below the other, scrolling, where it is narrow."""

    def __init__(self, *panels: Panel) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._row.setContentsMargins(12, 12, 12, 12)
        self._row.setSpacing(10)
        for panel in panels:
            panel.setMinimumWidth(1)
            self._row.addWidget(panel, 1)
        self.setWidget(holder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < BESIDE
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        super().resizeEvent(event)


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
