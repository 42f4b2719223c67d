"""系统 → 备份与核对: backups, their age, and the check of the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from core.views import Change, Check
from ui import numbers
from ui.controls import Panel, plain, primary
from ui.icons import Glyph
from ui.pages import Page, Shell
from ui.system_lines import Columns, Lines, age_words, fill
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

CHECK_GLYPHS = {"pass": Glyph.DONE, "warn": Glyph.LOOK, "block": Glyph.BAD}
BACKUPS_SHOWN = 12
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What the part reads of the ledger."""

    backups: tuple[tuple[Path, str, str], ...]
    age: timedelta | None


class SafetyPart(Page):
    """Backups made and listed, and the check of the whole ledger."""

    page_key = "system"
    title = "备份与核对"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.backup_panel = Panel("备份", " ")
        self.backup_button = primary("立即备份", self.back_up)
        self.backups = Lines()
        fill(self.backup_panel, self.backups, self.backup_button)
        self.check_panel = Panel("全库核对", "文件、密钥、流水、登记之间逐项核对")
        self.check_button = plain("开始核对", self.verify)
        self.checks = Lines()
        self.checks.show_rows([(Glyph.DRAFT, "还没有核对", "核对只读不改，台账大时要几秒")])
        fill(self.check_panel, self.checks, self.check_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns(self.backup_panel, self.check_panel))

    def refresh(self) -> None:
        def read(ledger: Ledger, _: Progress) -> BackupFacts:
            return BackupFacts(ledger.backups(), ledger.backup_age())

        self.tasks.run("读取备份", read, self.show_data, replaces="system-safety")

    def show_data(self, facts: BackupFacts) -> None:
        """Show the backups there are."""
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
