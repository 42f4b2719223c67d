"""R1: kill -9 in the middle of everything that writes.

A child acknowledges each commit and is killed; then the ledger is opened again: no acknowledged row is lost,
imports and submits are there whole or not at all, and every check holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from openpyxl import Workbook

from core.ledger import Ledger
from core.restoring import restore_over
from db.backup import list_backups, verify_backup
from db.engine import store_of
from db.keys import KeyFile
from trust.ground import PASSWORD, cheapen, copied, made, opened, person_number, placement
from trust.journeys import Journey, survived
from trust.outcome import Outcome
from trust.stepping import Say

FROZEN = Path(__file__).parents[2] / "tests" / "old_ledgers"
OLD_PASSWORD = "Demo-Btwd2sMit5V3"
"""Of the frozen ledgers of made-up people (tests/old_ledgers/README.md)."""
_SHEET_ROWS = 120
_REVIEWER = "王审核"


def _rows(ledger: Ledger) -> int:
    return ledger.counts()["placement"]


def write(folder: Path, times: int) -> Outcome:
    """Rows saved one by one."""

    def work(path: Path, say: Say) -> None:
        ledger = opened(path)
        say("ready")
        for serial in range(5, 25):
            ledger.save("placement", None, placement(serial))
            say(str(serial))
        ledger.close()

    def holds(ledger: Ledger, words: Sequence[str]) -> Iterator[str]:
        said, there = max(0, len(words) - 1), _rows(ledger) - 5
        if not said <= there <= said + 1:
            yield f"{said} said, {there} there"

    base = made(folder / "base", 5)
    return survived(Journey("R1 write", "kill -9 while rows are saved", base, work, holds), folder, times)


def imports(folder: Path, times: int) -> Outcome:
    """A sheet written in one transaction."""
    sheet = _sheet(folder)

    def work(path: Path, say: Say) -> None:
        ledger = opened(path)
        say("ready")
        ledger.import_file("placement", sheet)
        say("done")
        ledger.close()

    def holds(ledger: Ledger, words: Sequence[str]) -> Iterator[str]:
        there = _rows(ledger) - 5
        if there not in (0, _SHEET_ROWS):
            yield f"{there} of {_SHEET_ROWS} rows"
        if "done" in words and there != _SHEET_ROWS:
            yield "acknowledged and lost"

    base = made(folder / "base", 5)
    journey = Journey("R1 import", "kill -9 while a sheet is taken in", base, work, holds)
    return survived(journey, folder, times)


def _sheet(folder: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "来源", "毕业去向", "就业单位", "镇街", "行业", "就业时间"])
    for serial in range(1000, 1000 + _SHEET_ROWS):
        row = (f"示例{serial % 10}", person_number(serial), "区外市内", "11", "重庆示例制造有限公司")
        sheet.append([*row, "朱沱镇", "制造业", "2025-09-01"])
    path = folder / "sheet.xlsx"
    book.save(path)
    return path


def migrate(folder: Path, times: int) -> Outcome:
    """A ledger of the first frozen schema opened by this program."""

    def reopen(path: Path) -> Ledger:
        return Ledger.open(path, "admin", OLD_PASSWORD)

    def work(path: Path, say: Say) -> None:
        say("ready")
        reopen(path).close()
        say("done")

    base = copied(FROZEN / "schema-0002.ledger", folder / "base")
    cheapen(base, KeyFile(base).unlock("admin", OLD_PASSWORD), "admin", OLD_PASSWORD)
    whole = reopen(copied(base, folder / "counted"))
    expected = whole.counts()
    whole.close()

    def holds(ledger: Ledger, _words: Sequence[str]) -> Iterator[str]:
        if ledger.counts() != expected:
            yield "rows differ"

    what = "kill -9 while an old ledger is brought to today's tables"
    return survived(Journey("R1 migrate", what, base, work, holds, reopen), folder, times)


def backup(folder: Path, times: int) -> Outcome:
    """Backups: a folder with a backup's name is a whole backup."""

    def work(path: Path, say: Say) -> None:
        ledger = opened(path)
        say("ready")
        for _ in range(4):
            ledger.backup()
            say("made")
        ledger.close()

    def holds(ledger: Ledger, words: Sequence[str]) -> Iterator[str]:
        found = list_backups(ledger.info.path)
        if len(found) < words.count("made"):
            yield "an acknowledged backup is gone"
        key = store_of(ledger.engine).key
        bad = sum(1 for each in found if verify_backup(each.folder, key))
        if bad:
            yield f"{bad} backups do not hold"

    base = made(folder / "base", 40)
    return survived(Journey("R1 backup", "kill -9 while backups are made", base, work, holds), folder, times)


def restore(folder: Path, times: int) -> Outcome:
    """A backup put over the ledger: the old one or the new one opens with its password."""
    base = made(folder / "base", 10)
    ledger = opened(base)
    kept = ledger.backup(folder)
    for serial in range(10, 15):
        ledger.save("placement", None, placement(serial))
    ledger.close()

    def work(path: Path, say: Say) -> None:
        say("ready")
        restore_over(path, kept, "admin", PASSWORD).close()
        say("done")

    def holds(ledger: Ledger, words: Sequence[str]) -> Iterator[str]:
        there = _rows(ledger)
        if there not in (10, 15):
            yield f"{there} rows"
        if "done" in words and there != 10:
            yield "acknowledged and not there"

    journey = Journey("R1 restore", "kill -9 while a backup is put back", base, work, holds)
    return survived(journey, folder, times)


def submit(folder: Path, times: int) -> Outcome:
    """A return submitted: frozen with its bytes, or still approved."""

    def reopen(path: Path) -> Ledger:
        return opened(path, _REVIEWER)

    def work(path: Path, say: Say) -> None:
        ledger = reopen(path)
        say("ready")
        ledger.move_return("2025-09", "submit", "核对后上报")
        say("done")
        ledger.close()

    def holds(ledger: Ledger, words: Sequence[str]) -> Iterator[str]:
        shown = ledger.preview_return("2025-09")
        if shown.state not in ("approved", "submitted"):
            yield str(shown.state)
        if "done" in words and shown.state != "submitted":
            yield "acknowledged and lost"
        if not shown.pdf.startswith(b"%PDF"):
            yield "no paper"

    base = _approved(folder / "base")
    journey = Journey("R1 submit", "kill -9 while a return is submitted", base, work, holds, reopen)
    return survived(journey, folder, times)


def _approved(folder: Path) -> Path:
    path = made(folder, 30)
    ledger = opened(path)
    ledger.add_account(_REVIEWER, ["reviewer"], PASSWORD + "x")
    cheapen(path, store_of(ledger.engine).key, _REVIEWER, PASSWORD)
    for check in ledger.preview_return("2025-09").checks:
        if check.level == "warn":
            with suppress(Exception):
                ledger.explain_check("2025-09", check.key, "已电话核实，情况属实。")
    ledger.move_return("2025-09", "hand_in", "送审")
    ledger.close()
    ledger = opened(path, _REVIEWER)
    ledger.move_return("2025-09", "approve", "核对无误")
    ledger.close()
    return path


def rekey(folder: Path, times: int) -> Outcome:
    """Another data key."""

    def work(path: Path, say: Say) -> None:
        ledger = opened(path)
        say("ready")
        ledger.rekey("有人调离")
        say("done")
        ledger.close()

    def holds(ledger: Ledger, _words: Sequence[str]) -> Iterator[str]:
        if _rows(ledger) != 20:
            yield f"{_rows(ledger)} rows"

    base = made(folder / "base", 20)
    journey = Journey("R1 re-key", "kill -9 while the data key is exchanged", base, work, holds)
    return survived(journey, folder, times)
