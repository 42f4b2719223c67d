"""Settings in force, changed with a reason: cut-off day, counting codes, what stands on the return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from core.returns.body_font import offered
from core.settings import SETTINGS
from ui.controls import LabelledField, ground, line, line_input, primary, words
from ui.page import Page, Shell
from ui.tasks import Progress, Tasks

if TYPE_CHECKING:
    from core.ledger import Ledger

PRINTED = frozenset(
    (
        *("office_phone", "head", "reviewer", "preparer"),
        *("form_number", "issued_by", "document_number", "valid_until", "body_font"),
    )
)
"""Settings that only stand on the return; all others decide something."""
WIDTH = 460


def _fonts_here() -> str:
    """The Fangsongs of this computer, as the end of a hint."""
    found = offered()
    return f"。本机有：{'、'.join(found)}" if found else "。本机没有找到仿宋"


class SettingsForm(QWidget):
    """One field a setting; saving asks for one reason for all that was changed."""

    save = Signal(dict, str)
    """Key → value of the changed settings, and the reason."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "surface")
        self._stored: dict[str, str] = {}
        self.inputs: dict[str, QLineEdit] = {}
        content = QWidget()
        ground(content, "surface")
        columns = QHBoxLayout(content)
        columns.setContentsMargins(16, 12, 16, 12)
        columns.setSpacing(32)
        deciding = [spec.key for spec in SETTINGS if spec.key not in PRINTED]
        printed = [spec.key for spec in SETTINGS if spec.key in PRINTED]
        columns.addLayout(self._column("口径与安全", deciding))
        columns.addLayout(self._column("月报上印的", printed))
        columns.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(line())
        column.addLayout(self._foot())

    def _column(self, title: str, keys: list[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(words(title, "panel"))
        specs = {spec.key: spec for spec in SETTINGS}
        for key in keys:
            edit = line_input(name=specs[key].label)
            edit.setFixedWidth(WIDTH - 60)
            edit.textChanged.connect(self._show_state)
            self.inputs[key] = edit
            hint = specs[key].about + (_fonts_here() if key == "body_font" else "")
            column.addWidget(LabelledField(specs[key].label, edit, hint=hint))
        column.addStretch(1)
        return column

    def _foot(self) -> QHBoxLayout:
        self.reason = line_input(name="改动原因", placeholder="改动原因，写进流水")
        self.reason.setMinimumWidth(120)
        self.reason.setMaximumWidth(300)
        self.reason.textChanged.connect(self._show_state)
        self.button = primary("保存设置", self._save)
        self.told = words("", "caption", wrap=True)
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self.told, 1)
        row.addWidget(self.reason)
        row.addWidget(self.button)
        return row

    def show_data(self, stored: Mapping[str, str], *, allowed: bool) -> None:
        """Show the settings in force; only an administrator may change them."""
        self._stored = dict(stored)
        for key, edit in self.inputs.items():
            edit.setText(stored.get(key, ""))
            edit.setReadOnly(not allowed)
        self._allowed = allowed
        self.reason.clear()
        self.reason.setVisible(allowed)
        self._show_state()

    def changed(self) -> dict[str, str]:
        """Settings that were typed differently."""
        typed = {key: edit.text().strip() for key, edit in self.inputs.items()}
        return {key: text for key, text in typed.items() if text != self._stored.get(key, "")}

    def _show_state(self) -> None:
        changed = self.changed()
        ready = bool(changed) and bool(self.reason.text().strip())
        self.button.setEnabled(ready)
        if not getattr(self, "_allowed", False):
            self.told.setText("改设置要用管理员账号登录。")
        elif not changed:
            self.told.setText("没有改动。改口径会改变统计数，已上报的月份不变。")
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
            changes = [ledger.set_setting(key, value, reason) for key, value in values.items()]
            return changes[-1]

        def saved(_: Any) -> None:
            self.shell.say(f"已保存 {len(values)} 项设置，原因记入流水")
            self.form.reason.clear()

        self.tasks.run("保存设置", save, saved)
        self.tasks.run("读取设置", lambda ledger, _: ledger.settings(), self._show)
