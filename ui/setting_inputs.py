"""How a setting is filled in: a line, a choice, a folder, a font, or a list of codes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from core.codes import code_list
from core.returns.body_font import offered
from core.settings import SettingKind, SettingSpec
from ui.controls import combo, line_input, plain, primary, words
from ui.section_dialogs import NARROW_WIDTH, Asking
from ui.tick_list import TickList

_OWN_FONT = "自带宋体"


class SettingInput(QWidget):
    """Holds the text that is stored for a setting, in whatever way it is shown."""

    changed = Signal()

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__()
        self.spec = spec
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    def text(self) -> str:
        """What would be stored."""
        raise NotImplementedError

    def setText(self, text: str) -> None:
        """Show what is stored."""
        raise NotImplementedError

    def allow(self, allowed: bool) -> None:
        """Without the right the setting can be read only."""
        self.setEnabled(allowed)


class LineSetting(SettingInput):
    """A line of text, with the unit of a number behind it."""

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec)
        self.edit = line_input(name=spec.label)
        self.edit.textChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.edit)
        self.row.addWidget(self.edit, 0 if spec.unit else 1)
        if spec.unit:
            self.edit.setFixedWidth(88)
            self.row.addWidget(words(spec.unit, "body"))
            self.row.addStretch(1)

    def text(self) -> str:
        return self.edit.text().strip()

    def setText(self, text: str) -> None:
        self.edit.setText(text)

    def allow(self, allowed: bool) -> None:
        self.edit.setReadOnly(not allowed)


class ChoiceSetting(SettingInput):
    """One of a few; what a ledger holds beside them stays and is shown."""

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec)
        self.box = combo(spec.choices, spec.label)
        self.box.setMinimumWidth(132)
        self.box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.box)
        self.row.addWidget(self.box)
        self.row.addStretch(1)

    def text(self) -> str:
        return str(self.box.currentData())

    def setText(self, text: str) -> None:
        if self.box.findData(text) < 0:
            self.box.addItem(text, text)
        self.box.setCurrentIndex(self.box.findData(text))


class FolderSetting(LineSetting):
    """A folder, typed or chosen."""

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec)
        self.button = plain("选文件夹…", self._ask)
        self.row.addWidget(self.button)

    def allow(self, allowed: bool) -> None:
        super().allow(allowed)
        self.button.setEnabled(allowed)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.spec.label, self.text())
        if folder:
            self.setText(folder)


class FontSetting(SettingInput):
    """The program's own font, a Fangsong of this computer, or the name of a font's file."""

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec)
        self.box: QComboBox = combo((("", _OWN_FONT), *((name, name) for name in offered())), spec.label)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.currentTextChanged.connect(lambda _: self.changed.emit())
        self.setFocusProxy(self.box)
        self.row.addWidget(self.box, 1)

    def text(self) -> str:
        said = self.box.currentText().strip()
        return "" if said == _OWN_FONT else said

    def setText(self, text: str) -> None:
        self.box.setEditText(text or _OWN_FONT)


class CodesSetting(SettingInput):
    """Codes of a list, chosen by their names."""

    def __init__(self, spec: SettingSpec) -> None:
        super().__init__(spec)
        self._codes: tuple[str, ...] = ()
        self.list = code_list(spec.codes)
        self.shown: QLabel = words("", "body", wrap=True)
        self.button = plain("挑选…", self._ask)
        self.setFocusProxy(self.button)
        self.row.addWidget(self.shown, 1)
        self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        return ",".join(self._codes)

    def setText(self, text: str) -> None:
        self._codes = tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
        self.shown.setText("、".join(self._codes) or "一个也没有选")
        self.shown.setToolTip("\n".join(f"{code} {self.list.name_of(code)}" for code in self._codes))
        self.changed.emit()

    def allow(self, allowed: bool) -> None:
        self.button.setEnabled(allowed)

    def _ask(self) -> None:
        dialog = CodesDialog(self.spec, self._codes, self)
        if dialog.exec():
            self.setText(",".join(dialog.codes()))
        dialog.deleteLater()


class CodesDialog(Asking):
    """The codes of a list with boxes to tick."""

    def __init__(self, spec: SettingSpec, chosen: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(spec.label, spec.label, parent, NARROW_WIDTH)
        names = [(entry.code, f"{entry.code} {entry.name}") for entry in code_list(spec.codes)]
        self.list = TickList(spec.label, names, lambda code: code in chosen)
        self.column.addWidget(self.list)
        self.add_foot(primary("选好", self.accept))

    def codes(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        return self.list.ticked()


_INPUTS: dict[SettingKind, type[SettingInput]] = {
    SettingKind.TEXT: LineSetting,
    SettingKind.FLAG: ChoiceSetting,
    SettingKind.CHOICE: ChoiceSetting,
    SettingKind.CODES: CodesSetting,
    SettingKind.FOLDER: FolderSetting,
    SettingKind.FONT: FontSetting,
}


def setting_input(spec: SettingSpec) -> SettingInput:
    """What a setting is filled in with."""
    return _INPUTS[spec.kind](spec)
