"""Whether there is a screen that a window could come up on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

NO_SCREEN = (
    "这里没有屏幕，窗口打不开；台账没有动过。请在桌面上打开程序；"
    "只用命令的话，运行时加 --help 可以看有哪些命令。"
)


def has_screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """False on a Linux session without a display; Qt would end the program in its own words there.

    A display that is named but does not answer cannot be told before Qt tries it.
    """
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
