"""系统 → 账号与台账: who may open the ledger as what, one's own password, and what this ledger is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.info import ROLES
from core.permissions import ACTIONS, allowed
from core.views import Change
from ui.account_dialogs import (
    AccountQuestion,
    ChangePassword,
    Disable,
    NewAccount,
    NewDataKey,
    OtherRoles,
    ResetPassword,
    show_recovery_code,
)
from ui.controls import Panel, plain, primary, words
from ui.page import Page, Shell
from ui.system_lines import Columns, Lines, fill
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from core.account_desk import AccountView
    from core.ledger import Ledger

TABLE_ROWS = 5
_KEEP_CODE = "抄下或打印后，放进单位保险柜，不和电脑放在一起。"


class AccountsPart(Page):
    """The list of accounts and what may be done with the chosen one."""

    page_key = "system"
    title = "账号与台账"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._accounts: tuple[AccountView, ...] = ()
        self.table = WordTable("账号", ("账号", "角色", "最近使用", "状态"), (80, 124, 92, 76))
        self.table.setFixedHeight(28 * (TABLE_ROWS + 1))
        self.table.chosen.connect(self._settle)
        self.add = primary("新建账号…", self.ask_new)
        self.roles = plain("改角色…", self.ask_roles)
        self.reset = plain("重设密码…", self.ask_reset)
        self.disable = plain("停用…", self.ask_disable)
        self.told = words("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns(self._list_panel(), self._side()))

    def _list_panel(self) -> Panel:
        panel = Panel("账号")
        panel.body.addWidget(self.table)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.add, self.roles, self.reset, self.disable):
            row.addWidget(button)
        row.addStretch(1)
        panel.body.addSpacing(8)
        panel.body.addLayout(row)
        panel.body.addWidget(self.told)
        panel.body.addSpacing(10)
        panel.body.addWidget(words("谁能做什么", "section"))
        self.rights = WordTable("谁能做什么", ("事项", *ROLES.values()), (120, 60, 60, 60, 60))
        self.rights.setSelectionMode(WordTable.SelectionMode.NoSelection)
        self.rights.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rights.setMinimumHeight(28 * 6)
        self.rights.show_rows(
            [
                (action.words, *("能" if allowed((role,), key) else "—" for role in ROLES))
                for key, action in ACTIONS.items()
            ]
        )
        panel.body.addWidget(self.rights, 1)
        return panel

    def _side(self) -> QWidget:
        self.own_panel = Panel("我的账号")
        self.own = Lines()
        self.change = plain("改密码…", self.ask_password)
        self.renew = plain("换恢复码…", self.ask_renew)
        fill(self.own_panel, self.own, self.change)
        self.ledger_panel = Panel("这份台账")
        self.ledger = Lines()
        self.key = plain("更换数据密钥…", self.ask_key)
        fill(self.ledger_panel, self.ledger, self.renew, self.key)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.own_panel)
        column.addWidget(self.ledger_panel, 1)
        return side

    # data

    def refresh(self) -> None:
        today = date.today()  # a password grows old by the clock, in a demonstration too

        def read(ledger: Ledger, _: Progress) -> Any:
            return ledger.accounts(), ledger.password_state(today)

        self.tasks.run("读取账号", read, self.show_data, replaces="system-accounts")

    def show_data(self, facts: Any) -> None:
        """Show the accounts, and how one's own password stands."""
        self._accounts, state = facts
        info = self.shell.info
        self.table.show_rows(
            [
                (each.name, each.role_words, str(each.last_opened or "从未"), _standing(each))
                for each in self._accounts
            ],
            [place for place, each in enumerate(self._accounts) if each.disabled],
        )
        left = "不过期" if state.days_left is None else f"还有 {max(0, state.days_left)} 天到期"
        self.own.show_rows(
            [(None, "账号", info.account), (None, "角色", info.role_words), (None, "密码", state.why or left)]
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
        self._settle()

    @property
    def chosen(self) -> AccountView | None:
        """The account that the row buttons mean."""
        at = self.table.current()
        return self._accounts[at] if 0 <= at < len(self._accounts) else None

    def _settle(self, _at: int = 0) -> None:
        """Buttons that cannot do anything now say why."""
        may = "administrator" in self.shell.info.roles
        account = self.chosen
        own = account is not None and account.name == self.shell.info.account
        gone = account is not None and account.disabled
        why = "" if may else "管理账号要用管理员账号登录。"
        self.add.setEnabled(may)
        self.renew.setEnabled(may)
        self.key.setEnabled(may)
        self.roles.setEnabled(may and account is not None and not gone)
        self.reset.setEnabled(may and account is not None and not own)
        self.disable.setEnabled(may and account is not None and not own and not gone)
        if may and own:
            why = "这是正在用的账号：密码在右边改，停用要由另一位管理员来做。"
        elif may and gone:
            why = "已停用。重设密码后就能再用。"
        self.told.setText(why)

    # doing

    def ask_new(self) -> None:
        """Ask for a new account."""
        dialog = NewAccount(self)
        self._take(
            dialog,
            lambda: (dialog.name.text(), dialog.roles.chosen(), dialog.password.first.text()),
            lambda ledger, given: ledger.add_account(*given),
            "已新建账号",
        )

    def ask_roles(self) -> None:
        """Ask for other roles of the chosen account."""
        if (account := self.chosen) is None:
            return
        dialog = OtherRoles(self, account.name, account.roles)
        self._take(
            dialog,
            lambda: (account.name, dialog.roles.chosen(), dialog.reason.text()),
            lambda ledger, given: ledger.set_roles(*given),
            "角色已改，原因记入流水",
        )

    def ask_reset(self) -> None:
        """Ask for a first password of the chosen account."""
        if (account := self.chosen) is None:
            return
        dialog = ResetPassword(self, account.name)
        self._take(
            dialog,
            lambda: (account.name, dialog.password.first.text(), dialog.reason.text()),
            lambda ledger, given: ledger.reset_password(*given),
            "密码已重设",
        )

    def ask_disable(self) -> None:
        """Ask why the chosen account is to be disabled."""
        if (account := self.chosen) is None:
            return
        dialog = Disable(self, account.name)
        self._take(
            dialog,
            lambda: (account.name, dialog.reason.text()),
            lambda ledger, given: ledger.disable_account(*given),
            "账号已停用",
        )

    def ask_password(self, why: str = "") -> ChangePassword:
        """Ask for the old and a new password of one's own."""
        dialog = ChangePassword(self, self.shell.info.account, why if isinstance(why, str) else "")
        self._take(
            dialog,
            lambda: (dialog.old.text(), dialog.password.first.text()),
            lambda ledger, given: ledger.change_password(*given),
            "密码已改",
        )
        return dialog

    def ask_renew(self) -> None:
        """Ask before the printed recovery code stops working, then show the new one."""
        dialog = AccountQuestion(
            self, "换恢复码", "新恢复码只显示一次，请当场抄下或打印；旧的随即作废。", "换恢复码"
        )
        dialog.on_answer(lambda: self._renew(dialog))
        dialog.open()

    def _renew(self, dialog: AccountQuestion) -> None:
        def made(code: str) -> None:
            dialog.accept()
            self._show_code(code)

        self.tasks.run("换恢复码", lambda ledger, _: ledger.renew_recovery_code(), made, dialog.refused)

    def _show_code(self, code: str) -> None:
        show_recovery_code(self, "新的恢复码", _KEEP_CODE, code)

    def ask_key(self) -> None:
        """Ask why the whole ledger is to get another data key."""
        dialog = NewDataKey(self)
        dialog.on_answer(lambda: self._exchange_key(dialog))
        dialog.open()

    def _exchange_key(self, dialog: NewDataKey) -> None:
        reason = dialog.reason.text()

        def exchanged(done: tuple[tuple[str, ...], str]) -> None:
            lost, code = done
            dialog.accept()
            told = f"；{'、'.join(lost)}要重设密码" if lost else "，各账号的密码照旧"
            self.shell.say(f"数据密钥已更换{told}")
            if code:
                self._show_code(code)

        self.tasks.run(
            "更换数据密钥", lambda ledger, progress: ledger.rekey(reason, progress), exchanged, dialog.refused
        )

    def _take(
        self,
        dialog: AccountQuestion,
        answer: Callable[[], Any],
        work: Callable[[Ledger, Any], Change],
        said: str,
    ) -> None:
        """Run the answer on the ledger; the dialog closes only when it was taken."""

        def give() -> None:
            given = answer()

            def taken(_: Change) -> None:
                dialog.accept()
                self.shell.say(said)
                self.stale = True
                self.refresh_if_stale()

            def not_taken(fault: LedgerFault) -> None:
                dialog.refused(fault)

            self.tasks.run("账号", lambda ledger, _: work(ledger, given), taken, not_taken)

        dialog.on_answer(give)
        dialog.open()


def _standing(account: AccountView) -> str:
    if account.disabled:
        return "已停用"
    return "久未使用" if account.dormant else "在用"
