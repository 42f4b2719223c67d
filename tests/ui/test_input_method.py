"""Which input plugin is named before the program starts."""

from pathlib import Path

import pytest

from ui import input_method
from ui.input_method import choose_input_method, running_methods


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
