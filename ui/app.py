"""The program with a window: from the command line's words to the last closed file."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from core.crash_log import write_crash
from core.errors import LedgerFault
from core.info import LedgerInfo
from core.trust import fault_at_sight
from ui.alerts import APP_TITLE, crash_dialog, show_fault
from ui.clipboard_guard import ClipboardGuard
from ui.composition import CompositionGuard
from ui.first_run import FirstRunCard
from ui.icons import program_icon
from ui.input_method import choose_input_method
from ui.manual import ManualWindow
from ui.recent import Recent
from ui.screen import NO_SCREEN, has_screen
from ui.single_instance import SingleInstance
from ui.tasks import Tasks
from ui.theme import Scheme, theme
from ui.tidy import Tidy
from ui.window import Window

SMALL_SCREEN = 1440
"""Logical width of a screen up to which the window opens maximised."""


def application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, speaking Chinese; made on first call."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(list(argv))
    app.setApplicationName("placement-ledger")
    app.setApplicationDisplayName(APP_TITLE)
    app.setDesktopFileName("placement-ledger")
    app.setWindowIcon(program_icon())
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    if app.findChild(QTranslator) is None:
        translator = QTranslator(app)
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
    if app.findChild(Tidy) is None:
        Tidy(app)
        CompositionGuard(app)
    return app


class Program(QObject):
    """Puts worker and window together, and decides which door stands open first."""

    def __init__(self, recent: Recent | None = None, today: date | None = None) -> None:
        super().__init__()
        self.recent = recent or Recent()
        self.tasks = Tasks(self)
        self.window = Window(self.tasks, today)
        self._manual: ManualWindow | None = None
        self._clipboard = ClipboardGuard(QApplication.clipboard(), self)
        self.window.locked.connect(self._clipboard.clear)
        self.window.opened.connect(self._opened)
        self.window.leave_demonstration.connect(self._leave_demonstration)
        self.window.other_wanted.connect(self.show_first_run)
        self.window.help_wanted.connect(self.show_manual)

    def begin(self, ledger: Path | None = None) -> None:
        """Unlock the given or the last ledger; where there is none, the first run."""
        remembered = self.recent.read()
        fault = fault_at_sight(ledger) if ledger is not None else None
        if fault is not None:
            self.begin()
            show_fault(self.window, fault)
        elif ledger is not None:
            account = remembered[1] if remembered and remembered[0] == ledger else "admin"
            self.window.show_unlock(ledger, account)
        elif remembered is not None:
            self.window.show_unlock(*remembered)
        else:
            self.show_first_run()

    def show_first_run(self) -> FirstRunCard:
        """Choose the district and make its ledger."""
        card = FirstRunCard(self.tasks)
        card.other_ledger.connect(lambda path: self.window.show_unlock(Path(path)))
        card.opened.connect(self.window.enter)
        self.window.show_card(card)
        return card

    def show_manual(self) -> None:
        """F1: the manual, in a window of its own."""
        if self._manual is not None:
            self._manual.raise_()
            self._manual.activateWindow()
            return
        self._manual = ManualWindow()
        self._manual.destroyed.connect(self._forget_manual)
        self._manual.show()

    def come_forward(self) -> None:
        """Show the window to a clerk who started the program once more."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def crashed(self, kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
        """Show a fault as one, and anything else as a bug of ours."""
        if isinstance(error, LedgerFault):
            show_fault(self.window, error)
        elif issubclass(kind, KeyboardInterrupt):
            self.window.close()
        else:
            dialog = crash_dialog(self.window, kind, place)
            write_crash(kind, place, dialog.number)
            dialog.open()

    def _forget_manual(self) -> None:
        self._manual = None

    def _opened(self, info: LedgerInfo) -> None:
        if not info.demonstration:
            self.recent.remember(info.path, info.account)

    def _leave_demonstration(self) -> None:
        self.tasks.close_ledger()
        self.begin()


def _show(window: Window) -> None:
    """Fill a small screen; stand in the middle of a large one."""
    room = window.screen().availableGeometry()
    if room.width() <= SMALL_SCREEN:
        window.showMaximized()
    else:
        window.move(room.center() - window.rect().center())
        window.show()


def run(argv: Sequence[str]) -> int:
    """Show the window until it is closed; `argv` may name a ledger. The process's exit code."""
    if not has_screen():
        sys.stderr.write(f"{NO_SCREEN}\n")
        return 2
    choose_input_method(os.environ, map(Path, QCoreApplication.libraryPaths()))
    app = application([sys.argv[0]])
    named = [each for each in argv if not each.startswith("-")]
    ledger = Path(named[0]).absolute() if named else None
    recent = Recent()
    remembered = recent.read()
    single = SingleInstance(app)
    if single.hand_over(ledger, remembered[0] if remembered else None):
        return 0
    theme().apply(app, Scheme.SYSTEM)
    program = Program(recent)
    sys.excepthook = program.crashed
    single.wanted.connect(program.come_forward)
    program.window.opened.connect(lambda info: single.hold(info.path))
    program.begin(ledger)
    _show(program.window)
    code = app.exec()
    single.close()
    program.tasks.shutdown()
    return code
