"""系统 → 个人信息: whose term is over, who came back after an erasure, and a copy for support."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from core.permissions import allowed
from core.privacy.desk import RIGHT
from core.views import Change
from ui import numbers
from ui.account_dialogs import AccountQuestion, PasswordFields, show_recovery_code
from ui.controls import LabelledField, Panel, danger, line_input, plain, words
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.person_privacy import told
from ui.section_dialogs import ReasonDialog
from ui.system_lines import Columns, Lines, fill
from ui.tasks import Progress, Tasks
from ui.word_table import WordTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.ledger import Ledger
    from core.privacy.views import ErasureDone, Proposal, SupportCopy

COPY_RIGHT = "ledger.support_copy"
_ABOUT_TERMS = (
    "最后一笔登记之后过了期限的人，列在这里；只提议，不会自己删除。期限在“口径与设置”里改。"
    "一个人的各类登记都过期才列入。删除后行留作统计，数不变。"
)
_ABOUT_COPY = (
    "请人查问题时给这份，不给台账：里面的人都是编的，证件号、电话、地址也是编的，备注清空，"
    "没有佐证材料、流水、账号和上报存档；行数和各项统计数与台账一样。"
)


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """What the part reads of the ledger."""

    proposals: tuple[Proposal, ...]
    back: tuple[int, ...]


class CopyQuestion(AccountQuestion):
    """Why, and the copy's own password."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent, "做支持副本", "副本有自己的密码，和台账的不同；密码另外告诉对方。", "选位置…"
        )
        self.reason = line_input(name="原因", placeholder="给谁、查什么问题，写进流水")
        self.password = PasswordFields("副本的密码")
        self.body.addWidget(LabelledField("原因", self.reason, required=True))
        self.body.addWidget(self.password.first_field)
        self.body.addWidget(self.password.second_field)
        self._finish()
        self.reason.setFocus()

    def problem(self) -> str:
        if not self.reason.text().strip():
            return "还没有写原因。"
        return self.password.problem("admin")


class PrivacyPart(Page):
    """Lists with numbers; each act asks why."""

    page_key = "system"
    title = "个人信息"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self._facts = PrivacyFacts((), ())
        self.table = WordTable(
            "保存期限", ("种类", "期限", "早于", "人", "行"), (200, 52, 92, 44, 52), figures=(-2, -1)
        )
        self.table.setFixedHeight(28 * 4)
        self.table.chosen.connect(self._show_chosen)
        self.source = words("", "caption", wrap=True)
        self.erase = danger("删除这一类…", self.ask_erase)
        self.terms = Panel("保存期限", " ")
        self.terms.body.addWidget(words(_ABOUT_TERMS, "secondary", wrap=True))
        self.terms.body.addSpacing(6)
        self.terms.body.addWidget(self.table)
        fill(self.terms, self.source, self.erase)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns(self.terms, self._side()))

    def _side(self) -> QWidget:
        self.back = Lines()
        self.again = danger("再次删除…", self.ask_again)
        returned = Panel("删除过又出现的人")
        fill(returned, self.back, self.again)
        self.copy = plain("做支持副本…", self.ask_copy)
        copied = Panel("支持副本")
        fill(copied, words(_ABOUT_COPY, "secondary", wrap=True), self.copy)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(returned)
        column.addWidget(copied, 1)
        return side

    # data

    def refresh(self) -> None:
        today = self.shell.today

        def read(ledger: Ledger, _progress: Progress) -> PrivacyFacts:
            return PrivacyFacts(ledger.past_term(today), ledger.come_back())

        self.tasks.run("读取保存期限", read, self.show_data, replaces="system-privacy")

    def show_data(self, facts: PrivacyFacts) -> None:
        """Show whose term is over, and who came back."""
        self._facts = facts
        whole = sum(len(each.people) for each in facts.proposals)
        self.terms.note.setText(f"{numbers.count(whole)} 人已过期" if whole else "没有人过期")
        self.table.show_rows(
            [
                (
                    each.title,
                    f"{each.years} 年" if each.years else "不提议",
                    str(each.before) if each.years else "—",
                    numbers.count(len(each.people)),
                    numbers.count(each.rows),
                )
                for each in facts.proposals
            ]
        )
        count = len(facts.back)
        self.back.show_rows(
            [(Glyph.LOOK, f"{count} 人", "删除过，又从备份或新表回来了；核对后再删一次，或本人同意就留着")]
            if count
            else [(Glyph.DONE, "没有", "删除过的人没有再出现")]
        )
        may = allowed(self.shell.info.roles, RIGHT)
        self.again.setEnabled(bool(count) and may)
        self.copy.setEnabled(allowed(self.shell.info.roles, COPY_RIGHT))
        self._show_chosen(self.table.current())

    @property
    def chosen(self) -> Proposal | None:
        """The term that is chosen."""
        at = self.table.current()
        return self._facts.proposals[at] if 0 <= at < len(self._facts.proposals) else None

    def _show_chosen(self, _at: int) -> None:
        found = self.chosen
        self.source.setText(f"依据：{found.source}。" if found else "")
        may = allowed(self.shell.info.roles, RIGHT)
        self.erase.setEnabled(found is not None and bool(found.people) and may)

    # doing

    def ask_erase(self) -> None:
        """Erase everybody past the chosen term, with a reason."""
        if (found := self.chosen) is None:
            return
        said = (
            f"{found.title}：最后一笔早于 {found.before} 的 {len(found.people):,} 人，{found.rows:,} 行。"
            "姓名、证件、电话等从各处抹去，行留作统计，数不变；不能撤销。"
        )
        if reason := self._reason("删除过期的个人信息", said):
            kind, today = found.kind, self.shell.today
            self._erase(lambda ledger, _progress: ledger.erase_past_term((kind,), reason, today))

    def ask_again(self) -> None:
        """Erase those who came back, with a reason."""
        people = self._facts.back
        said = f"{len(people):,} 人删除过，又从备份或新表回来了。再次删除，不能撤销。"
        if people and (reason := self._reason("再次删除", said)):
            self._erase(lambda ledger, _progress: ledger.erase_people(people, reason, names=False))

    def _reason(self, title: str, said: str) -> str:
        dialog = ReasonDialog(title, said, "删除", self, destroys=True)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        return reason

    def _erase(self, work: Callable[[Ledger, Progress], tuple[Change, ErasureDone]]) -> None:
        def done(answer: tuple[Change, ErasureDone]) -> None:
            change, what = answer
            self.tasks.changed.emit(change)
            self.shell.say(told(what), "ok" if what.cleaned else "warn")
            self.refresh()

        self.tasks.run("删除个人信息", work, done)

    def ask_copy(self) -> None:
        """Ask why, the copy's password and its place, and make it."""
        dialog = CopyQuestion(self)
        dialog.on_answer(lambda: self._ask_place(dialog))
        dialog.open()

    def _ask_place(self, dialog: CopyQuestion) -> None:
        name = f"{self.shell.info.unit_name}（支持副本）.ledger"
        path, _kind = QFileDialog.getSaveFileName(self, "支持副本存到", name, "台账 (*.ledger)")
        if path:
            self.make_copy(Path(path).with_suffix(".ledger"), dialog)
        else:
            dialog.action.setEnabled(True)

    def make_copy(self, target: Path, dialog: CopyQuestion) -> None:
        """Make the copy with what was typed; its recovery code is shown once."""
        reason, password = dialog.reason.text().strip(), dialog.password.first.text()

        def work(ledger: Ledger, progress: Progress) -> tuple[SupportCopy, str]:
            return ledger.make_support_copy(target, password, reason, progress)

        def done(answer: tuple[SupportCopy, str]) -> None:
            made, code = answer
            dialog.accept()
            self.shell.say(f"支持副本已存为 {target.name}，换掉 {made.people:,} 人", "ok")
            said = "副本的账号是 admin。恢复码只显示一次，和密码分开交给对方。"
            show_recovery_code(self, "支持副本的恢复码", said, code)

        self.tasks.run("做支持副本", work, done, dialog.refused)
