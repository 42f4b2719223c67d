"""Build the input plugin for Chinese typing, unless it is there: `python packaging/typing_plugin.py`.

What is built depends on Qt inside the PySide6 wheel and on the recipe; both are remembered beside the plugin.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECIPE = ROOT / "packaging" / "chinese_typing" / "build_plugin.sh"
FOLDER = Path("build", "chinese_typing")
"""Where it lies, under the sources: a folder of Qt plugins, which QT_PLUGIN_PATH may name."""
PLUGIN = FOLDER / "platforminputcontexts" / "libfcitxplatforminputcontextplugin.so"


def stamp(pyside: Path) -> str:
    """What the plugin is built from: the recipe and the wheel's libraries."""
    digest = hashlib.sha256(RECIPE.read_bytes())
    for name in ("Core", "Gui", "DBus"):
        digest.update((pyside / "Qt" / "lib" / f"libQt6{name}.so.6").read_bytes())
    return digest.hexdigest()


def build(pyside: Path) -> Path:
    """Build the plugin for this wheel, unless it is there; where it lies.

    Raises:
        subprocess.CalledProcessError: when the recipe fails; it has said why, and no plugin is left.
    """
    made, mark = ROOT / PLUGIN, ROOT / FOLDER / "made-of"
    wanted = stamp(pyside)
    if made.exists() and mark.exists() and mark.read_text("utf-8") == wanted:
        return made
    made.unlink(missing_ok=True)
    subprocess.run(["bash", str(RECIPE), str(pyside), str(ROOT / FOLDER)], check=True)
    mark.write_text(wanted, "utf-8")
    return made


if __name__ == "__main__":
    try:
        place = Path(str(metadata.distribution("PySide6-Essentials").locate_file("PySide6")))
        print(build(place))
    except subprocess.CalledProcessError:
        sys.exit(1)
