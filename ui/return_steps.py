"""The steps in the life of a return: asks for a reason or a last time, takes one, and says so."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.return_views import ReturnStep
from ui.alerts import ask
from ui.page import Shell
from ui.return_months import return_words
from ui.section_dialogs import ReasonDialog
from ui.tasks import Tasks

STEP_SENTENCES = {
    "return": "退回后由录入员修改，改好再送审。原因记在经过里。",
    "reopen": "上报的这一版留存不动，另起草更正版，上报时注明替代哪一版。",
    "give_up": "更正版不再起草，仍以上一版为准。",
}
STEPS_DONE = {
    "hand_in": "已送审",
    "approve": "已批准",
    "submit": "已上报",
    "return": "已退回",
    "reopen": "已重新打开",
    "give_up": "的更正版已放弃",
}
SUBMIT_SENTENCE = "先自动备份，再把这一版的 PDF、工作簿和数据文件存进台账，以后重印一字不变。"


class ReturnSteps(QObject):
    """Takes steps. Who may take which, and when, is the ledger's to say."""

    taken = Signal()
    """A step is on its way to the ledger."""

    def __init__(self, tasks: Tasks, shell: Shell, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._shell = shell
        self._window = window

    def ask(self, month: str, step: ReturnStep) -> None:
        """Take a step of a month's return, after its reason or a last question where it has one."""
        name = return_words(month)
        if step.with_reason:
            sentence = STEP_SENTENCES.get(step.key, "")
            dialog = ReasonDialog(f"{step.words}{name}", sentence, step.words, self._window)
            reason = dialog.reason if dialog.exec() else ""
            dialog.deleteLater()
            if reason:
                self.take(month, step.key, reason)
        elif step.key == "submit":
            ask(
                self._window,
                f"上报{name}",
                SUBMIT_SENTENCE,
                "上报",
                lambda: self.take(month, step.key),
            )
        else:
            self.take(month, step.key)

    def take(self, month: str, key: str, reason: str = "") -> None:
        """Take a step."""
        self.taken.emit()
        done = f"{return_words(month)}{STEPS_DONE[key]}"
        self._tasks.run(
            "保存月报经过",
            lambda ledger, _: ledger.move_return(month, key, reason),
            lambda _: self._shell.say(done),
        )
