"""Settings in force, changed with a reason: cut-off day, counting codes, what stands on the return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.errors import LedgerFault
from core.settings import (
    BACKUP,
    CHECKING,
    COUNTING,
    GUARDING,
    HEADING,
    KEEPING,
    SERVING,
    SETTINGS,
    SIGNING,
    SettingKind,
    SettingSpec,
    checked_setting,
)
from ui.controls import LabelledField, ground, line, line_input, primary, words
from ui.page import Page, Shell
from ui.setting_inputs import SettingInput, setting_input
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

WIDTH, LEAST_WIDTH = 420, 240
_MARGIN, _BETWEEN = 16, 32
_COLUMNS = ((COUNTING, CHECKING, SERVING), (GUARDING, KEEPING, BACKUP, SIGNING, HEADING))
"""Groups from the top, in two columns."""
_LOOKS_OUTSIDE = (SettingKind.FOLDER, SettingKind.FONT)
"""Whether these can be is asked of the disk, and only when they are saved."""


class SettingsForm(QWidget):
    """One field a setting; saving asks for one reason for all that was changed."""

    save = Signal(dict, str)
    """Key → value of the changed settings, and the reason."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._stored: dict[str, str] = {}
        self.inputs: dict[str, SettingInput] = {}
        self.fields: dict[str, LabelledField] = {}
        self._allowed = False
        content = QWidget()
        ground(content, "surface")
        columns = QHBoxLayout(content)
        columns.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        columns.setSpacing(_BETWEEN)
        for groups in _COLUMNS:
            columns.addLayout(self._column(groups))
        columns.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(line())
        column.addLayout(self._foot())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns stand side by side without scrolling sideways, down to the least width of a field."""
        super().resizeEvent(event)
        bar = self._scroll.verticalScrollBar().sizeHint().width()
        room = (event.size().width() - bar - 2 * _MARGIN - _BETWEEN) // len(_COLUMNS)
        for field in self.fields.values():
            field.setFixedWidth(max(LEAST_WIDTH, min(WIDTH, room)))

    def _column(self, groups: Sequence[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        for group in groups:
            title = words(group, "panel")
            title.setContentsMargins(0, 8 if column.count() else 0, 0, 0)
            column.addWidget(title)
            for spec in SETTINGS:
                if spec.group == group:
                    column.addWidget(self._field(spec))
        column.addStretch(1)
        return column

    def _field(self, spec: SettingSpec) -> LabelledField:
        entry = setting_input(spec)
        entry.changed.connect(partial(self._typed, spec))
        field = LabelledField(spec.label, entry, hint=spec.about)
        field.setFixedWidth(WIDTH)
        self.inputs[spec.key], self.fields[spec.key] = entry, field
        return field

    def _typed(self, spec: SettingSpec) -> None:
        """Say at once below a setting when it cannot be so."""
        said, text = "", self.inputs[spec.key].text()
        if spec.kind not in _LOOKS_OUTSIDE and text != self._stored.get(spec.key, ""):
            try:
                checked_setting(spec.key, text)
            except LedgerFault as fault:
                said = fault.happened
        self.fields[spec.key].set_error(said)
        self._show_state()

    def _foot(self) -> QHBoxLayout:
        self.reason = line_input(name="改动原因", placeholder="改动原因，写进流水")
        self.reason.setMinimumWidth(160)
        self.reason.setMaximumWidth(420)
        self.reason.textChanged.connect(self._show_state)
        self.button = primary("保存设置", self._save)
        self.told = words("", "caption", wrap=True)
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addWidget(self.reason, 1)
        row.addWidget(self.button)
        return row

    def show_data(self, stored: Mapping[str, str], *, allowed: bool) -> None:
        """Show the settings in force; only an administrator may change them."""
        self._stored = dict(stored)
        self._allowed = allowed
        for key, entry in self.inputs.items():
            entry.setText(stored.get(key, ""))
            entry.allow(allowed)
        self.reason.clear()
        self.reason.setVisible(allowed)
        self._show_state()

    def changed(self) -> dict[str, str]:
        """Settings that were typed differently; none before the settings in force are shown."""
        if not self._stored:
            return {}
        typed = {key: entry.text() for key, entry in self.inputs.items()}
        return {key: text for key, text in typed.items() if text != self._stored.get(key, "")}

    def _show_state(self) -> None:
        changed = self.changed()
        wrong = [field for field in self.fields.values() if field.error]
        ready = bool(changed) and not wrong and bool(self.reason.text().strip())
        self.button.setEnabled(ready)
        if not self._allowed:
            self.told.setText("改设置要用管理员账号登录。")
        elif not changed:
            self.told.setText("没有改动。改口径会改变统计数，已上报的月份不变。")
        elif wrong:
            self.told.setText(f"{'、'.join(field.label.text() for field in wrong)}要先改对。")
        elif not ready:
            self.told.setText(f"改了 {len(changed)} 项，写明原因即可保存。")
        else:
            self.told.setText(f"改了 {len(changed)} 项。")

    def _save(self) -> None:
        self.save.emit(self.changed(), self.reason.text().strip())


class SettingsPart(Page):
    """The form on the page of 系统."""

    page_key = "system"
    title = "口径与设置"

    def __init__(self, tasks: Tasks, shell: Shell) -> None:
        super().__init__(tasks, shell)
        self.form = SettingsForm()
        self.form.save.connect(self.save_settings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)

    def refresh(self) -> None:
        self.tasks.run(
            "读取设置", lambda ledger, _: ledger.settings(), self._read, replaces="system-settings"
        )

    def _read(self, stored: dict[str, str]) -> None:
        """Show what was read; settings being typed stay."""
        if not self.form.changed() or not self.form.isVisible():
            self._show(stored)

    def _show(self, stored: dict[str, str]) -> None:
        self.form.show_data(stored, allowed="administrator" in self.shell.info.roles)

    def save_settings(self, values: dict[str, str], reason: str) -> None:
        """Change settings, each journaled with the reason."""

        def save(ledger: Ledger, _: Progress) -> Any:
            return ledger.set_settings(values, reason)

        def saved(_: Any) -> None:
            self.shell.say(f"已保存 {len(values)} 项设置，原因记入流水")
            self.form.reason.clear()

        self.tasks.run("保存设置", save, saved)
        self.tasks.run("读取设置", lambda ledger, _: ledger.settings(), self._show)
