"""回访清单: whom to call, by which rule; results entered by 1 to 4 without leaving the keyboard; printed."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.files import write_whole
from core.people.desk import RESULTS
from core.people.views import CallListView, CallRow
from core.sections import section_of
from core.views import Change
from core.workdays import next_workday
from ui.contact_entry import Contact, ContactEntry
from ui.controls import EmptyState, PageHead, combo, elided, ground, line, line_input, link, plain, words
from ui.editors import read_value
from ui.icons import Glyph
from ui.page import Page, Shell
from ui.reading_table import Column
from ui.section_rows import SectionRows, for_owner
from ui.tasks import Tasks
from ui.value_table import Line, ValueTable

if TYPE_CHECKING:
    from core.ledger import Ledger

LATE = 7
"""Days after which a contact that is due is marked as overdue."""
COLUMNS = (
    Column("姓名", 88),
    Column("手机", 112, quiet=True),
    Column("镇街", 106),
    Column("责任人", 76),
    Column("宣介", 46, figure=True),
    Column("指导", 46, figure=True),
    Column("推介", 46, figure=True),
    Column("培训", 46, figure=True),
    Column("上次联系", 96),
    Column("应联系", 118),
    Column("为什么列入", 220, quiet=True),
)
_DUE = 9
KEYS = "按 1 接通　2 未接　3 空号　4 拒访，记下后到下一个人；Enter 打开这个人"


class CallTable(ValueTable):
    """The list; 1 to 4 give the result of a call to the current person."""

    def __init__(self, owner: CallsPage) -> None:
        super().__init__("回访清单", COLUMNS, _DUE)
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(RESULTS) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._owner.begin(RESULTS[place][0])
            return
        super().keyPressEvent(event)


class CallsPage(Page):
    """离校未就业 › 回访清单."""

    page_key = "call_list"
    title = "回访清单"
    rail_key = "leavers"
    watches = frozenset(
        ("unemployed_leaver", "unemployment", "service", "placement", "traineeship", "setting")
    )

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.day: date = next_workday(shell.today)
        self._day_given = False
        self.found: CallListView | None = None
        self._next: str = ""
        self._met = False
        self.head = PageHead("回访清单")
        self.day_input = line_input(self.day.isoformat(), "哪一天的清单", passing=True)
        self.day_input.setFixedWidth(104)
        self.township = combo([("", "全部镇街")], "镇街")
        self.helper = combo([("", "全部责任人")], "责任人")
        self.print_button = plain("打印清单…", self.ask_print, "printer")
        rows = SectionRows(section_of("service"), tasks, self)
        self.entry = ContactEntry(rows.suggest, lambda: shell.today)
        self.table = CallTable(self)
        self.rule = QWidget()
        self.empty = EmptyState(
            "phone", "这一天没有要回访的人", ("约好的、到了间隔的才列。", "换一天或放宽筛选再看。")
        )
        self._lay_out()
        self._connect()

    # Page

    def refresh(self) -> None:
        """Ask for the list of the day."""
        day, township, helper = self.day, self._chosen(self.township), self._chosen(self.helper)
        today, given = self.shell.today, self._day_given

        def read(ledger: Ledger, _progress: object) -> CallListView:
            return ledger.call_list(day if given else ledger.next_workday(today), township, helper)

        self.tasks.run(
            "回访清单",
            read,
            for_owner(self, self.show_data),
            replaces="call list",
        )

    # What a clerk does

    def current(self) -> CallRow | None:
        """The person under the hands."""
        if self.found is None:
            return None
        return next((each for each in self.found.rows if str(each.person) == self.table.current), None)

    def begin(self, result: str) -> None:
        """Begin the result of a call to the current person."""
        row = self.current()
        if row is None or self.found is None:
            return
        rule = self.found.rule
        self.entry.open_result(result, rule.dense_days if row.dense else rule.days)
        self.entry.title.setText(f"{row.name}　{self.entry.title.text()}")

    def take(self, contact: Contact) -> None:
        """Write the result, and go on to the next person."""
        row = self.current()
        if row is None or self.found is None:
            return
        rows = self.found.rows
        place = rows.index(row)
        after = rows[place + 1] if place + 1 < len(rows) else rows[place - 1]
        self._next = str(after.person)
        self.entry.setVisible(False)
        given = (contact.kind, contact.day, contact.officer, contact.outcome, contact.next_on)
        self.tasks.run(
            "保存回访",
            lambda ledger, _progress: ledger.record_contact(row.person, *given),
            for_owner(self, partial(self._written, row.name)),
        )
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_person(self, key: str) -> None:
        """Open a person's page."""
        self.shell.open_page("person_card", row=int(key), of="call_list")

    def ask_print(self) -> None:
        """Ask where the printed list goes."""
        name = f"回访清单{self.day:%m%d}.pdf"
        chosen, _kind = QFileDialog.getSaveFileName(self, "打印清单", name, "PDF (*.pdf)")
        if chosen:
            self.print_to(Path(chosen).with_suffix(".pdf"))

    def print_to(self, out: Path) -> None:
        """Write the list as a PDF; the ledger journals the print."""
        day, today = self.day, self.shell.today
        township, helper = self._chosen(self.township), self._chosen(self.helper)

        def write(ledger: Any, _progress: object) -> tuple[str, ...]:
            content, problems = ledger.print_call_list(day, today, township, helper)
            if content:
                write_whole(out, content)
            return tuple(problems)

        self.tasks.run("打印清单", write, for_owner(self, partial(self._printed, out.name)))

    # Showing

    def show_data(self, found: CallListView) -> None:
        """Show a day's list."""
        self.found = found
        if not self._day_given:  # the ledger may know more holidays than the program
            self.day = found.day
            self.day_input.setText(self.day.isoformat())
        kept, self._next = self._next or self.table.current, ""
        self._fill(self.township, "全部镇街", found.townships)
        self._fill(self.helper, "全部责任人", [(each, each) for each in found.helpers])
        self.table.show_data([self._line(each) for each in found.rows], kept)
        self._stack.setCurrentWidget(self.table if found.rows else self.empty)
        if not self._met:
            self._met = True
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.print_button.setEnabled(bool(found.rows))
        late = sum((found.day - each.due).days > LATE for each in found.rows)
        said = f"{found.day.month} 月 {found.day.day} 日（星期{'一二三四五六日'[found.day.weekday()]}），"
        self.head.set_detail(f"{said}{len(found.rows):,} 人" + (f"，{late:,} 人逾期" if late else ""))
        while self._rules.count():
            self._rules.takeAt(0).widget().deleteLater()
        for sentence in found.rule.sentences:
            self._rules.addWidget(words(sentence, "label", wrap=True))

    def _line(self, row: CallRow) -> Line:
        assert self.found is not None
        late = (self.found.day - row.due).days
        services = [str(each) for each in row.services] if row.on_roster else ["—"] * 4
        last = row.last_contact.isoformat() if row.last_contact else "—"
        texts = (
            row.name,
            row.phone or "—",
            row.township,
            row.helper,
            *services,
            last,
            row.due.isoformat(),
            "，".join(row.reasons),
        )
        return Line(texts, Glyph.BAD if late > LATE else Glyph.PLANNED, key=str(row.person))

    @staticmethod
    def _chosen(box: QComboBox) -> str:
        return str(box.currentData() or "")

    @staticmethod
    def _fill(box: QComboBox, every: str, choices: Any) -> None:
        """Offer these choices; the chosen one stays chosen, even where nobody is left for it."""
        chosen, text = box.currentData(), box.currentText()
        box.blockSignals(True)
        box.clear()
        box.addItem(every, "")
        for key, name in choices:
            box.addItem(name, key)
        if chosen and box.findData(chosen) < 0:
            box.addItem(text, chosen)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)

    def _written(self, name: str, change: Change) -> None:
        del change
        self.shell.say(f"{name} 的回访已记下", "ok")

    def _printed(self, name: str, problems: tuple[str, ...]) -> None:
        if problems:
            self.shell.say(f"清单没有印：{problems[0]}", "bad")
        else:
            self.shell.say(f"清单已存为 {name}，打印记入流水", "ok")

    def _take_day(self) -> None:
        typed = read_value(section_of("service").by_key["provided_on"].kind, self.day_input.text())
        if isinstance(typed, date):
            self.day, self._day_given = typed, True
            self.refresh()
        self.day_input.setText(self.day.isoformat())

    # Building

    def _lay_out(self) -> None:
        self.head.tools.addWidget(self.print_button)
        ground(self.rule, "surface")
        outer = QVBoxLayout(self.rule)
        outer.setContentsMargins(16, 6, 16, 8)
        outer.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(8)
        for tool in (self.day_input, self.township, self.helper):
            top.addWidget(tool)
        top.addSpacing(4)
        top.addWidget(elided(KEYS, "label"), 1)
        self._why = link("按什么规则列", self.toggle_rule, small=True)
        top.addWidget(self._why)
        outer.addLayout(top)
        self._rule_box = QWidget()
        self._rules = QVBoxLayout(self._rule_box)
        self._rules.setContentsMargins(0, 2, 0, 0)
        self._rules.setSpacing(2)
        outer.addWidget(self._rule_box)
        self._rule_box.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        entry = QWidget()
        self._entry_row = QVBoxLayout(entry)
        self._entry_row.setContentsMargins(12, 8, 12, 8)
        self._entry_row.addWidget(self.entry)
        self._entry_box = entry
        entry.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, self.rule, line(), entry):
            column.addWidget(each)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.table)

    def toggle_rule(self) -> None:
        """Show the rule in force with its clauses, or put it away."""
        self._rule_box.setVisible(self._rule_box.isHidden())

    def _connect(self) -> None:
        self.day_input.editingFinished.connect(self._take_day)
        for box in (self.township, self.helper):
            box.currentIndexChanged.connect(lambda _place: self.refresh())
        self.table.opened.connect(self.open_person)
        self.entry.entered.connect(self.take)
        self.entry.dropped.connect(partial(self.table.setFocus, Qt.FocusReason.OtherFocusReason))
        self.entry.shown_changed.connect(self._entry_box.setVisible)
        shortcut = QShortcut(QKeySequence("F5"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.refresh)
