"""Which input plugin is named before the program starts, and that no composition is left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from core.section import Field, Kind
from ui import input_method
from ui.editors import LineEntry
from ui.input_method import CompositionGuard, choose_input_method, running_methods


@pytest.fixture(autouse=True)
def named_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine has a name of its own, whatever the test runs on."""
    file = tmp_path / "machine-id"
    file.write_text("0123456789abcdef0123456789abcdef\n", "utf-8")
    monkeypatch.setattr(input_method, "MACHINE_IDS", (tmp_path / "none", file))
    return file


def never() -> tuple[str, ...]:
    """The bus must not be asked."""
    raise AssertionError("asked")


def test_a_machine_without_a_name_is_not_asked_for_its_daemons(plugins: Path, named_machine: Path) -> None:
    named_machine.unlink()
    environment = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}
    assert choose_input_method(environment, [plugins], never, "linux") == "compose"
    assert environment["QT_IM_MODULE"] == "compose"


def test_without_a_keyboard_nothing_is_chosen(plugins: Path) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    assert choose_input_method(environment, [plugins], never, "linux") == ""
    assert environment == {"QT_QPA_PLATFORM": "offscreen"}


def folder_with(folder: Path, *names: str) -> Path:
    """A folder of Qt plugins that holds these input plugins."""
    (folder / "platforminputcontexts").mkdir(parents=True)
    for name in names:
        (folder / "platforminputcontexts" / f"lib{name}platforminputcontextplugin.so").touch()
    return folder


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    return folder_with(tmp_path / "plugins", "fcitx", "ibus", "compose")


@pytest.mark.parametrize(
    ("environment", "running", "chosen"),
    [
        ({}, (), "fcitx"),
        ({}, ("ibus",), "ibus"),
        ({}, ("fcitx",), "fcitx"),
        ({}, ("fcitx", "ibus"), "fcitx"),
        ({"QT_IM_MODULE": "fcitx5"}, (), "fcitx"),
        ({"QT_IM_MODULE": "ibus"}, ("fcitx",), "ibus"),
        ({"QT_IM_MODULE": "xim"}, ("ibus",), "ibus"),
        ({"XMODIFIERS": "@im=ibus"}, ("fcitx",), "ibus"),
        ({"XMODIFIERS": "@im=SCIM", "GTK_IM_MODULE": "ibus"}, (), "ibus"),
        ({"GTK_IM_MODULE": "fcitx"}, ("ibus",), "fcitx"),
        ({"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus"}, (), "fcitx"),
        ({"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus"}, ("ibus",), "ibus"),
        ({"XMODIFIERS": "@im=ibus", "QT_IM_MODULE": "fcitx"}, ("fcitx",), "fcitx"),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus", "XMODIFIERS": "@im=fcitx"}, (), "fcitx"),
    ],
)
def test_the_sessions_own_method_is_named(
    plugins: Path, environment: dict[str, str], running: tuple[str, ...], chosen: str
) -> None:
    assert choose_input_method(environment, [plugins], lambda: running, "linux") == chosen
    assert environment["QT_IM_MODULE"] == chosen
    assert "QT_IM_MODULES" not in environment


def test_the_bus_is_asked_only_when_the_environment_does_not_decide(plugins: Path) -> None:
    agreed = {"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"}
    assert choose_input_method(agreed, [plugins], never, "linux") == "fcitx"


@pytest.mark.parametrize("own", ["compose", "none", "ibus"])
def test_an_explicit_choice_is_kept(plugins: Path, own: str) -> None:
    environment = {"QT_IM_MODULE": own}
    choose_input_method(environment, [plugins], lambda: ("fcitx",), "linux")
    assert environment == {"QT_IM_MODULE": own}


def test_the_screen_keyboard_is_kept_where_it_is_there(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "more", "fcitx", "qtvirtualkeyboard")
    environment = {"QT_IM_MODULE": "qtvirtualkeyboard"}
    assert choose_input_method(environment, [folder], tuple, "linux") == ""
    assert environment == {"QT_IM_MODULE": "qtvirtualkeyboard"}


def test_fcitx_without_its_plugin_is_reached_through_the_one_of_ibus(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "wheel", "ibus", "compose")
    environment = {"XMODIFIERS": "@im=fcitx"}
    assert choose_input_method(environment, [folder], tuple, "linux") == "ibus"
    assert environment["IBUS_USE_PORTAL"] == "1"


def test_the_plugin_may_lie_in_any_folder_that_qt_looks_in(tmp_path: Path) -> None:
    wheel, own = folder_with(tmp_path / "wheel", "ibus"), folder_with(tmp_path / "own", "fcitx")
    environment: dict[str, str] = {}
    assert choose_input_method(environment, [wheel, own], tuple, "linux") == "fcitx"
    assert "IBUS_USE_PORTAL" not in environment


def test_other_systems_are_left_alone(plugins: Path) -> None:
    empty: dict[str, str] = {}
    assert choose_input_method(empty, [plugins], tuple, "win32") == ""
    assert not empty


def test_no_bus_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    assert running_methods() == ()


class Form(QWidget):
    """A field and something that takes no focus; counts what the guard finishes."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.other = QLineEdit(), QLabel("保存")
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.other)
        self.order: list[str] = []
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.activated.connect(lambda: self.order.append("saved"))


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    guard = CompositionGuard(qapp, lambda: made.order.append("committed"))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    yield made
    qapp.focusObjectChanged.disconnect(guard._watch)
    guard.deleteLater()


def test_a_composition_is_finished_before_a_shortcut_acts(form: Form) -> None:
    window = form.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.order == ["committed", "saved"]


def test_letters_and_modifiers_alone_belong_to_the_composition(form: Form) -> None:
    window = form.windowHandle()
    QTest.keyClicks(form.field, "nihao")
    for key in (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Space):
        QTest.keyClick(window, key)
    assert form.order == []


def test_a_composition_is_finished_before_a_click_elsewhere(form: Form) -> None:
    place = form.other.mapTo(form, form.other.rect().center())
    QTest.mouseClick(form.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert form.order == ["committed"]
    assert form.field.hasFocus()


def test_a_field_that_went_away_is_forgotten(form: Form, qtbot: QtBot) -> None:
    second = QLineEdit(form)
    second.show()
    form.field.deleteLater()
    qtbot.wait(20)
    second.setFocus()
    QTest.keyClick(form.windowHandle(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert form.order == ["committed", "saved"]


def test_stars_of_a_masked_value_never_stay_before_composed_words(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entry = LineEntry(Field("person.phone", "手机号", Kind.TEXT), parent)
    entry.show_value("12345678901", "123****8901")
    event = QInputMethodEvent("", [])
    event.setCommitString("你好")
    QApplication.sendEvent(entry, event)
    assert entry.value() == "你好"
