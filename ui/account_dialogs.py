"""Dialogs about accounts: a new one, other roles, a password; each tells in place what does not do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from core.accounts import password_problems
from core.errors import LedgerFault, WrongPassword
from core.info import ROLES
from ui.alerts import Question
from ui.controls import LabelledField, PasswordInput, line_input, words

_PROFILE = "至少 8 位，大写、小写、数字、符号四类占三类。"


class AccountQuestion(Question):
    """A question with fields that stays open until the ledger has taken the answer."""

    def __init__(self, parent: QWidget, headline: str, sentence: str, action: str) -> None:
        super().__init__(parent, headline, sentence, action)
        self.body.setSpacing(10)
        self.body.setContentsMargins(0, 8, 0, 0)
        self.action.clicked.disconnect()
        self.action.clicked.connect(self._try)
        self.wrong = words("", "secondary", "bad", wrap=True)
        self._answer: Callable[[], None] = lambda: None

    def on_answer(self, answer: Callable[[], None]) -> None:
        """What to do with the answer; call `done_well` or `refused` afterwards."""
        self._answer = answer

    def problem(self) -> str:
        """What keeps the answer from being given, "" when nothing does."""
        return ""

    def _try(self) -> None:
        problem = self.problem()
        self._say(problem)
        if not problem:
            self.action.setEnabled(False)
            self._answer()

    def refused(self, fault: LedgerFault) -> None:
        """The ledger did not take it: say why and stay."""
        self.action.setEnabled(True)
        left = fault.tries_left if isinstance(fault, WrongPassword) else None
        tries = f"现在的密码不对，还可以试 {left} 次。" if left is not None else ""
        self._say(tries or f"{fault.happened}{fault.todo}")

    def _say(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _finish(self) -> None:
        self.body.addWidget(self.wrong)
        self.wrong.hide()


def show_recovery_code(parent: QWidget, title: str, sentence: str, code: str) -> None:
    """Show a recovery code, the only time, until somebody says that it is copied down."""
    shown = AccountQuestion(parent, title, sentence, "已抄好")
    text = words(code, "page", wrap=True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setAccessibleName(title)
    shown.body.addWidget(text)
    shown.refuse.hide()
    shown.on_answer(shown.accept)
    shown.open()


class RoleBoxes(QWidget):
    """A box for each role; the auditor's goes with no other."""

    def __init__(self, chosen: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.setAccessibleName("角色")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        self.boxes = {role: QCheckBox(name) for role, name in ROLES.items()}
        for role, box in self.boxes.items():
            box.setChecked(role in chosen)
            box.toggled.connect(self._settle)
            row.addWidget(box)
        row.addStretch(1)
        self._settle()

    def chosen(self) -> tuple[str, ...]:
        """The roles that are ticked."""
        return tuple(role for role, box in self.boxes.items() if box.isChecked())

    def _settle(self) -> None:
        auditor = self.boxes["auditor"]
        others = [box for role, box in self.boxes.items() if role != "auditor"]
        for box in others:
            box.setEnabled(not auditor.isChecked())
            box.setToolTip("审计员不兼任其他角色" if auditor.isChecked() else "")
        auditor.setEnabled(not any(box.isChecked() for box in others))
        auditor.setToolTip("" if auditor.isEnabled() else "审计员不兼任其他角色")


class PasswordFields:
    """A new password typed twice, judged as it is typed."""

    def __init__(self, label: str) -> None:
        self.first = PasswordInput(label)
        self.second = PasswordInput("再输一次")
        self.first_field = LabelledField(
            label, self.first, hint="至少 8 位，大写、小写、数字、符号四类占三类。"
        )
        self.second_field = LabelledField("再输一次", self.second)

    def problem(self, account: str, strict: bool = True) -> str:
        """What is wrong with what was typed."""
        wrong = "".join(password_problems(self.first.text(), account)) if strict else ""
        if not self.first.text():
            return "还没有输入密码。"
        return wrong or ("" if self.first.text() == self.second.text() else "两次输入的密码不一样。")


class NewAccount(AccountQuestion):
    """A name, roles and a first password."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "新建账号", "首次密码当面交给本人；本人第一次打开台账时先改成自己的。", "新建账号"
        )
        self.name = line_input(name="账号名", placeholder="例如：李会计")
        self.roles = RoleBoxes(("recorder",))
        self.password = PasswordFields("首次密码")
        self.body.addWidget(LabelledField("账号名", self.name))
        self.body.addWidget(
            LabelledField("角色", self.roles, hint="月报要两个人：录入员起草送审，审核员批准上报。")
        )
        self.body.addWidget(self.password.first_field)
        self.body.addWidget(self.password.second_field)
        self._finish()
        self.name.setFocus()

    def problem(self) -> str:
        if not self.name.text().strip():
            return "还没有写账号名。"
        if not self.roles.chosen():
            return "至少选一个角色。"
        return self.password.problem(self.name.text().strip())


class OtherRoles(AccountQuestion):
    """Other roles, with a reason."""

    def __init__(self, parent: QWidget, account: str, roles: tuple[str, ...]) -> None:
        super().__init__(parent, f"改“{account}”的角色", "新的角色从这个账号下次打开台账时起算。", "改角色")
        self.roles = RoleBoxes(roles)
        self.reason = line_input(name="原因", placeholder="写进流水，例如：轮岗")
        self.body.addWidget(LabelledField("角色", self.roles))
        self.body.addWidget(LabelledField("原因", self.reason, required=True))
        self._finish()
        self.reason.setFocus()

    def problem(self) -> str:
        if not self.roles.chosen():
            return "至少选一个角色。"
        return "" if self.reason.text().strip() else "还没有写原因。"


class ResetPassword(AccountQuestion):
    """A first password anew for another account, with a reason."""

    def __init__(self, parent: QWidget, account: str) -> None:
        super().__init__(
            parent, f"重设“{account}”的密码", "原密码随即作废；本人下次打开台账时先改成自己的。", "重设密码"
        )
        self._account = account
        self.password = PasswordFields("首次密码")
        self.reason = line_input(name="原因", placeholder="写进流水，例如：本人忘记密码")
        for field in (self.password.first_field, self.password.second_field):
            self.body.addWidget(field)
        self.body.addWidget(LabelledField("原因", self.reason, required=True))
        self._finish()
        self.password.first.setFocus()

    def problem(self) -> str:
        wrong = self.password.problem(self._account)
        return wrong or ("" if self.reason.text().strip() else "还没有写原因。")


class ChangePassword(AccountQuestion):
    """One's own password. `by_code`: the recovery code stood in for the old one, which is not asked."""

    def __init__(self, parent: QWidget, account: str, why: str = "", *, by_code: bool = False) -> None:
        super().__init__(parent, "改密码", why or "改好后马上生效。恢复码不变，和密码分开保管。", "改密码")
        self._account = account
        self._by_code = by_code
        self.given = ("", "")
        self.old = PasswordInput("现在的密码")
        self.password = PasswordFields("新密码")
        if not by_code:
            self.body.addWidget(LabelledField("现在的密码", self.old))
        for field in (self.password.first_field, self.password.second_field):
            self.body.addWidget(field)
        self._finish()
        (self.password.first if by_code else self.old).setFocus()

    def problem(self) -> str:
        if not self._by_code and not self.old.text():
            return "还没有输入现在的密码。"
        return self.password.problem(self._account)


class Disable(AccountQuestion):
    """Taking an account's key away, with a reason."""

    def __init__(self, parent: QWidget, account: str) -> None:
        super().__init__(
            parent,
            f"停用“{account}”",
            "停用后这个账号打不开台账，它做过的事仍在流水里。以前拷走的台账和密钥文件它仍能打开；"
            "要连那些一起防住，停用后再“更换数据密钥”。",
            "停用",
        )
        self.reason = line_input(name="原因", placeholder="写进流水，例如：调离")
        self.body.addWidget(LabelledField("原因", self.reason, required=True))
        self._finish()
        self.reason.setFocus()

    def problem(self) -> str:
        return "" if self.reason.text().strip() else "还没有写原因。"


class NewDataKey(AccountQuestion):
    """Another data key for the whole ledger, with a reason."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            "更换数据密钥",
            "有人离岗或密钥文件外流时用。先备份并验证，再用新密钥把台账重写一遍；各账号的密码和恢复码照旧可用。"
            "以前的备份仍由当时的密码打开，不要的请自行销毁。",
            "更换",
        )
        self.reason = line_input(name="原因", placeholder="写进流水，例如：有人调离")
        self.body.addWidget(LabelledField("原因", self.reason, required=True))
        self._finish()
        self.reason.setFocus()

    def problem(self) -> str:
        return "" if self.reason.text().strip() else "还没有写原因。"
