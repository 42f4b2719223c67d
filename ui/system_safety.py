"""系统 → 备份与核对: backups, their age, and the check of the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.views import Change, Check
from ui import numbers
from ui.controls import Panel, Strip, plain, primary, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.restore_dialog import RestoreQuestion
from ui.system_lines import Columns, Lines, age_words, fill
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.backup_desk import BackupView
    from core.ledger import Ledger
    from core.privacy.marks import ErasedMark

CHECK_GLYPHS = {"pass": Glyph.DONE, "warn": Glyph.LOOK, "block": Glyph.BAD}
TABLE_ROWS = 8
_NONE = "还没有备份。备份是加密的，连密钥文件一起存一份到 U 盘更稳妥。"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What the part reads of the ledger."""

    backups: tuple[BackupView, ...]
    age: timedelta | None
    paused: bool
    aside: tuple[Path, ...]
    erased: tuple[ErasedMark, ...] = ()
    """The list of the erased, which goes over into a restored ledger."""


def read_backups(ledger: Ledger, _: Progress) -> BackupFacts:
    """Read it."""
    from core.restoring import set_aside

    return BackupFacts(
        ledger.backups(),
        ledger.backup_age(),
        ledger.backups_paused(),
        tuple(set_aside(ledger.info.path)),
        ledger.erased_marks(),
    )


class SafetyPart(Page):
    """Backups made, listed and put back, and the check of the whole ledger."""

    page_key = "system"
    title = "备份与核对"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._facts = BackupFacts((), None, False, ())
        self.paused = Strip("这是恢复出来的台账，自动备份先停着。核对无误后继续。", "warn")
        self.resume = plain("继续自动备份", self.go_on)
        self.paused.tools.addWidget(self.resume)
        self.paused.hide()
        self.check_panel = Panel("全库核对", "文件、密钥、流水、登记之间逐项核对")
        self.check_button = plain("开始核对", self.verify)
        self.checks = Lines()
        self.checks.show_rows([(Glyph.DRAFT, "还没有核对", "核对只读不改，台账大时要几秒")])
        fill(self.check_panel, self.checks, self.check_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.paused)
        column.addWidget(Columns(self._backup_panel(), self.check_panel), 1)

    def _backup_panel(self) -> Panel:
        self.backup_panel = panel = Panel("备份", " ")
        self.backups = WordTable(
            "备份", ("备份时间", "内有", "在它之后又改了"), (140, 96, 128), figures=(-1,)
        )
        self.backups.setFixedHeight(28 * (TABLE_ROWS + 1))
        self.backups.chosen.connect(self._show_chosen)
        self.none = words(
            "还没有备份。备份是加密的，连密钥文件一起存一份到 U 盘更稳妥。", "secondary", wrap=True
        )
        self.held = words("", "secondary", wrap=True)
        self.backup_button = primary("立即备份", self.back_up)
        self.restore = plain("恢复到这一份…", self.ask_restore)
        self.put_back = plain("换回恢复前的台账…", self.ask_put_back)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.backup_button, self.restore, self.put_back):
            row.addWidget(button)
        row.addStretch(1)
        for each in (self.none, self.backups, self.held):
            panel.body.addWidget(each)
        panel.body.addSpacing(8)
        panel.body.addLayout(row)
        panel.body.addStretch(1)
        return panel

    def refresh(self) -> None:
        self.tasks.run("读取备份", read_backups, self.show_data, replaces="system-safety")

    def show_data(self, facts: BackupFacts) -> None:
        """Show the backups there are."""
        self._facts = facts
        self.backup_panel.note.setText(age_words(facts.age))
        self.paused.setVisible(facts.paused)
        self.backups.show_rows(
            [
                (each.moment, f"{numbers.count(sum(each.rows.values()))} 行", _since(each))
                for each in facts.backups
            ]
        )
        there = bool(facts.backups)
        self.none.setVisible(not there)
        self.backups.setVisible(there)
        self.put_back.setVisible(bool(facts.aside))
        self._show_chosen(self.backups.current())

    @property
    def chosen(self) -> BackupView | None:
        """The backup that is chosen in the list."""
        at = self.backups.current()
        return self._facts.backups[at] if 0 <= at < len(self._facts.backups) else None

    def _show_chosen(self, _at: int) -> None:
        backup = self.chosen
        self.restore.setEnabled(backup is not None)
        held = (
            "、".join(f"{name} {numbers.count(rows)}" for name, rows in backup.rows.items()) if backup else ""
        )
        self.held.setText(f"这一份里有：{held or '还没有登记'}。" if backup else "")

    # doing

    def back_up(self) -> None:
        """Make a verified backup in the usual place."""
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

    def go_on(self) -> None:
        """Somebody has looked at the restored ledger: back up by the clock again."""
        self.tasks.run("确认", lambda ledger, _: ledger.resume_backups(), lambda _: self.refresh())

    def ask_restore(self) -> None:
        """Ask for the password of the backup's day, saying what would be gone."""
        if (backup := self.chosen) is None:
            return
        lost = _lost(backup)
        dialog = RestoreQuestion(
            self, f"恢复到 {backup.moment} 的备份", lost, "恢复", self.shell.info.account
        )

        def put() -> None:
            from core.restoring import restore_over

            path, folder = self.shell.info.path, backup.folder
            account, password = dialog.answer
            erased = self._facts.erased
            self.shell.reopen(lambda _: restore_over(path, folder, account, password, erased), "正在恢复备份")

        dialog.accepted.connect(put)
        dialog.open()

    def ask_put_back(self) -> None:
        """Undo the last restore."""
        if not self._facts.aside:
            return
        aside = self._facts.aside[0]
        dialog = RestoreQuestion(
            self,
            "换回恢复前的台账",
            f"换回“{aside.stem}”。现在这份台账也会留着，文件不删。",
            "换回",
            self.shell.info.account,
        )

        def put() -> None:
            from core.restoring import put_back

            path = self.shell.info.path
            account, password = dialog.answer
            self.shell.reopen(lambda _: put_back(path, aside, account, password), "正在换回台账")

        dialog.accepted.connect(put)
        dialog.open()

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


def _since(backup: BackupView) -> str:
    if backup.changes is None:
        return "接不上"
    return f"{numbers.count(backup.changes)} 次" if backup.changes else "没有改动"


def _lost(backup: BackupView) -> str:
    kept = "现在的台账先留成“（换下）”文件，随时可以换回；自动备份先停，核对后再继续。"
    if backup.changes is None:
        return f"这份备份的流水接不上现在的台账，可能来自另一份副本。{kept}"
    if not backup.changes:
        return f"备份之后没有改动。{kept}"
    return f"备份之后的 {numbers.count(backup.changes)} 次改动在恢复出来的台账里没有。{kept}"
