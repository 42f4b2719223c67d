"""The call under way on the page 电话抽查: whom, their phone, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.verification.samples import CONFIRMED, RESULTS, UNREACHED, WRONG, SampleRow
from core.views import Change
from ui.controls import Button, line_input, plain, words

if TYPE_CHECKING:
    from ui.sampling_page import SamplingPage

KEYS = {"1": CONFIRMED, "2": WRONG, "3": UNREACHED, "0": ""}


class CallBar(QWidget):
    """Below the list: the row under the hands, its phone when asked for, and the four results."""

    def __init__(self, page: SamplingPage) -> None:
        super().__init__()
        self._page, self._table = page, page.table
        self._revealed: dict[int, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(6)
        column.addLayout(self._person())
        column.addLayout(self._results())
        self._table.chosen.connect(self._show_row)
        self._table.key_typed.connect(self._typed)
        self._table.pressed_row.connect(lambda _row: self.note.setFocus())

    def _person(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.who = words("", "section")
        self.phone = words("", "body")
        self.phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal_button = plain("显示号码", self.reveal, "eye")
        self.open_button = plain("看这一行", self._page.open_row)
        for each in (self.who, self.phone, self.reveal_button):
            row.addWidget(each)
        row.addStretch(1)
        row.addWidget(self.open_button)
        return row

    def _results(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.note = line_input(name="说明", placeholder="说明；有误的写明哪里不对")
        self.note.returnPressed.connect(self._table.setFocus)
        row.addWidget(self.note, 1)
        self.buttons: dict[str, Button] = {}
        for key, result in KEYS.items():
            button = plain(f"{RESULTS.get(result, '清除结果')}（{key}）", partial(self.keep, result))
            self.buttons[result] = button
            row.addWidget(button)
        return row

    def _show_row(self, row: SampleRow | None) -> None:
        self.who.setText(f"{row.position}. {row.name}" if row else "")
        self.phone.setText(self._revealed.get(row.id, row.masked_phone or "没有号码") if row else "")
        self.note.setText(row.note if row else "")
        able = row is not None and not row.void
        for result, button in self.buttons.items():
            button.setEnabled(able and (bool(result) or bool(row and row.result)))
        self.note.setEnabled(able)
        self.open_button.setEnabled(row is not None)
        self.reveal_button.setEnabled(able and bool(row and row.masked_phone))
        self.reveal_button.setVisible(row is None or row.id not in self._revealed)

    def _typed(self, key: str) -> None:
        if key in KEYS:
            self.keep(KEYS[key])

    def keep(self, result: str) -> None:
        """Keep what the call of the current row found, and go to the next without a result."""
        row: SampleRow | None = self._table.item()
        if row is None:
            return
        note = self.note.text().strip()
        if result == WRONG and not note:
            self.note.setFocus()
            self._page.shell.say("有误的先写明哪里不对，再按有误", "warn")
            return
        at, items = self._table.currentIndex().row(), self._table.items
        following = next((n for n in range(at + 1, len(items)) if not items[n].result), at)

        def kept(_change: Change) -> None:
            if result:
                self._table.selectRow(following)
            self._table.setFocus()

        self._page.tasks.run(
            "保存抽查结果",
            lambda ledger, _progress: ledger.set_sample_result(row.id, result, note),
            kept,
            self._not_kept,
        )

    def _not_kept(self, fault: LedgerFault) -> None:
        self._page.shell.say(fault.happened.rstrip("。"), "warn")

    def reveal(self) -> None:
        """Show the phone of the current row; each is journaled with the sample as its reason."""
        row: SampleRow | None = self._table.item()
        view = self._page.view
        if row is None or view is None:
            return
        reason = f"电话抽查 {view.at.astimezone():%Y-%m-%d} 第 {row.position} 号"

        def show(number: str) -> None:
            self._revealed[row.id] = number
            now: SampleRow | None = self._table.item()
            if now is not None and now.id == row.id:
                self._show_row(row)

        self._page.tasks.run(
            "显示完整号码",
            lambda ledger, _progress: ledger.reveal("placement", row.row_id, "person.phone", reason),
            show,
        )

    def forget(self) -> None:
        """Phones that were shown are masked again."""
        self._revealed.clear()
