"""The steps of the first run: unit, account, recovery code, backup place, begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from core.accounts import password_problems
from ui.buttons import plain
from ui.fields import FindInput, LabelledField, PasswordInput, line_input
from ui.icons import Glyph, status_glyph
from ui.panels import Notice
from ui.theme import STRONG, color, font
from ui.unit_facts import ticked
from ui.unit_table import UnitLine, UnitTable, unit_lines
from ui.words import words

STEPS = ("选本单位", "建账号", "收好恢复码", "定备份位置", "开始")


class StepList(QWidget):
    """The five steps down the left side, the current one filled."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self.setFixedHeight(38 * len(STEPS))
        self.show_step(0)

    def show_step(self, at: int) -> None:
        """Mark a step as the current one; those before it are done."""
        self._at = at
        self.setAccessibleName(f"第 {at + 1} 步，共 {len(STEPS)} 步：{STEPS[at]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(190, 38 * len(STEPS))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, title in enumerate(STEPS):
            top = at * 38
            disc = QRectF(0.5, top + 0.5, 17, 17)
            if at + 1 < len(STEPS):
                painter.setPen(QPen(color("line_strong"), 1))
                painter.drawLine(9, top + 22, 9, top + 35)
            self._disc(painter, disc, at)
            painter.setFont(font(13, STRONG) if at == self._at else font(13))
            painter.setPen(color("text" if at == self._at else "text2"))
            painter.drawText(QRect(28, top, 160, 18), left, title)

    def _disc(self, painter: QPainter, disc: QRectF, at: int) -> None:
        if at < self._at:
            status_glyph(painter, disc.adjusted(-0.5, -0.5, 0.5, 0.5), Glyph.DONE)
            return
        here = at == self._at
        painter.setPen(Qt.PenStyle.NoPen if here else QPen(color("control"), 1.4))
        painter.setBrush(color("btn") if here else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setPen(color("btn_text" if here else "text2"))
        painter.setFont(font(12, STRONG) if here else font(12))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))


class UnitStep(QWidget):
    """您在哪个区县？ The table of units with a search box."""

    def __init__(self, year: int, today: date) -> None:
        super().__init__()
        lines = unit_lines(year, today)
        with_quota = sum(each.target is not None for each in lines)
        column = _column(
            self, "您在哪个区县？", f"{with_quota} 个有任务的单位都在表里。打单位名或拼音首字母就能找到。"
        )
        self.search = FindInput("单位名或拼音首字母")
        self.search.setFixedWidth(240)
        self.table = UnitTable(lines, year)
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(words("排在前面的最相近", "caption"))
        column.addLayout(row)
        column.addSpacing(10)
        frame = _Framed(self.table)
        column.addWidget(frame, 1)
        self.search.textChanged.connect(self.table.show_nearest)

    @property
    def chosen(self) -> UnitLine | None:
        """The unit under the selection."""
        return self.table.chosen()


class _Framed(QWidget):
    """A hairline around a table, with the layout kept off it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(inner)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("line"))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class AccountStep(QWidget):
    """The first account: name and password, checked against the profile while typing."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self, "建一个账号", "第一个账号是录入员，也是管理员。以后可以再建别的账号。")
        self.account = line_input("admin", "账号")
        self.first = PasswordInput("密码")
        self.second = PasswordInput("再输一遍密码")
        self.account_field = LabelledField(
            "账号", self.account, required=True, hint="字母、数字或中文都可以。"
        )
        self.first_field = LabelledField(
            "密码",
            self.first,
            required=True,
            hint="至少 8 位，大写、小写、数字、符号四类里至少三类；不用常见的词和连着的键。",
        )
        self.second_field = LabelledField("再输一遍密码", self.second, required=True)
        for field in (self.account_field, self.first_field, self.second_field):
            field.setFixedWidth(360)
            column.addWidget(field)
            column.addSpacing(8)
        column.addWidget(
            Notice("密码忘了，凭下一步的恢复码还能打开。两样都没有，任何人都打不开台账。", Glyph.PLANNED)
        )
        column.addStretch(1)
        self.first.caps_lock.connect(self._caps)

    def problem(self) -> bool:
        """Check what was typed and say what is wrong below the field; True when something is."""
        account = self.account.text().strip()
        self.account_field.set_error("" if account else "请填账号。")
        wrong = "".join(password_problems(self.first.text(), account))
        self.first_field.set_error(wrong)
        same = self.first.text() == self.second.text()
        self.second_field.set_error("" if same else "两遍不一样，请重输一遍。")
        return not account or bool(wrong) or not same

    def clear_passwords(self) -> None:
        """Forget what was typed once the ledger stands."""
        self.first.clear()
        self.second.clear()

    def _caps(self, on: bool) -> None:
        if not self.first_field.error:
            self.first_field.set_warning("大写锁定开着。" if on else "")


class RecoveryStep(QWidget):
    """The recovery code: shown once, printed, saved or copied by hand before one can go on."""

    kept_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        column = _column(self, "收好恢复码", "忘记密码时，只有它能打开台账。它只在这里显示这一次。")
        self._unit = ""
        self.code = QLabel()
        big = QFont(font(16, STRONG))
        self.code.setFont(big)
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.code.setAccessibleName("恢复码")
        self.code.setContentsMargins(14, 12, 14, 12)
        column.addWidget(_Framed(self.code))
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.print = plain("打印…", self._print, "printer")
        self.save = plain("另存…", self._save, "device-floppy")
        row.addWidget(self.print)
        row.addWidget(self.save)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(12)
        self.copied = QCheckBox("已抄在纸上，收在锁着的柜子里")
        self.copied.toggled.connect(lambda _: self.kept_changed.emit(self.kept))
        column.addWidget(self.copied)
        column.addSpacing(12)
        self.said = Notice("打印、另存或者抄好以后，才能进下一步。不要和台账放在同一个地方。", Glyph.WAITING)
        column.addWidget(self.said)
        column.addStretch(1)
        self._stored = False

    @property
    def kept(self) -> bool:
        """True once the code was printed, saved, or copied by hand."""
        return self._stored or self.copied.isChecked()

    def show_code(self, unit: str, code: str) -> None:
        """Show the code of a new ledger."""
        self._unit = unit
        self.code.setText(code)

    def forget(self) -> None:
        """Take the code off the screen."""
        self.code.clear()

    def _stored_as(self, sentence: str) -> None:
        self._stored = True
        self.said.say(sentence, Glyph.DONE)
        self.kept_changed.emit(self.kept)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(printer)
            self._stored_as("已送打印。请核对纸上的字，收进锁着的柜子。")

    def print_to(self, printer: QPrinter) -> None:
        """Print the code with the unit's name and what it is for."""
        document = QTextDocument()
        document.setDefaultFont(font(13))
        document.setPlainText(self._text())
        document.print_(printer)

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "另存恢复码", f"{self._unit}台账恢复码.txt", "文本文件 (*.txt)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the code to a file the clerk chose; says so when that cannot be done."""
        try:
            path.write_text(self._text(), "utf-8-sig")
        except OSError:
            self.said.say("没有存成：这个位置写不进去。请换一个位置，或者打印、抄写。", Glyph.BAD)
            return
        self._stored_as(f"已存到 {path.name}。请移到 U 盘等别处，不要留在这台电脑上。")

    def _text(self) -> str:
        return (
            f"{self._unit}留渝来渝就业创业台账　恢复码\n\n{self.code.text()}\n\n"
            "忘记密码时，在解锁窗口选“忘记密码，用恢复码”。请收在锁着的柜子里，不要和台账放在一起。\n"
        )


class BackupStep(QWidget):
    """Where backups go; the first one is made on leaving the step."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self, "备份放在哪里", "最好另选一块盘或 U 盘。电脑坏了，备份还在。备份也是加密的。")
        self.folder = line_input("", "备份位置")
        self.folder.setReadOnly(True)
        self.field = LabelledField(
            "备份位置", self.folder, hint="进下一步时先备份一次，并当场核对能不能打开。"
        )
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.field, 1)
        choose = plain("换位置…", self._choose)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 20, 0, 0)
        beside.addWidget(choose)
        beside.addStretch(1)
        row.addLayout(beside)
        column.addLayout(row)
        column.addStretch(1)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份位置", self.folder.text())
        if chosen:
            self.folder.setText(chosen)


class DoneStep(QWidget):
    """What now stands, and where."""

    def __init__(self) -> None:
        super().__init__()
        self._column = _column(self, "台账建好了", "按“开始使用”进入总览。")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self._column.addLayout(self._lines)
        self._column.addSpacing(18)
        self._font = ""
        self.with_font = QCheckBox()
        self.with_font.setVisible(False)
        self.font_words = words(
            "公文正文用仿宋。不选的用自带宋体，以后在系统的“口径与设置”里能改。", "caption", wrap=True
        )
        self.font_words.setVisible(False)
        self._column.addWidget(self.with_font)
        self._column.addWidget(self.font_words)
        self._column.addStretch(1)

    def show_lines(self, lines: list[tuple[str, str]]) -> None:
        """Fill in (heading, words)."""
        for heading, text in lines:
            self._lines.addWidget(ticked(heading, text))

    def offer_font(self, names: Sequence[str]) -> None:
        """Offer the first Fangsong of this computer for the body of the return; nothing where it has none."""
        self._font = next(iter(names), "")
        for part in (self.with_font, self.font_words):
            part.setVisible(bool(self._font))
        self.with_font.setText(f"月报正文用这台电脑上的仿宋（{self._font}）")
        self.with_font.setChecked(bool(self._font))

    @property
    def font_name(self) -> str:
        """File name of the font that was taken; "" for the font of the house."""
        return self._font if self.with_font.isChecked() else ""


def _column(step: QWidget, question: str, sentence: str) -> QVBoxLayout:
    column = QVBoxLayout(step)
    column.setContentsMargins(20, 22, 20, 14)
    column.setSpacing(0)
    column.addWidget(words(question, "page"))
    column.addSpacing(2)
    column.addWidget(words(sentence, "secondary", wrap=True))
    column.addSpacing(11)
    return column


__all__ = [
    "STEPS",
    "AccountStep",
    "BackupStep",
    "DoneStep",
    "RecoveryStep",
    "StepList",
    "UnitStep",
]
