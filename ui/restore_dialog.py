"""Asking for account and password of the day a copy of the ledger was made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.alerts import Question
from ui.controls import LabelledField, PasswordInput, enter_follows, line_input


class RestoreQuestion(Question):
    """Account and password; `answer` holds them once it is accepted."""

    def __init__(self, parent: QWidget, headline: str, sentence: str, action: str, account: str) -> None:
        super().__init__(parent, headline, sentence, action, destroys=True)
        self.answer = ("", "")
        self.account = line_input(account, "账号", passing=True)
        self.password = PasswordInput("当时的密码")
        self.password_field = LabelledField("当时的密码", self.password, hint="备份那天用的密码。")
        self.body.setSpacing(10)
        self.body.setContentsMargins(0, 8, 0, 0)
        self.body.addWidget(LabelledField("账号", self.account))
        self.body.addWidget(self.password_field)
        enter_follows(self.password, self.action, self.refuse)
        self.password.setFocus()

    def accept(self) -> None:
        """Take the answer when there is one."""
        if not self.password.text():
            self.password_field.set_error("请输入密码。")
            return
        self.answer = (self.account.text().strip(), self.password.text())
        super().accept()
