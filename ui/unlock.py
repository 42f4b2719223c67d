"""解锁: the card that opens a ledger with account and password, or with the recovery code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import (
    RESCUED_BY_BACKUP,
    LedgerFault,
    TooManyTries,
    WrongPassword,
    WrongRecoveryCode,
)
from ui.alerts import show_fault
from ui.buttons import link, plain, primary
from ui.door import Card
from ui.fields import LabelledField, PasswordInput, line_input
from ui.icons import Glyph, paint_icon
from ui.panels import Notice, dialog_foot
from ui.restore_dialog import RestoreQuestion
from ui.tasks import Tasks
from ui.theme import color
from ui.words import words

NOTE = "台账文件已加密；没有密码或恢复码，任何人都打不开。"
WIDTH = 420


class _LockTile(QWidget):
    """The padlock in its tinted square."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(36, 36)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        paint_icon(painter, self.rect().adjusted(8, 8, -8, -8), "lock", "accent")


def ledger_name(path: Path) -> str:
    """What a clerk calls the file: 永川区台账."""
    return path.stem if path.stem.endswith("台账") else f"{path.stem}台账"


def _sentence(fault: LedgerFault) -> str:
    if isinstance(fault, WrongPassword) and fault.tries_left is not None:
        return f"账号或密码不对，还可以试 {fault.tries_left} 次。之后锁定 15 分钟。"
    return f"{fault.happened}{fault.todo}"


class UnlockCard(Card):
    """Asks for account and password; `opened` comes when the worker holds the open ledger.

    `other_wanted` comes when the clerk wants another ledger than this one.

    `reason` says why the program locked, `kept` what became of a row half typed.
    """

    opened = Signal(object)
    other_wanted = Signal()

    def __init__(
        self, tasks: Tasks, path: Path, account: str = "admin", reason: str = "", kept: str = ""
    ) -> None:
        super().__init__("解锁")
        self._tasks = tasks
        self._path = path
        self.setFixedWidth(WIDTH)
        self.closed.connect(self._quit)
        self.account = line_input(account, "账号", passing=True)
        self.password = PasswordInput("密码")
        self.password_field = LabelledField("密码", self.password)
        self.code = line_input("", "恢复码", passing=True)
        self.code_field = LabelledField(
            "恢复码", self.code, hint="建台账时打印或抄下的那一串，横线和空格可以不打。"
        )
        self.unlock = primary("解锁", self.submit)
        self.other = link("忘记密码，用恢复码", self._switch)
        self.account_field = LabelledField("账号", self.account)
        self._build(reason, kept)
        self.password.caps_lock.connect(self._caps)
        for edit in (self.account, self.password, self.code):
            edit.returnPressed.connect(self.submit)

    def _build(self, reason: str, kept: str) -> None:
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 23, 24, 20)
        inner.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(_LockTile())
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(words(ledger_name(self._path), "page"))
        titles.addWidget(words(reason or self._path.name, "caption"))
        head.addLayout(titles, 1)
        inner.addLayout(head)
        inner.addSpacing(10)
        for field in (self.account_field, self.password_field, self.code_field):
            inner.addWidget(field)
        self.code_field.hide()
        self.kept = Notice(kept, Glyph.DONE)
        self.kept.setVisible(bool(kept))
        inner.addWidget(self.kept)
        inner.addSpacing(22)
        self.elsewhere = link("换台账…", self.other_wanted.emit)
        self.foot = dialog_foot((self.other, self.elsewhere), (self.unlock, plain("退出", self._quit)))
        inner.addLayout(self.foot)
        self.body.addLayout(inner)

    def begin(self) -> None:
        self.password.setFocus()

    @property
    def by_code(self) -> bool:
        """True while the recovery code is asked for."""
        return not self.code_field.isHidden()

    def submit(self) -> None:
        """Try to open the ledger."""
        from core.ledger import Ledger

        path, account = self._path, self.account.text().strip()
        secret = self.code.text() if self.by_code else self.password.text()
        field = self.code_field if self.by_code else self.password_field
        if not secret:
            field.set_error("请输入恢复码。" if self.by_code else "请输入密码。")
            return
        field.set_error("")
        self._enable(False)
        if self.by_code:
            self._tasks.open(
                "打开", lambda _: Ledger.open_with_recovery(path, secret), self.opened.emit, self._refused
            )
        else:
            self._tasks.open(
                "打开", lambda _: Ledger.open(path, account, secret), self.opened.emit, self._refused
            )

    def _refused(self, fault: LedgerFault) -> None:
        self._enable(True)
        field = self.code_field if self.by_code else self.password_field
        if isinstance(fault, WrongPassword | WrongRecoveryCode | TooManyTries):
            field.set_error(_sentence(fault))
        else:
            dialog = show_fault(self.window(), fault)
            if isinstance(fault, RESCUED_BY_BACKUP):
                dialog.finished.connect(self._offer_backup)
        edit = self.code if self.by_code else self.password
        edit.selectAll()
        edit.setFocus()

    def _offer_backup(self) -> None:
        """The file does not open: offer the newest good backup beside it. The file itself stays as it is."""
        from core.restoring import newest_good, restore_beside

        path = self._path
        backup = newest_good(path)
        if backup is None:
            return
        dialog = RestoreQuestion(
            self.window(),
            "用最近的好备份打开",
            f"备份时间 {backup.made.astimezone():%Y-%m-%d %H:%M}，已核对完整。会在旁边另建一份台账打开，"
            "打不开的那份原样留着。备份之后录入的要重新录入。",
            "另建并打开",
            self.account.text().strip(),
        )

        def put() -> None:
            account, password = dialog.answer
            self._tasks.open(
                "恢复备份",
                lambda _: restore_beside(path, backup.folder, account, password),
                self.opened.emit,
                self._refused,
            )

        dialog.accepted.connect(put)
        dialog.open()

    def _enable(self, on: bool) -> None:
        self.unlock.setEnabled(on)
        self.unlock.setText("解锁" if on else "正在核对")
        for edit in (self.account, self.password, self.code):
            edit.setReadOnly(not on)

    def _caps(self, on: bool) -> None:
        if not self.password_field.error:
            self.password_field.set_warning("大写锁定开着。" if on else "")

    def _switch(self) -> None:
        by_code = not self.by_code
        self.account_field.setVisible(not by_code)
        self.password_field.setVisible(not by_code)
        self.code_field.setVisible(by_code)
        self.other.setText("改用密码" if by_code else "忘记密码，用恢复码")
        self.other.updateGeometry()
        (self.code if self.by_code else self.password).setFocus()

    def _quit(self) -> None:
        self.window().close()
