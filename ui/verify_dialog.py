"""设核查结果: one state, one day and one reason for all the rows that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from core.codes import code_list
from core.section import Field, Kind
from core.verification.desk import Verified
from core.views import Change
from ui.controls import LabelledField, combo, line_input, primary, words
from ui.editors import DateEntry
from ui.icons import icon
from ui.page import Shell
from ui.section_dialogs import Asking
from ui.section_rows import for_owner
from ui.tasks import Tasks
from ui.undo import Undo

if TYPE_CHECKING:
    from core.ledger import Ledger
    from ui.tasks import Progress

DAY = Field("verified_on", "核查日期", Kind.DATE, required=True)
SENTENCE = "草稿和作废的行不动。写成一笔流水，可以整批撤销。"


def day_entry(parent: QWidget, label: str, day: date, today: Callable[[], date]) -> DateEntry:
    """An entry for a day outside a section's form."""
    entry = DateEntry(Field(DAY.key, label, Kind.DATE), parent, today)
    entry.show_value(day, day.isoformat())
    return entry


class VerifyDialog(Asking):
    """Asks which result, when and why."""

    def __init__(self, rows: int, today: date, parent: QWidget) -> None:
        super().__init__("设核查结果", f"给选中的 {rows:,} 行设核查结果", parent)
        self.column.addWidget(words(SENTENCE, "secondary", wrap=True))
        kinds = [(entry.code, entry.name) for entry in code_list("verification")]
        self.state = combo(kinds, "核查结果")
        self.state.setCurrentIndex(next(at for at, each in enumerate(kinds) if each[0] == "phone"))
        self.day = day_entry(self, "核查日期", today, lambda: today)
        self.reason = line_input(name="核查说明", placeholder="例如：9 月电话回访，本人确认在岗")
        self._day_field = LabelledField("核查日期", self.day, required=True)
        self._reason_field = LabelledField("核查说明", self.reason, hint="未通过的写明原因")
        for each in (LabelledField("核查结果", self.state), self._day_field, self._reason_field):
            self.column.addWidget(each)
        self.add_foot(primary(f"设 {rows:,} 行", self._take))

    def answer(self) -> tuple[str, date, str]:
        """State, day and words."""
        day = self.day.value()
        assert isinstance(day, date)
        return str(self.state.currentData()), day, self.reason.text().strip()

    def _take(self) -> None:
        self.day.settle()
        if not isinstance(self.day.value(), date):
            self._day_field.set_error("日期要写成 2025-09-01 的样子")
            self.day.setFocus()
        elif self.state.currentData() == "rejected" and not self.reason.text().strip():
            self._reason_field.set_error("未通过的要写明原因")
            self.reason.setFocus()
        else:
            self.accept()


class VerifyActs(QObject):
    """核查 of the placements' page: for the chosen rows, against a list, by sample."""

    def __init__(self, tasks: Tasks, shell: Shell, undoing: Undo, window: QWidget) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._shell = shell
        self._undoing = undoing
        self._window = window

    def open_menu(self, button: QWidget, ids: Sequence[int]) -> None:
        """What can be checked, below the button."""
        menu = QMenu(self._window)
        menu.setAccessibleName("核查")
        menu.aboutToHide.connect(menu.deleteLater)
        chosen = menu.addAction(icon("list-check"), f"给选中的 {len(ids):,} 行设结果…")
        chosen.setEnabled(bool(ids))
        chosen.triggered.connect(lambda *_: self.ask(ids))
        menu.addSeparator()
        for symbol, said, page in (("users", "社保比对…", "insurance"), ("phone", "电话抽查…", "sampling")):
            menu.addAction(icon(symbol), said).triggered.connect(
                lambda *_, page=page: self._shell.open_page(page)
            )
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def ask(self, ids: Sequence[int]) -> None:
        """Ask for the result of these rows."""
        if not ids:
            return
        dialog = VerifyDialog(len(ids), min(self._shell.today, date.today()), self._window)
        answer = dialog.answer() if dialog.exec() else None
        dialog.deleteLater()
        if answer is not None:
            self.write(ids, *answer)

    def write(self, ids: Sequence[int], state: str, on: date, reason: str) -> None:
        """Write a result to rows as one."""

        def work(ledger: Ledger, _: Progress) -> tuple[Change, Verified]:
            return ledger.verify_rows(ids, state, on, reason)

        self._tasks.run("写入核查结果", work, for_owner(self, lambda answer: self._written(answer[1])))

    def _written(self, done: Verified) -> None:
        parts = [f"已设 {done.written:,} 行"]
        parts += [f"{done.same:,} 行本来就是"] if done.same else []
        parts += [f"{done.passed_over:,} 行是草稿或已作废，没有动"] if done.passed_over else []
        if done.written:
            parts.append("按 Ctrl+Z 整批撤销")
            self._undoing.remember_run(done.run)
        self._shell.say("，".join(parts), "warn" if done.passed_over else "ok")
