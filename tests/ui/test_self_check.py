"""The installation's check of itself: whole here, and each thing missing is named."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from core.resources import resource
from core.self_check import check_clock, check_folder, check_fonts, guarded
from ui.screen import NO_SCREEN, has_screen
from ui.self_check import check_icons, check_pdf, check_platform

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_QT = "import sys; sys.modules['PySide6'] = None; import main; sys.exit(main.main(sys.argv[1:]))"


def checked(*command: str, **variables: str) -> tuple[int, dict[str, tuple[bool, str]]]:
    """Run the self-check in a process of its own; exit code, and ok and detail by name."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **variables}
    done = subprocess.run(
        [sys.executable, *command, "--self-check", "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = json.loads(done.stdout)
    assert list(told) == ["checks"] and done.stderr == ""
    return done.returncode, {each["name"]: (each["ok"], each["detail"]) for each in told["checks"]}


def test_whole_installation_passes_and_leaves_nothing(tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    code, checks = checked("main.py", HOME=str(tmp_path), TMPDIR=str(tmp_path))
    assert (code, [name for name, (ok, _) in checks.items() if not ok]) == (0, [])
    assert set(checks) >= {
        "字体",
        "目标文件",
        "数据库驱动",
        "加密读写",
        "时钟",
        "窗口插件",
        "PDF 预览",
        "图标",
    }
    assert sorted(tmp_path.iterdir()) == before


def test_without_qt_the_window_is_skipped_with_a_word() -> None:
    code, checks = checked("-c", WITHOUT_QT)
    assert code == 0 and "图标" not in checks
    assert "没有安装图形库" in checks["窗口"][1]


def test_missing_platform_plugin_fails() -> None:
    code, checks = checked("main.py", QT_QPA_PLATFORM="nowhere")
    assert (code, checks["窗口插件"][0], checks["PDF 预览"][0]) == (1, False, True)


def test_fonts_changed_and_missing_are_named(tmp_path: Path) -> None:
    for font in resource("fonts").iterdir():
        (tmp_path / font.name).symlink_to(font)
    assert check_fonts(tmp_path).ok
    (tmp_path / "HanaMinA.ttf").unlink()
    (tmp_path / "LedgerKai-Regular.ttf").unlink()
    changed = tmp_path / "LedgerKai-Regular.ttf"
    shutil.copyfile(resource("fonts", changed.name), changed)
    changed.write_bytes(changed.read_bytes()[:-1] + b"\1")
    found = check_fonts(tmp_path)
    assert not found.ok and "HanaMinA.ttf、LedgerKai-Regular.ttf" in found.detail
    assert not guarded("字体", lambda: check_fonts(tmp_path / "none")).ok


def test_every_shipped_font_has_its_digest() -> None:
    listed = resource("fonts", "README.md").read_text("utf-8")
    assert [font.name for font in resource("fonts").glob("*.ttf") if f"  {font.name}\n" not in listed] == []


def test_clock_before_the_program_or_far_after_it_fails() -> None:
    made = date(2026, 11, 20)
    days = (date(2026, 11, 18), date(2026, 11, 19), date(2030, 1, 1), date(2099, 1, 1))
    assert [check_clock(day, made).ok for day in days] == [False, True, True, False]


@pytest.mark.skipif(sys.platform == "win32", reason="folders without write rights are made otherwise there")
def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert not check_folder("日志文件夹", file / "log").ok  # a file stands where the folder should
    assert check_folder("日志文件夹", tmp_path / "log" / "deep").ok
    assert not (tmp_path / "log").exists()


@pytest.mark.usefixtures("qapp")
def test_window_parts_of_this_process() -> None:
    assert check_pdf().ok and check_icons().ok and check_platform().ok


def test_without_a_screen_the_window_says_so_in_a_sentence(tmp_path: Path) -> None:
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: value for key, value in os.environ.items() if key not in named}
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**environment, "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().strip() == NO_SCREEN
    assert has_screen({}, "win32") and has_screen({"QT_QPA_PLATFORM": "offscreen"}, "linux")
