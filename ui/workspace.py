"""The window at work: top bar, rail, pages, status bar; and what pages may ask of it (`ui.page.Shell`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.info import LedgerInfo
from core.section import Section
from core.views import Change, Query, RowState
from ui.alerts import show_fault
from ui.demo_strip import DemoStrip
from ui.dropped import dropped_files
from ui.frame_facts import FrameFacts
from ui.keeping import Keeper
from ui.minute_round import MinuteRound
from ui.page import Page
from ui.page_places import PAGE_OF_SECTION
from ui.pages import PAGES
from ui.rail import Rail
from ui.rail_entries import rail_groups
from ui.read_only_banner import ReadOnlyBanner
from ui.running_work import RunningWork
from ui.status_bar import StatusBar
from ui.tasks import Progress, Tasks
from ui.top_bar import SHORTCUT, TopBar
from ui.unfinished import OfferStrip, UnfinishedOffer
from ui.words import ground, line

if TYPE_CHECKING:
    from core.ledger import Ledger
    from ui.why_panel import WhyPanel

FOLD_BELOW = 1280
TINY_BELOW = 640
_HOME = "overview"


class Workspace(QWidget):
    """An open ledger. Made when it opens and thrown away when it closes or locks.

    Pages are made when first shown. `today` is the day the program takes for today (fixed in pictures).
    """

    lock_wanted = Signal()
    reopen_wanted = Signal(object, str)
    leave_demonstration = Signal()
    help_wanted = Signal()
    page_shown = Signal(str)

    def __init__(
        self, tasks: Tasks, info: LedgerInfo, sections: Sequence[Section], today: date | None = None
    ) -> None:
        super().__init__()
        ground(self, "window")
        self.setAcceptDrops(True)
        self.tasks = tasks
        self.info = info
        self.today = today or info.shown_day(date.today())
        self.as_of = self._cut_off_of(info.year if self.today.year < info.year else self.today.year)
        self._year = self.as_of.year
        titles = {section.key: section.title for section in sections}
        self._groups = rail_groups(frozenset(titles))
        self.pages: dict[str, Page] = {}
        self._trail: list[str] = []
        self._key = ""
        self._why: WhyPanel | None = None
        self._build(titles)
        self.keeper = Keeper(tasks, self, self._page_now)
        self.unfinished = UnfinishedOffer(tasks, self, self.left_strip, self.open_page, frozenset(PAGES))
        self.facts = FrameFacts(tasks, self.rail, self.status, self.today)
        self.work = RunningWork(tasks, self.status)
        self.minute = MinuteRound(tasks, self.banner)
        self._connect()
        self._shortcuts()
        self.minute.look_whether_writable()
        self.unfinished.read()
        self.update_facts()

    def _build(self, titles: Mapping[str, str]) -> None:
        info = self.info
        years = range(min(info.year, self._year), max(self.today.year, info.year) + 1)
        self.top_bar = TopBar(self.tasks, info, titles, years)
        self.top_bar.show_year(self._year)
        self.rail = Rail(self._groups, info.demonstration)
        self.stack = QStackedWidget()
        self.status = StatusBar(self.today)
        self.left_strip = OfferStrip()
        self.banner = ReadOnlyBanner()
        self._rail_edge = line(upright=True)
        self.body = QWidget()
        across = QHBoxLayout(self.body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(self._rail_edge)
        across.addWidget(self.stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if info.demonstration:
            strip = DemoStrip()
            strip.leave.connect(self.leave_demonstration)
            column.addWidget(strip)
        column.addWidget(self.top_bar)
        column.addWidget(self.banner)
        column.addWidget(self.left_strip)
        column.addWidget(self.body, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.open_page)
        self.top_bar.year_chosen.connect(self.choose_year)
        self.top_bar.lock_wanted.connect(self.lock_wanted)
        self.top_bar.help_wanted.connect(self.help_wanted)
        self.top_bar.menu_wanted.connect(self._show_menu)
        self.top_bar.search.found.connect(self.open_row)
        self.status.return_wanted.connect(lambda: self.open_page("return"))
        self.status.backup_wanted.connect(lambda: self.open_page("system"))
        self.status.drafts_wanted.connect(
            lambda: self.open_page("placement", query=Query(state=RowState.DRAFT), title="草稿")
        )
        self.tasks.changed.connect(self._changed)
        self.tasks.failed.connect(self._failed)
        self.work.not_saved.connect(self.minute.look_whether_writable)
        self.minute.told.connect(lambda text: self.say(text, "warn"))
        self.minute.gone.connect(self.update_facts)

    def _shortcuts(self) -> None:
        pairs: tuple[tuple[str, Callable[[], object]], ...] = (
            (SHORTCUT, self.top_bar.focus_search),
            ("F1", self.help_wanted.emit),
            ("F5", self.reload),
        )
        for keys, act in pairs:
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # what pages may ask

    def open_page(self, key: str, **context: Any) -> None:
        """Show a page, or the page that shows a section; nothing happens for an unknown key."""
        page_key = PAGE_OF_SECTION.get(key, key)
        if page_key != key:
            context.setdefault("section", key)
        if page_key not in PAGES:
            return
        current = self.pages.get(self._key)
        if page_key != self._key and current is not None and not current.leave():
            self.rail.mark(current.rail_key or self._key)
            return
        self._show(page_key)
        if context:
            self.pages[page_key].arrive(**context)
            self.rail.mark(self.pages[page_key].rail_key or page_key)

    def open_row(self, section: str, row: int) -> None:
        """Show one row of a section; of a person everything that is recorded."""
        self.open_page("person_card" if section == "person" else section, row=row)

    def explain(self, figure_key: str, plan: str | None = None, as_of: date | None = None) -> None:
        """Slide 为什么是这个数 over the right half of the pages."""
        if self._why is None:
            from ui.why_panel import WhyPanel

            self._why = WhyPanel(self.tasks, self, self.body)
        self._why.explain(figure_key, plan, as_of or self.as_of)

    def say(self, text: str, light: str = "ok") -> None:
        """Say something in the status bar, until something else is said."""
        self.status.say(text, light)

    def go_back(self) -> None:
        """Show the page that was shown before."""
        if len(self._trail) > 1:
            self._trail.pop()
            self.open_page(self._trail.pop())

    def reopen(self, make: Callable[[Progress], Ledger], reason: str) -> None:
        """Ask the window to close this ledger and open another in its place."""
        self.reopen_wanted.emit(make, reason)

    def keep(self, place: str, title: str, content: Mapping[str, Any] | None) -> None:
        """Keep what is typed in a place until it is saved."""
        self.keeper.note(place, title, content)

    def let_go(self, place: str) -> None:
        """What is typed in a place is being saved."""
        self.keeper.let_go(place)

    def choose_year(self, year: int) -> None:
        """Look at another year: figures at its last day, or today in the current one."""
        self._year = year
        self.as_of = self._cut_off_of(year)
        self.reload()

    def reload(self) -> None:
        """Ask the ledger for everything again (F5)."""
        for page in self.pages.values():
            page.mark_stale(Change(frozenset()))
        self.update_facts()

    def _page_now(self) -> tuple[str, str]:
        page = self.pages.get(self._key)
        return self._key, page.title if page is not None else ""

    # files from the desktop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Tables may be dropped anywhere; a page that takes files of its own is asked first by Qt."""
        if dropped_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event)
        if paths:
            event.acceptProposedAction()
            self.open_page("import", files=paths)

    # the frame's own

    def _cut_off_of(self, year: int) -> date:
        return self.today if year == self.today.year else date(year, 12, 31)

    def _show(self, key: str) -> None:
        page = self.pages.get(key)
        if page is None:
            page = PAGES[key](self.tasks, self)
            self.pages[key] = page
            self.stack.addWidget(page)
        if key != self._key:
            self.say("", "note")
            self._trail = [*self._trail[-9:], key]
        self._key = key
        if self._why is not None:
            self._why.hide()
        fresh = page.focusWidget() is None
        self.stack.setCurrentWidget(page)
        self.rail.mark(page.rail_key or key)
        self.top_bar.page_name.setText(page.title)
        self._fill_more(page)
        page.refresh_if_stale()
        if fresh:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page_shown.emit(key)

    def rail_pages(self) -> tuple[str, ...]:
        """Keys of the pages in the rail, from the top."""
        return tuple(entry.page for group in self._groups for entry in group.entries)

    def _fill_more(self, page: Page) -> None:
        menu = QMenu(self.top_bar.more)
        menu.addActions(page.compact_actions())
        if menu.actions():
            menu.addSeparator()
        menu.addAction("操作手册", self.help_wanted.emit)
        menu.addAction("锁定", self.lock_wanted.emit)
        old = self.top_bar.more.menu()
        self.top_bar.more.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def _show_menu(self) -> None:
        menu = QMenu(self)
        for at, group in enumerate(self._groups):
            if at:
                menu.addSeparator()
            for entry in group.entries:
                menu.addAction(entry.title, lambda page=entry.page: self.open_page(page))
        below = self.top_bar.menu.mapToGlobal(self.top_bar.menu.rect().bottomLeft())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below)

    def update_facts(self) -> None:
        """Ask for counts, backup age, the next return and drafts."""
        self.facts.ask(self._year)

    def _changed(self, change: Change) -> None:
        for page in list(self.pages.values()):
            page.mark_stale(change)
        self.update_facts()

    def _failed(self, fault: LedgerFault) -> None:
        self.minute.look_whether_writable()
        show_fault(self, fault)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(event.size().width())

    def arrange(self, width: int) -> None:
        """Fit this logical width: wide, folded rail below 1280, one bar below 640."""
        tiny = width < TINY_BELOW
        self.rail.setVisible(not tiny)
        self._rail_edge.setVisible(not tiny)
        if self.rail.folded != (width < FOLD_BELOW):
            self.rail.fold(width < FOLD_BELOW)
        self.top_bar.arrange(width)
        self.status.shorten(width < FOLD_BELOW)
