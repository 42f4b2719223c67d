"""Start: one headless command, the reading process of a bundle, or the window."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for; without a command, the window."""
    from core.commands import COMMANDS, run

    if arguments and arguments[0] in COMMANDS:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a stop by the system is tidied up as well
        return run(arguments)
    if arguments and arguments[0] == "--read-sheet":
        from core.imports.child import main as read_sheet

        return int(read_sheet(list(arguments[1:])) or 0)
    if "--self-check" in arguments:
        from core.self_check import run as check_itself
        from ui.self_check import qt_checks  # imports Qt only when asked, and may do without

        return check_itself(arguments, qt_checks)
    if arguments and arguments[0] == "pictures":
        from ui.pictures import main as take_pictures

        return take_pictures(list(arguments[1:]))
    if arguments and (arguments[0] in ("-h", "--help") or not _may_be_ledger(arguments[0])):
        return run(arguments)  # it says which commands there are
    from ui.app import run as run_window

    return run_window(list(arguments))


def _may_be_ledger(word: str) -> bool:
    """True for what the window can take: an option, or the path of a ledger."""
    return word.startswith("-") or word.endswith(".ledger") or Path(word).exists()


if __name__ == "__main__":
    if len(sys.argv) > 1 and not _may_be_ledger(sys.argv[1]):
        gc.disable()  # a command is one short run; an import makes a million objects that all stay
    sys.exit(main(sys.argv[1:]))
