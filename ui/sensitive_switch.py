"""The switch that shows a section's sensitive facts: off by default, off again when the page is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.icons import Glyph, icon
from ui.section_dialogs import ReasonDialog
from ui.section_rows import for_owner

if TYPE_CHECKING:
    from ui.section_page import SectionPage

SENTENCE = "困难类别、认定编号这些信息平时不显示。显示一次记一次流水，离开本页或锁定后重新隐藏。"
SHOWN = "困难信息正在显示，已记入流水。离开本页即隐藏。"


class SensitiveSwitch(QObject):
    """Asks for the reason, has it journaled, and shows columns and fields until the page is left."""

    def __init__(self, page: SectionPage) -> None:
        super().__init__(page)
        self._page = page
        self.shown = False

    def hidden_columns(self) -> frozenset[str]:
        """Keys of the columns that stay out of the table now."""
        return frozenset() if self.shown else frozenset(each.key for each in self._page.section.sensitive())

    def toggle(self) -> None:
        """Ask why, or hide them again."""
        if self.shown:
            self.hide()
            return
        dialog = ReasonDialog("显示困难信息", SENTENCE, "显示", self._page)
        if dialog.exec():
            self.show(dialog.reason)
        dialog.deleteLater()

    def show(self, reason: str) -> None:
        """Show them; the ledger journals who and why."""
        key = self._page.section.key
        self._page.desk.leave()
        self._page.tasks.run(
            "显示困难信息",
            lambda ledger, _progress: ledger.reveal_sensitive(key, reason),
            for_owner(self, lambda _nothing: self._set(shown=True)),
        )

    def hide(self) -> None:
        """Hide them; nothing happens when they are hidden."""
        if not self.shown:
            return
        key = self._page.section.key
        self._page.tasks.run("隐藏困难信息", lambda ledger, _progress: ledger.hide_sensitive(key))
        self._set(shown=False)

    def _set(self, *, shown: bool) -> None:
        self.shown = shown
        frame = self._page.frame
        button = frame.tools.buttons["sensitive"]
        button.setText("隐藏困难信息" if shown else "困难信息")
        button.setIcon(icon("eye" if shown else "eye-off"))
        button.updateGeometry()
        frame.sensitive_strip.say(SHOWN, "warn", Glyph.LOOK)
        frame.sensitive_strip.setVisible(shown)
        self._page.show_sensitive(shown=shown)
