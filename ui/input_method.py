"""Chinese typing on Linux: name the Qt input plugin that this copy of the program really has.

Qt's own wheel carries the ibus plugin and none for fcitx; a bundle adds the fcitx one. Qt 6 has no XIM,
so a session that names neither would leave people without Chinese letters.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from pathlib import Path

_PLUGINS = "platforminputcontexts"


def choose_input_method(
    environment: MutableMapping[str, str], plugins: Path, platform: str = sys.platform
) -> str:
    """Set QT_IM_MODULE before the QApplication is made; "" where nothing was changed.

    Only a session that asks for ibus gets ibus; all others get fcitx, where its plugin is there.

    Args:
        environment: the process's own; changed.
        plugins: Qt's folder of plugins.
        platform: as `sys.platform` names it.
    """
    if not platform.startswith("linux") or not list((plugins / _PLUGINS).glob("*fcitx*.so")):
        return ""
    named = (environment.get("QT_IM_MODULES") or environment.get("QT_IM_MODULE") or "").lower()
    if "virtualkeyboard" in named or named == "none":
        return ""
    modifiers = environment.get("XMODIFIERS", "").lower()
    ibus = "ibus" in modifiers or ("ibus" in named and "fcitx" not in modifiers)
    chosen = "ibus" if ibus else "fcitx"
    environment.pop("QT_IM_MODULES", None)
    environment["QT_IM_MODULE"] = chosen
    return chosen
