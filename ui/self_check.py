"""The part of `--self-check` that needs Qt: it is imported here and nowhere before, and may be missing."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from core.resources import resource
from core.self_check import Check, guarded
from ui.screen import has_screen

_NAMES = ("窗口插件", "PDF 预览", "图标")
_WINDOWS = {"win32": ("windows",), "darwin": ("cocoa",)}
_LINUX = ("xcb", "wayland")
_OFFSCREEN = "offscreen"
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
"""A page without content; its missing cross-references are found by reading, which every reader can."""
_LIBRARY = re.compile(r"(lib[^\s/(:]+): cannot open")


def qt_checks() -> list[Check]:
    """Platform plugin, QtPdf and QtSvg; without Qt one line that says they were not checked."""
    if find_spec("PySide6") is None:
        return [Check("窗口", True, "没有安装图形库，窗口部分没有查；命令行可以照常用")]
    try:
        from PySide6 import QtGui, QtPdf, QtSvg  # noqa: F401 - whether they load is the question
    except ImportError as error:
        return [Check("窗口", False, f"图形库载入不了{_missing(str(error))}，窗口打不开；命令行可以照常用")]
    plugins = guarded(_NAMES[0], check_platform)
    if not _loads(_OFFSCREEN)[0]:  # Qt would end the process
        return [plugins, *(Check(name, False, "窗口插件不全，没有查成") for name in _NAMES[1:])]
    os.environ["QT_QPA_PLATFORM"] = _OFFSCREEN
    application = QtGui.QGuiApplication.instance() or QtGui.QGuiApplication(sys.argv[:1])
    checks = [plugins, guarded(_NAMES[1], check_pdf), guarded(_NAMES[2], check_icons)]
    del application
    return checks


def check_platform() -> Check:
    """The plugin that brings a window onto this system's screen can be loaded."""
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    there = sorted(re.sub(r"^(lib)?q", "", file.stem) for file in folder.glob("*q*") if file.is_file())
    asked = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    wanted = (asked,) if asked else _WINDOWS.get(sys.platform, _LINUX)
    found = {name: _loads(name) for name in wanted}
    loaded = [name for name, (good, _) in found.items() if good]
    if loaded:
        return Check(_NAMES[0], True, f"{'、'.join(loaded)} 可以载入（共有 {'、'.join(there)}）")
    why = next(said for _, said in found.values())
    if not has_screen() and _loads(_OFFSCREEN)[0]:
        return Check(_NAMES[0], True, f"这里没有屏幕，只查了 {_OFFSCREEN}；{wanted[0]} 载入不了{why}")
    return Check(_NAMES[0], False, f"{wanted[0]} 载入不了{why}，窗口打不开。请装齐系统组件，或重新安装程序。")


def _loads(name: str) -> tuple[bool, str]:
    """Whether a platform plugin can be loaded, and what the system lacks for it."""
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    for file in sorted(folder.glob(f"*q{name}*")):
        loader = QPluginLoader(str(file))
        return bool(loader.load()), _missing(loader.errorString())
    return False, "（没有这个插件）"


def _missing(said: str) -> str:
    """The system library that a loader's sentence names."""
    names = _LIBRARY.findall(said)
    return f"（系统缺少 {names[0]}）" if names else ""


def check_pdf() -> Check:
    """QtPdf opens a page."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtPdf import QPdfDocument

    content = QBuffer()
    content.setData(QByteArray(_PDF))
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(content)
    good = document.pageCount() == 1
    document.close()
    return Check(
        _NAMES[1], good, "能打开 PDF 页" if good else "打不开 PDF，月报预览会是空白。请重新安装程序。"
    )


def check_icons() -> Check:
    """QtSvg draws one of the program's own icons."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    files = sorted(resource("icons").glob("*.svg"))
    painter = QPainter(image)
    valid = [QSvgRenderer(str(file)).isValid() for file in files]
    if files:
        QSvgRenderer(str(files[0])).render(painter)
    painter.end()
    drawn = any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24))
    good = drawn and all(valid)
    said = f"{len(files)} 个图标都能画出" if good else "图标画不出。请重新安装程序。"
    return Check(_NAMES[2], good, said)
