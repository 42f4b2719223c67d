"""R1: kill -9 in the middle of everything that writes.

A child acknowledges each commit and is killed at a random moment; then the ledger is opened again: no
acknowledged row is lost, imports and submits are there whole or not at all, and every check holds.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from openpyxl import Workbook

from core.ledger import Ledger
from core.restoring import restore_over
from db.backup import list_backups, verify_backup
from db.engine import store_of
from db.keys import KeyFile
from trust.ground import CHEAP, PASSWORD, copied, killed, made, opened, person_number, placement
from trust.outcome import Outcome

Say = Callable[[str], None]
_SHEET_ROWS = 120
_OLD_PASSWORD = "Demo-Btwd2sMit5V3"
"""Of the frozen ledger of made-up people (tests/old_ledgers/README.md)."""


def _sound(outcome: Outcome, ledger: Ledger, turn: int) -> None:
    bad = [each.name for each in ledger.verify() if each.level == "block"]
    outcome.expect(not bad, f"try {turn}: {bad} did not hold")


def _rows(ledger: Ledger) -> int:
    return ledger.counts()["placement"]


def write(folder: Path, times: int) -> Outcome:
    """Rows saved one by one."""
    outcome = Outcome("R1 write", "kill -9 while rows are saved")
    base, moments = made(folder / "base", 5), random.Random(1)
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            ledger = opened(path)
            say("ready")
            for serial in range(5, 500):
                ledger.save("placement", None, placement(serial))
                say(str(serial))

        said = killed(work, moments, 0.6)
        ledger = opened(path)
        acknowledged = len(said) - 1
        there = _rows(ledger) - 5
        outcome.expect(
            acknowledged <= there <= acknowledged + 1, f"try {turn}: {acknowledged} said, {there} there"
        )
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def imports(folder: Path, times: int) -> Outcome:
    """A sheet written in one transaction."""
    outcome = Outcome("R1 import", "kill -9 while a sheet is taken in")
    base, moments = made(folder / "base", 5), random.Random(2)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号", "来源", "毕业去向", "就业单位", "镇街", "行业", "就业时间"])
    for serial in range(1000, 1000 + _SHEET_ROWS):
        row = (f"示例{serial % 10}", person_number(serial), "区外市内", "11", "重庆示例制造有限公司")
        sheet.append([*row, "朱沱镇", "制造业", "2025-09-01"])
    book.save(folder / "sheet.xlsx")
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            ledger = opened(path)
            say("ready")
            ledger.import_file("placement", folder / "sheet.xlsx")
            say("done")

        said = killed(work, moments, 2.5)
        ledger = opened(path)
        there = _rows(ledger) - 5
        outcome.expect(there in (0, _SHEET_ROWS), f"try {turn}: {there} of {_SHEET_ROWS} rows")
        outcome.expect("done" not in said or there == _SHEET_ROWS, f"try {turn}: acknowledged and lost")
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def backup(folder: Path, times: int) -> Outcome:
    """Backups: a folder with a backup's name is a whole backup."""
    outcome = Outcome("R1 backup", "kill -9 while backups are made")
    base, moments = made(folder / "base", 40), random.Random(3)
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            ledger = opened(path)
            say("ready")
            for _ in range(50):
                ledger.backup()
                say("made")

        said = killed(work, moments, 1.0)
        found = list_backups(path)
        outcome.expect(len(found) >= len(said) - 1, f"try {turn}: an acknowledged backup is gone")
        bad = [each for each in found if verify_backup(each.folder)]
        outcome.expect(not bad, f"try {turn}: {len(bad)} backups do not hold")
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def restore(folder: Path, times: int) -> Outcome:
    """A backup put over the ledger: the old one or the new one opens with its password."""
    outcome = Outcome("R1 restore", "kill -9 while a backup is put back")
    base, moments = made(folder / "base", 10), random.Random(4)
    ledger = opened(base)
    kept = ledger.backup(folder)
    for serial in range(10, 15):
        ledger.save("placement", None, placement(serial))
    ledger.close()
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            say("ready")
            restore_over(path, kept, "admin", PASSWORD).close()
            say("done")

        said = killed(work, moments, 0.4)
        ledger = opened(path)
        there = _rows(ledger)
        outcome.expect(there in (10, 15), f"try {turn}: {there} rows")
        outcome.expect("done" not in said or there == 10, f"try {turn}: acknowledged and not there")
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def rekey(folder: Path, times: int) -> Outcome:
    """Another data key."""
    outcome = Outcome("R1 re-key", "kill -9 while the data key is exchanged")
    base, moments = made(folder / "base", 20), random.Random(5)
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            ledger = opened(path)
            say("ready")
            ledger.rekey("有人调离")
            say("done")

        killed(work, moments, 0.6)
        ledger = opened(path)
        outcome.expect(_rows(ledger) == 20, f"try {turn}: {_rows(ledger)} rows")
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def migrate(folder: Path, times: int) -> Outcome:
    """A ledger of the first frozen schema opened by this program."""
    outcome = Outcome("R1 migrate", "kill -9 while an old ledger is brought to today's tables")
    frozen = Path(__file__).parents[2] / "tests" / "old_ledgers" / "schema-0002.ledger"
    moments = random.Random(6)
    whole = Ledger.open(copied(frozen, folder / "whole"), "admin", _OLD_PASSWORD)
    expected = whole.counts()["placement"]
    whole.close()
    for turn in range(times):
        path = copied(frozen, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            say("ready")
            Ledger.open(path, "admin", _OLD_PASSWORD).close()
            say("done")

        killed(work, moments, 1.5)
        ledger = Ledger.open(path, "admin", _OLD_PASSWORD)
        outcome.expect(ledger.counts()["placement"] == expected, f"try {turn}: rows differ")
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def submit(folder: Path, times: int) -> Outcome:
    """A return submitted: frozen with its bytes, or still approved."""
    outcome = Outcome("R1 submit", "kill -9 while a return is submitted")
    base, moments = _approved(folder / "base"), random.Random(7)
    for turn in range(times):
        path = copied(base, folder / "turn")

        def work(say: Say, path: Path = path) -> None:
            ledger = opened(path, "王审核")
            say("ready")
            ledger.move_return("2025-09", "submit", "核对后上报")
            say("done")

        said = killed(work, moments, 2.0)
        ledger = opened(path)
        shown = ledger.preview_return("2025-09")
        outcome.expect(shown.state in ("approved", "submitted"), f"try {turn}: {shown.state}")
        outcome.expect("done" not in said or shown.state == "submitted", f"try {turn}: acknowledged and lost")
        outcome.expect(shown.pdf.startswith(b"%PDF"), f"try {turn}: no paper")
        _sound(outcome, ledger, turn)
        ledger.close()
        outcome.tried += 1
        shutil.rmtree(folder / "turn")
    return outcome


def _approved(folder: Path) -> Path:
    path = made(folder, 30)
    ledger = opened(path)
    ledger.add_account("王审核", ["reviewer"], PASSWORD + "x")
    KeyFile(path, CHEAP).add_slot(store_of(ledger.engine).key, "王审核", PASSWORD)
    for check in ledger.preview_return("2025-09").checks:
        if check.level == "warn":
            with suppress(Exception):
                ledger.explain_check("2025-09", check.key, "已电话核实，情况属实。")
    ledger.move_return("2025-09", "hand_in", "送审")
    ledger.close()
    ledger = opened(path, "王审核")
    ledger.move_return("2025-09", "approve", "核对无误")
    ledger.close()
    return path
