"""The process that reads a foreign file: killed, silent, lying or broken, the parent lives on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from sheet_samples import (
    HEADINGS,
    as_text,
    person_row,
    read,
    refusal,
    table,
    write_xls,
    write_xlsx,
    zipped,
)

from core.errors import Cancelled, LedgerFault
from core.imports import reader
from core.imports.container import Refusal
from core.imports.frames import read_frame, write_frame
from core.imports.table import read_clean
from core.sections import section_of

ROWS = table({}, {}, {})


def mutated(content: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        kind = chance.randrange(3)
        place = chance.randrange(max(len(spoilt), 1))
        if kind == 0:
            spoilt[place] = chance.randrange(256)
        elif kind == 1:
            del spoilt[place : place + chance.randrange(1, 64)]
        else:
            spoilt[place:place] = chance.randbytes(chance.randrange(1, 16))
    return bytes(spoilt) or b"x"


@pytest.mark.trust
@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv", "xml"])
def test_mutated_files_never_hurt_the_parent(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"mutated {kind}")
    sample = tmp_path / "sample"
    if kind == "xls":
        write_xls(sample, ROWS)
    elif kind == "csv":
        sample.write_bytes(as_text(ROWS).encode("gb18030"))
    else:
        write_xlsx(tmp_path / "s.xlsx", ROWS).rename(sample)
    content = sample.read_bytes()
    for number in range(25):
        path = tmp_path / f"{number}.{kind}"
        if kind == "xml":
            with zipfile.ZipFile(sample) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            name = chance.choice(sorted(parts))
            zipped(path, parts | {name: mutated(parts[name], chance)})
        else:
            path.write_bytes(mutated(content, chance))
        start = time.monotonic()
        try:
            read(path)
        except LedgerFault as fault:
            assert fault.happened and fault.todo
        assert time.monotonic() - start < 10


def big(path: Path, rows: int = 30_000) -> Path:
    path.write_text(as_text([HEADINGS, *([person_row(1)] * rows)]), encoding="utf-8")
    return path


def test_a_killed_process_is_one_sentence(tmp_path: Path) -> None:
    with read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), codes=lambda name: _AnyCode()
    ) as opened:
        batches = iter(opened)
        next(batches)
        os.kill(opened._process.pid, signal.SIGKILL)
        with pytest.raises(Refusal, match="已停止"):
            for _batch in batches:
                pass


class _AnyCode:
    codes = ()

    def resolve(self, text: str) -> str | None:
        return text

    def name_of(self, code: str | None) -> str:
        return code or ""


def any_code(_name: str) -> _AnyCode:
    return _AnyCode()


def test_cancelling_ends_the_process(tmp_path: Path) -> None:
    seen: list[float] = []

    def progress(done: float, _words: str) -> None:
        seen.append(done)
        if done > 0.2:
            raise Cancelled

    opened = read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), progress=progress, codes=lambda name: _AnyCode()
    )
    with pytest.raises(Cancelled), opened:
        for _batch in opened:
            pass
    assert seen == sorted(seen)
    assert opened._process._process.poll() is not None


def test_a_silent_process_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "BASE_SECONDS", 0.5)
    monkeypatch.setattr(reader, "reading_command", lambda: (["sleep", "60"], None))
    start = time.monotonic()
    assert "用时过长" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "answer",
    [
        "",
        r"import sys; sys.stdout.buffer.write(b'\xff' * 64)",
        r"import sys; sys.stdout.buffer.write(b'\x02\x00\x00\x00\x00\x00\x00\x00[]')",
        "import os; os.abort()",
    ],
)
def test_a_process_that_lies_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(reader, "reading_command", lambda: ([sys.executable, "-c", answer], None))
    assert "已停止" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))


def test_rows_that_do_not_fit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys; sys.path.insert(0, '.'); o = sys.stdout.buffer; "
        "from core.imports.frames import write_frame as w; "
        "w(o, {'t': 'open', 'sheet': 's', 'sheets': [], 'header_row': 1, 'encoding': '', 'titles': [], "
        "'columns': [], 'notices': [], 'fields': ['person.name']}); "
        "w(o, {'t': 'rows', 'rows': 2, 'words': [['a']], 'bad': [{}], 'problems': [], 'done': 1}, "
        "b'\\x01' * 16)"
    )
    root = Path(reader.__file__).parents[2]
    monkeypatch.setattr(reader, "reading_command", lambda: ([sys.executable, "-c", code], root))
    assert "已停止" in refusal(write_xlsx(tmp_path / "a.xlsx", ROWS))


def test_frames_are_whole_or_an_error() -> None:
    import io

    stream = io.BytesIO()
    write_frame(stream, {"t": "x", "text": "中\ud800文"}, b"123")
    content = stream.getvalue()
    assert read_frame(io.BytesIO(content)) == ({"t": "x", "text": "中?文"}, b"123")
    assert read_frame(io.BytesIO(b"")) is None
    for length in range(1, len(content)):
        with pytest.raises(ValueError):
            read_frame(io.BytesIO(content[:length]))


def test_the_process_starts_quickly_and_leanly() -> None:
    command, folder = reader.reading_command()
    code = "import sys, core.imports.child, core.imports.sheet_stream; print(*sys.modules)"
    loaded = subprocess.run([command[0], "-c", code], cwd=folder, check=True, capture_output=True, text=True)
    heavy = {"sqlalchemy", "openpyxl", "PySide6", "lxml", "numpy", "pypinyin", "reportlab", "tomllib"}
    assert heavy.isdisjoint(loaded.stdout.split())


def test_leaving_early_leaves_nothing_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    with read_clean(
        section_of("placement"), big(tmp_path / "a.csv"), codes=lambda name: _AnyCode()
    ) as opened:
        next(iter(opened))
    assert opened._process._process.poll() is not None
    assert threading.active_count() == before
