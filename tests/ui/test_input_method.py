"""Which input plugin is named before the program starts."""

from pathlib import Path

import pytest

from ui.input_method import choose_input_method


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitxplatforminputcontextplugin.so").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({}, "fcitx"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx"),
        ({"QT_IM_MODULE": "ibus"}, "ibus"),
        ({"XMODIFIERS": "@im=ibus"}, "ibus"),
        ({"XMODIFIERS": "@im=fcitx", "QT_IM_MODULE": "ibus"}, "fcitx"),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus", "XMODIFIERS": "@im=fcitx"}, "fcitx"),
    ],
)
def test_the_sessions_own_method_is_named(plugins: Path, environment: dict[str, str], chosen: str) -> None:
    assert choose_input_method(environment, plugins, "linux") == chosen
    assert environment["QT_IM_MODULE"] == chosen
    assert "QT_IM_MODULES" not in environment


def test_nothing_is_changed_where_nothing_is_to_be_gained(plugins: Path, tmp_path: Path) -> None:
    environment = {"QT_IM_MODULE": "qtvirtualkeyboard"}
    assert choose_input_method(environment, plugins, "linux") == ""
    assert environment == {"QT_IM_MODULE": "qtvirtualkeyboard"}
    empty: dict[str, str] = {}
    assert choose_input_method(empty, tmp_path / "no plugins", "linux") == ""
    assert choose_input_method(empty, plugins, "win32") == ""
    assert not empty
