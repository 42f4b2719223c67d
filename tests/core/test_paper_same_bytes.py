"""Same snapshot, same bytes: on another day, clock, language, hash seed; the data digest across versions."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_samples import PASSWORD, cheap_keys, new_file, opened, placement
from paper_reading import compare
from paper_samples import SAMPLES

from core.returns.data_file import write_data
from core.returns.workbook import write_workbook

ROOT = Path(__file__).resolve().parents[2]
DRAWING = """
import hashlib, sys
sys.path[:0] = ["tests", "."]
import time_machine
from paper_samples import SAMPLES
with time_machine.travel(sys.argv[1], tick=False):
    from core.returns.pdf import render
    for name in ("usual", "submitted", "behind"):
        drawn = render(SAMPLES[name]())
        for content in (drawn.bytes, drawn.workbook, drawn.data):
            print(name, hashlib.sha256(content).hexdigest())
"""
PRINTING = """
import sys
sys.path[:0] = ["."]
import time_machine
with time_machine.travel(sys.argv[1], tick=False):
    from core.commands import run
    sys.exit(run(sys.argv[2:]))
"""
PLACES = (
    {"day": "2025-10-09 08:00", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "PYTHONHASHSEED": "0"},
    {"day": "2031-02-28 23:59", "TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "12345"},
    {"day": "2026-12-31 16:30", "TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "7"},
)


def there(place: dict[str, str], script: str, *arguments: object) -> str:
    """What a script prints in a process of another day and place."""
    environment = {**os.environ, **{key: value for key, value in place.items() if key != "day"}}
    environment |= {"LEDGER_PASSWORD": PASSWORD, "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", script, place["day"], *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout


def test_a_snapshot_is_the_same_bytes_on_any_day_and_in_any_place() -> None:
    first, *others = (there(place, DRAWING) for place in PLACES)
    assert first.count("\n") == 9
    assert others == [first] * len(others)


def test_a_ledger_s_month_is_the_same_bytes_on_any_day_and_in_any_place(tmp_path: Path) -> None:
    with cheap_keys():
        ledger = new_file(tmp_path)
        with opened(ledger) as made:
            for serial in range(12):
                made.save("placement", None, placement(serial))
    digests = set()
    for number, place in enumerate(PLACES):
        pdf, book = tmp_path / f"{number}.pdf", tmp_path / f"{number}.xlsx"
        there(place, PRINTING, "return", ledger, "--month", "2025-09", "--pdf", pdf, "--xlsx", book)
        digests.add(
            (hashlib.sha256(pdf.read_bytes()).hexdigest(), hashlib.sha256(book.read_bytes()).hexdigest())
        )
    assert len(digests) == 1


def test_the_data_file_s_digest_stays_across_versions() -> None:
    """It is printed and stamped: what changes it must be meant. No library has a say in it."""
    lines = []
    for name, make in SAMPLES.items():
        snapshot = make()
        content = write_data(snapshot, write_workbook(snapshot))
        lines.append(f"{name} {hashlib.sha256(content).hexdigest()}\n")
    compare("data_digests.txt", "".join(lines))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_workbook_is_stored_not_packed(name: str) -> None:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(write_workbook(SAMPLES[name]()))) as package:
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
