"""Chinese typing on Linux: name the Qt input plugin that fits the session, before the QApplication is made.

Qt's own wheel carries the ibus plugin and none for fcitx; the bundle adds the fcitx one. Qt 6 has no XIM,
so a session that names neither would leave people without Chinese letters.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, MutableMapping
from pathlib import Path

_PLUGINS = "platforminputcontexts"
_DAEMONS = {
    "fcitx": re.compile(r"org\.(fcitx\.Fcitx|freedesktop\.portal\.Fcitx)"),
    "ibus": re.compile(r"IBus$"),
}
"""Input method → names on the session's bus that show that it runs."""
MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
"""Where a machine's own name stands; without it the D-Bus library ends any program that asks it for one."""
_SESSION_WORDS = ("XMODIFIERS", "GTK_IM_MODULE", "CLUTTER_IM_MODULE")
"""Where desktops write down which input method the session has, the most reliable first."""
_NOBODY_TYPES = ("offscreen", "minimal")
"""Platforms without a keyboard."""


def choose_input_method(
    environment: MutableMapping[str, str],
    plugins: Iterable[Path],
    running: Callable[[], Collection[str]] | None = None,
    platform: str = sys.platform,
) -> str:
    """Set QT_IM_MODULE before the QApplication is made; "" where nothing was changed.

    What the clerk or the session named is kept. Where QT_IM_MODULE and the session disagree, the method that
    runs decides, then the session (a leftover QT_IM_MODULE is the usual cause). Where nothing is named, the
    method that runs is taken, then fcitx, which UOS and Kylin have.

    Args:
        environment: the process's own; changed.
        plugins: the folders in which Qt looks for plugins.
        running: gives the input methods that run now; asked only where the environment does not decide.
        platform: as `sys.platform` names it.

    On a machine without a name (`MACHINE_IDS`) no daemon can be spoken to: the plugin that only composes
    accents is taken, whatever was named.
    """
    if not platform.startswith("linux") or environment.get("QT_QPA_PLATFORM") in _NOBODY_TYPES:
        return ""
    if not any(map(_has_words, MACHINE_IDS)):
        environment.pop("QT_IM_MODULES", None)
        environment["QT_IM_MODULE"] = "compose"
        return "compose"
    files = {each.stem for folder in plugins for each in (folder / _PLUGINS).glob("lib*plugin.so")}
    named = (environment.get("QT_IM_MODULES") or environment.get("QT_IM_MODULE") or "").lower()
    own = _method_in(named)
    if own is None and any(word and word in stem for word in re.split(r"[;,]", named) for stem in files):
        return ""  # compose, the screen keyboard: somebody's own choice
    if named == "none":
        return ""
    session = next(filter(None, (_method_in(environment.get(each, "")) for each in _SESSION_WORDS)), None)
    chosen = own or session or ""
    if not chosen or (session and own != session and own):
        runs = tuple((running or running_methods)())
        chosen = runs[0] if len(runs) == 1 else session or own or "fcitx"
    environment.pop("QT_IM_MODULES", None)
    environment["QT_IM_MODULE"] = chosen
    if chosen == "fcitx" and not any("fcitx" in stem for stem in files):
        environment["QT_IM_MODULE"] = (
            "ibus"  # fcitx5 speaks to the ibus plugin too, through the portal's name
        )
        environment["IBUS_USE_PORTAL"] = "1"
    return environment["QT_IM_MODULE"]


def _has_words(file: Path) -> bool:
    try:
        return bool(file.read_text("utf-8").strip())
    except OSError:
        return False


def _method_in(words: str) -> str | None:
    """The input method that a variable names: fcitx (4 and 5 speak to one plugin), ibus, or none."""
    found = re.search(r"fcitx|ibus", words.lower())
    return found.group() if found else None


def running_methods() -> tuple[str, ...]:
    """The input methods whose daemons are on the session's bus; none where there is no bus."""
    from PySide6.QtDBus import QDBusConnection  # loaded only where the environment does not decide

    called = "input methods"
    try:
        bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, called)
        names = bus.interface().registeredServiceNames().value() if bus.isConnected() else []
    finally:
        QDBusConnection.disconnectFromBus(called)
    return tuple(
        method for method, name in _DAEMONS.items() if any(re.search(name, each) for each in names or [])
    )
