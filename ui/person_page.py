"""One person: who it is, 1131, everything recorded in time order, what comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from core.people.package import PACKAGE
from core.people.views import PersonView
from core.sections import section_of
from core.views import Change, Query
from ui.contact_entry import Contact, ContactEntry
from ui.controls import EmptyState, PageHead, Panel, Strip, ToolButton, ground, line, plain, words
from ui.icons import Glyph, icon
from ui.merge_dialog import MergeDialog, UnmergeDialog
from ui.page import Page, Shell
from ui.page_places import PAGE_OF_SECTION
from ui.person_facts import WIDTH as FACTS_WIDTH
from ui.person_facts import FactsPane
from ui.person_privacy import PrivacyActs
from ui.person_side import CountedPanel, PostsPanel, StepsPanel
from ui.person_slots import SlotsPanel
from ui.person_timeline import TimelineList
from ui.row_acts import RowActs
from ui.section_rows import SectionRows, for_owner
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

SIDE_WIDTH = 250
WIDE_FROM = 1000
"""Widths of the page from which all three parts stand side by side; below they stand under each other."""
SIDE_FROM = 660
TITLES = {"placement": "就业创业登记", "person": "人员档案", "call_list": "回访清单"}


class PersonPage(Page):
    """人员档案 › one person. Opened with `row` (a person), or with `row` and `of` (a section's row)."""

    page_key = "person_card"
    title = "人员"
    rail_key = "person"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.person: PersonView | None = None
        self._wanted: tuple[str, int] | None = None
        self._from = "person"
        rows = SectionRows(section_of("service"), tasks, self)
        self.head = PageHead("人员", "", "人员档案")
        self.facts = FactsPane()
        self.slots = SlotsPanel()
        self.entry = ContactEntry(rows.suggest, lambda: shell.today)
        self.timeline = TimelineList(shell.today)
        self.events = Panel("经过", " ")
        self.steps = StepsPanel()
        self.counted = CountedPanel()
        self.posts = PostsPanel()
        self.acts = RowActs(section_of("person"), tasks, self)
        self.privacy = PrivacyActs(tasks, shell, self)
        self.strip = Strip("", "mute", Glyph.SAME)
        self._adding: list[ToolButton] = []
        self._merged_door = plain("打开保留的那份", self._open_kept)
        self.nobody = EmptyState("user", "这一行没有对应的人", ("先在这一行填上姓名和身份证号。",))
        self._lay_out()
        self._connect()
        self._make_keys()

    # Page

    def refresh(self) -> None:
        """Read the person anew."""
        if self._wanted is None:
            return
        (section, row), today = self._wanted, self.shell.today

        def ask(ledger: Ledger, _progress: Progress) -> PersonView | None:
            person = ledger.person_of(section, row)
            return None if person is None else ledger.person(person, today)

        self.tasks.run("读取人员", ask, for_owner(self, self._show), replaces="person page")

    def arrive(self, **context: Any) -> None:
        """Show the person `row`, or that of row `row` of section `of`; `merge` is another record's id."""
        row = context.get("row") or int(context.get("part") or 0)
        if not row:
            return
        self._from = str(context.get("of") or "person")
        of = self._from if self._from != "call_list" else "person"
        self._wanted = (of, int(row))
        self.entry.setVisible(False)
        self.head.say_parent(_title(self._from))
        self.rail_key = PAGE_OF_SECTION.get(self._from, self._from)
        self.stale = False
        self.refresh()
        if context.get("merge"):
            self.merge_with(int(context["merge"]))

    def mark_stale(self, change: Change) -> None:
        if self._wanted is not None:
            super().mark_stale(change)

    def compact_actions(self) -> list[QAction]:
        return self._more_actions(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(event.size().width())

    # What a clerk does

    def record(self, kind: str = "") -> None:
        """Begin a service of this kind; without one the next that 1131 asks for, else a contact."""
        if self.person is None or self.person.state == "void":
            return
        self.entry.open("记一次服务", self._next_kind(kind))

    def record_call(self) -> None:
        """Begin the contact that was agreed."""
        if self.person is not None and self.person.state != "void":
            days = self.person.interval if self.person.can_plan else 0
            self.entry.open("记一次联系", ("follow_up", "回访"), days=days)

    def postpone(self) -> None:
        """Ask for another day of the next contact."""
        if self.person is not None and self.person.can_plan:
            self.entry.open("改下次联系的日期", ("", ""), days=self.person.interval, focus="next_on")
            self.entry.show_only("next_on")

    def take(self, contact: Contact) -> None:
        """Write what was entered."""
        if self.person is None:
            return
        person = self.person.id
        self.entry.setVisible(False)

        def write(ledger: Ledger, _progress: Progress) -> Change:
            if not contact.kind and contact.next_on is not None:
                return ledger.postpone(person, contact.next_on)
            return ledger.record_contact(
                person, contact.kind, contact.day, contact.officer, contact.outcome, contact.next_on
            )

        self.tasks.run("保存服务", write, for_owner(self, self._written))
        self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_event(self, place: int) -> None:
        """Open the row that an event is recorded in."""
        event = self.timeline.event_at(place)
        self.shell.open_page(event.section, row=event.row)

    def merge_with(self, other: int) -> None:
        """Show what merging another record into this one would do."""
        if self._wanted is None:
            return
        kept, as_of = self._wanted[1], self.shell.as_of
        self.tasks.run(
            "比对两份档案",
            lambda ledger, _progress: ledger.preview_merge(kept, other, as_of),
            for_owner(self, lambda shown: self._open_merge(kept, other, shown)),
        )

    def ask_unmerge(self) -> None:
        """Ask why the last merge is taken back."""
        person = self.person
        record = next((each for each in person.merges if not each.undone), None) if person else None
        if person is None or record is None:
            return
        dialog = UnmergeDialog(record, self)
        reason = dialog.reason if dialog.exec() else ""
        dialog.deleteLater()
        if reason:
            self.tasks.run(
                "撤销合并",
                lambda ledger, _progress: ledger.unmerge_people(person.id, reason),
                for_owner(self, lambda _change: self.shell.say("已撤销合并，两份档案都回来了", "ok")),
            )

    # Showing

    def _show(self, person: PersonView | None) -> None:
        self.person = person
        self.nobody.setVisible(person is None)
        self._body.setVisible(person is not None)
        if person is None:
            self.head.title.setText("没有对应的人")
            self.head.set_detail("")
            return
        self.head.title.setText(person.name)
        self.head.set_detail(person.about)
        self.facts.show_data(person.groups)
        self.slots.show_data(person.slots, person.deadline, self.shell.today)
        self.timeline.show_data(person.events)
        self.events.note.setText(f"新的在上，共 {len(person.events):,} 条")
        self._empty.setVisible(not person.events)
        self.steps.show_data(person.steps, can_plan=person.can_plan, alive=person.state != "void")
        self.counted.show_data(person.counted)
        self.posts.show_data(person.posts, len(person.vacancies))
        self.posts.setVisible(bool(person.posts) or not any(each.counts for each in person.counted))
        self._show_strip(person)

    def _show_strip(self, person: PersonView) -> None:
        merged = person.merged_into is not None
        if merged:
            self.strip.say("这份档案已并入另一份，它的登记都在那边。", "mute", Glyph.SAME)
        elif person.erased_at is not None:
            day = f"{person.erased_at.astimezone():%Y-%m-%d}"
            self.strip.say(f"个人信息已在 {day} 删除，名下的登记只作统计，不能再改。", "mute", Glyph.SAME)
        elif person.state == "void":
            self.strip.say("这个人的档案已作废。", "mute", Glyph.SAME)
        for button in self._adding:  # to a record that ended nothing can be added
            button.setVisible(person.state != "void")
        self._merged_door.setVisible(merged)
        self.strip.setVisible(merged or person.state == "void")

    def _written(self, change: Change) -> None:
        del change
        self.shell.say("已记下", "ok")

    def _next_kind(self, kind: str) -> tuple[str, str]:
        assert self.person is not None
        missing = [each.key for each in self.person.slots if each.missing]
        wanted = kind or (missing[0] if missing else "")
        found = next((each for each in PACKAGE if each.key == wanted), None)
        if found is None:
            return ("follow_up", "回访")
        return ("training_offer", "技能培训机会") if found.key == "practice" else (found.key, found.title)

    def _open_kept(self) -> None:
        if self.person is not None and self.person.merged_into is not None:
            self.arrive(row=self.person.merged_into, of="person")

    def _open_posts(self) -> None:
        if self.person is not None:
            ids = self.person.vacancies
            self.shell.open_page("vacancy", query=Query(ids=ids), title=f"合适的岗位 {len(ids):,} 个")

    def _ask_reveal(self, field: str) -> None:
        if self.person is not None:
            person = self.person.id

            def show(value: str) -> None:
                if self.person is not None and self.person.id == person:
                    self.facts.show_whole(field, value)

            self.acts.ask_reveal(person, field, show)

    def _open_merge(self, kept: int, other: int, shown: Any) -> None:
        dialog = MergeDialog(shown, self)
        if dialog.exec():
            choices, reason = dialog.choices(), dialog.reason
            self.tasks.run(
                "合并档案",
                lambda ledger, _progress: ledger.merge_people(kept, other, choices, reason),
                for_owner(self, lambda _change: self.shell.say("已合并，可以在这一页撤销", "ok")),
            )
        dialog.deleteLater()

    # Building

    def _lay_out(self) -> None:
        self.strip.tools.addWidget(self._merged_door)
        self.strip.hide()
        self.nobody.hide()
        for symbol, text, act, keys in (
            ("phone", "记一次联系", self.record_call, "Ctrl+K"),
            ("plus", "记服务", self.record, "Ctrl+J"),
        ):
            button = ToolButton(symbol, text, act=act)
            button.setToolTip(f"{text}（{keys}）")
            self.head.tools.addWidget(button)
            self._adding.append(button)
        self._more = ToolButton("dots", name="更多", act=self._open_more)
        self.head.tools.addWidget(self._more)
        self._empty: QLabel = words("还没有任何登记。", "secondary")
        self.events.body.setSpacing(0)
        self.events.body.addWidget(self._empty)
        self.events.body.addWidget(self.timeline)
        self.events.body.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.head, self.strip, self.nobody):
            column.addWidget(each)
        column.addWidget(self._make_body(), 1)
        self.setFocusProxy(self.timeline)

    def _make_body(self) -> QWidget:
        self._body = QWidget()
        self._across = QHBoxLayout(self._body)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._edge = line(upright=True)
        self._inside = QWidget()
        ground(self._inside, "window")
        self._columns = QHBoxLayout(self._inside)
        self._columns.setContentsMargins(12, 12, 12, 12)
        self._columns.setSpacing(10)
        self._middle, self._side = QVBoxLayout(), QVBoxLayout()
        for stack in (self._middle, self._side):
            stack.setSpacing(10)
        self._middle.addWidget(self.slots)
        self._middle.addWidget(self.entry)
        self._middle.addWidget(self.events, 1)
        self._side_box = QWidget()
        self._side_box.setLayout(self._side)
        self._side.setContentsMargins(0, 0, 0, 0)
        for part in (self.steps, self.counted, self.posts):
            self._side.addWidget(part)
        self._side.addStretch(1)
        self._columns.addLayout(self._middle, 1)
        self._columns.addWidget(self._side_box, 0, Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inside)
        self._across.addWidget(self.facts)
        self._across.addWidget(self._edge)
        self._across.addWidget(self._scroll, 1)
        return self._body

    def _arrange(self, width: int) -> None:
        """Three parts side by side; narrower the facts go below the rest, then the side too."""
        wide, beside = width >= WIDE_FROM, width >= SIDE_FROM
        if wide and self.facts.parentWidget() is not self._body:
            self._middle.removeWidget(self.facts)
            self._across.insertWidget(0, self.facts)
        elif not wide and self.facts.parentWidget() is self._body:
            self._across.removeWidget(self.facts)
            self._middle.addWidget(self.facts)
        self._edge.setVisible(wide)
        self.facts.setFixedWidth(FACTS_WIDTH) if wide else self.facts.setFixedWidth(16777215)
        self.facts.setMinimumWidth(FACTS_WIDTH if wide else 0)
        self.facts.setMinimumHeight(0 if wide else 420)
        if beside and self._columns.indexOf(self._side_box) < 0:
            self._middle.removeWidget(self._side_box)
            self._columns.addWidget(self._side_box, 0, Qt.AlignmentFlag.AlignTop)
        elif not beside and self._columns.indexOf(self._side_box) >= 0:
            self._columns.removeWidget(self._side_box)
            self._middle.insertWidget(0, self._side_box)
        self._side_box.setMaximumWidth(SIDE_WIDTH if beside else 16777215)
        self._side_box.setMinimumWidth(SIDE_WIDTH if beside else 0)

    def _connect(self) -> None:
        self.head.back.connect(self._go_back)
        self.facts.reveal_asked.connect(self._ask_reveal)
        self.slots.wanted.connect(self.record)
        self.entry.entered.connect(self.take)
        self.entry.dropped.connect(partial(self.timeline.setFocus, Qt.FocusReason.OtherFocusReason))
        self.timeline.opened.connect(self.open_event)
        self.steps.record_asked.connect(self.record_call)
        self.steps.postpone_asked.connect(self.postpone)
        self.posts.opened.connect(lambda section, row: self.shell.open_page(section, row=row))
        self.posts.all_asked.connect(self._open_posts)

    def _make_keys(self) -> None:
        for keys, act in (("Ctrl+J", self.record), ("Ctrl+K", self.record_call), ("F5", self.refresh)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _go_back(self) -> None:
        QTimer.singleShot(0, self, self.shell.go_back)

    def _more_actions(self, parent: QWidget) -> list[QAction]:
        acts: list[tuple[str, str, Any]] = [
            ("id", "打开人员档案里的这一行", self._open_record),
            ("clipboard-list", "登记就业创业…", self._open_placement),
            ("history", "档案的历史", self._open_history),
        ]
        if self.person is not None and any(not each.undone for each in self.person.merges):
            acts.append(("arrow-back-up", "撤销合并…", self.ask_unmerge))
        if self.person is not None:
            acts.append(("eye", "谁看过、导出过…", self._show_seen))
            if self.privacy.may_erase() and self.person.erased_at is None and not self.person.merged_into:
                acts.append(("trash", "删除个人信息…", self._ask_erase))
        made = []
        for symbol, text, act in acts:
            action = QAction(icon(symbol), text, parent)
            action.triggered.connect(lambda *_, act=act: act())
            made.append(action)
        return made

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addActions(self._more_actions(menu))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _show_seen(self) -> None:
        if self.person is not None:
            self.privacy.show_seen(self.person.id, self.person.name)

    def _ask_erase(self) -> None:
        if self.person is not None:
            self.privacy.ask_erase(self.person.id)

    def _open_record(self) -> None:
        if self.person is not None:
            self.shell.open_page("person", row=self.person.id)

    def _open_placement(self) -> None:
        self.shell.open_page("placement", new=True)

    def _open_history(self) -> None:
        if self.person is not None:
            self.acts.open_history(self.person.id)


def _title(section: str) -> str:
    return TITLES.get(section) or section_of(section).title
