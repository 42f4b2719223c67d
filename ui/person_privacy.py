"""What the page of a person offers of the person's own rights: who saw the data, and erasing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.permissions import allowed
from core.privacy.desk import RIGHT
from ui.erase_dialog import ErasureDialog
from ui.page import Shell
from ui.section_rows import for_owner
from ui.seen_dialog import SeenDialog
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.ledger import Ledger
    from core.privacy.views import ErasureDone, ErasurePreview, SeenEntry
    from core.views import Change


class PrivacyActs(QObject):
    """Asks, shows and does it, for the page that owns it."""

    def __init__(self, tasks: Tasks, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._tasks = tasks
        self._shell = shell
        self._page = page

    def may_erase(self) -> bool:
        """Whether the account holds the right."""
        return allowed(self._shell.info.roles, RIGHT)

    def show_seen(self, person: int, name: str) -> None:
        """Who saw the person's data whole or took them out."""

        def shown(seen: Sequence[SeenEntry]) -> None:
            dialog = SeenDialog(name, seen, self._page)
            dialog.exec()
            dialog.deleteLater()

        self._tasks.run(
            "读取谁看过", lambda ledger, _progress: ledger.seen_by(person), for_owner(self._page, shown)
        )

    def ask_erase(self, person: int) -> None:
        """Show what erasing would do; go on where that is wanted."""
        as_of = self._shell.as_of

        def look(ledger: Ledger, _progress: Progress) -> ErasurePreview:
            return ledger.preview_erasure(person, as_of)

        self._tasks.run("试算删除的影响", look, for_owner(self._page, self._ask))

    def _ask(self, shown: ErasurePreview) -> None:
        dialog = ErasureDialog(shown, self._page)
        taken, reason, names = bool(dialog.exec()), dialog.reason, dialog.names
        dialog.deleteLater()
        if not taken:
            return

        def erase(ledger: Ledger, _progress: Progress) -> tuple[Change, ErasureDone]:
            return ledger.erase_people([shown.person], reason, names=names)

        def done(answer: tuple[Change, ErasureDone]) -> None:
            change, what = answer
            self._tasks.changed.emit(change)
            self._shell.say(told(what), "ok" if what.cleaned else "warn")

        self._tasks.run("删除个人信息", erase, for_owner(self._page, done))


def told(done: ErasureDone) -> str:
    """What is said after an erasure."""
    said = f"已删除 {done.persons:,} 人的个人信息，{done.rows:,} 行留作统计"
    return said if done.cleaned else f"{said}。磁盘空间不够，文件里的空白页没有清理，下次删除时会一并清理"
