"""The quick part of Chinese typing: the recipe, what the bundle insists on, and how a journey is judged."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "chinese_typing"
sys.path[:0] = [str(ROOT / "packaging"), str(FOLDER)]

import try_typing  # noqa: E402 - packaging/ is a folder of scripts and no package
import typing_plugin  # noqa: E402 - as above


@pytest.mark.skipif(shutil.which("bash") is None, reason="the plugin is built on Linux")
def test_the_recipe_is_sound_shell() -> None:
    recipe = FOLDER / "build_plugin.sh"
    assert subprocess.run(["bash", "-n", str(recipe)], check=False).returncode == 0


@pytest.mark.skipif(shutil.which("bash") is None, reason="the plugin is built on Linux")
def test_without_qt_nothing_is_built_and_a_sentence_says_why(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", str(FOLDER / "build_plugin.sh"), str(tmp_path), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "holds no Qt 6" in done.stderr or "is missing" in done.stderr
    assert not list((tmp_path / "out").rglob("*.so"))


def test_another_qt_asks_for_another_plugin(tmp_path: Path) -> None:
    libraries = tmp_path / "Qt" / "lib"
    libraries.mkdir(parents=True)
    for name in ("Core", "Gui", "DBus"):
        (libraries / f"libQt6{name}.so.6").write_bytes(name.encode())
    first = typing_plugin.stamp(tmp_path)
    assert typing_plugin.stamp(tmp_path) == first
    (libraries / "libQt6Gui.so.6").write_bytes(b"another")
    assert typing_plugin.stamp(tmp_path) != first


def test_a_bundle_without_the_plugin_is_refused() -> None:
    spec = (ROOT / "build.spec").read_text("utf-8")
    assert (
        str(typing_plugin.PLUGIN) in spec and "INPUT_PLUGIN.exists()" in spec and "raise SystemExit" in spec
    )
    assert "add_input_plugin(root, mirror)" in (ROOT / "packaging" / "bundle.py").read_text("utf-8")


BEFORE = (["一", "二", "三", "四"], ["甲", "甲", "甲"])


@pytest.mark.parametrize(
    ("titles", "hosts", "faults"),
    [
        (["你好", "你好", "ni hao", "nihao"], ["你好", "ni hao", "甲"], 0),
        (["你好", "你好", "你好", "你好"], ["你好", "你好", "甲"], 0),
        (["n你好", "你好", "ni hao", "ni hao"], ["你好", "ni hao", "甲"], 2),
        (["你好", "你好", "ni hao", "None"], ["你好", "ni hao", "甲"], 1),
        (["你好", "你好", "三", "ni hao"], ["你好", "ni hao", "甲"], 1),
        (["你好", "你好", "ni hao", "ni hao"], ["你好", "甲", "甲"], 1),
        (["一", "二", "三", "四"], ["甲", "甲", "甲"], 4),
    ],
)
def test_a_journey_passes_only_when_nothing_was_lost(
    titles: list[str], hosts: list[str], faults: int
) -> None:
    assert len(try_typing.judged(BEFORE, (titles, hosts))) == faults
