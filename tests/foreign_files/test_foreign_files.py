"""Each foreign file of the list gives what its line says: rows, or one plain sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from foreign_cases import CASES as STRICT_CASES
from foreign_cases import Case
from foreign_makers import unplain
from ledger_samples import new_file, opened
from sheet_samples import TODAY, codes, messages, notices, read, table, write_xlsx
from sloppy_cases import SLOPPY

from core.imports.container import Refusal
from core.imports.table import begin_reading
from core.sections import section_of

CASES = (*STRICT_CASES, *SLOPPY)


def assert_plain(sentence: str) -> None:
    assert unplain(sentence) == "", sentence


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_foreign_file(case: Case, tmp_path: Path) -> None:
    path = case.make(tmp_path)
    if case.refusal:
        with pytest.raises(Refusal) as caught:
            read(path)
        sentence = f"{caught.value.happened}{caught.value.todo}"
        assert_plain(sentence)
        assert caught.value.todo
        assert caught.value.safe == "安全。台账没有改动。"
        assert [part for part in case.refusal if part not in sentence] == [], sentence
        return
    opened, rows = read(path)
    told = [message for row in rows for message in messages(row)]
    everything = "\n".join([*told, notices(opened)])
    assert len(rows) == case.rows
    assert tuple(row.row for row in rows if row.refused) == case.refused, everything
    assert [part for part in case.said if part not in everything] == [], everything
    for sentence in [*told, *notices(opened).splitlines()]:
        assert_plain(sentence)
    by_row = {row.row: row.values for row in rows}
    assert [(row, key, by_row[row].get(key)) for row, key, _value in case.values] == list(case.values)
    if case.silent:
        assert not everything


def test_the_list_names_every_file_once() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 90


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    path = table_in(tmp_path)
    reading = begin_reading(section_of("placement"), path, today=TODAY)
    path.unlink()
    with reading, pytest.raises(Refusal) as caught:
        list(reading.table(codes))
    sentence = f"{caught.value.happened}{caught.value.todo}"
    assert_plain(sentence)
    assert "不见了" in sentence


@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = table_in(tmp_path)
    path.chmod(0)
    with pytest.raises(Refusal, match="打不开"):
        read(path)


def test_no_file_reaches_the_ledger_half(tmp_path: Path) -> None:
    """What is refused on the way leaves every byte of the ledger as it was."""
    ledger = new_file(tmp_path)
    before = ledger.read_bytes()
    made = [case for case in CASES if case.refusal and case.name in _ON_THE_WAY]
    assert len(made) == len(_ON_THE_WAY)
    with opened(ledger) as open_ledger:
        for number, case in enumerate(made):
            (tmp_path / str(number)).mkdir()
            with pytest.raises(Refusal):
                open_ledger.import_file("placement", case.make(tmp_path / str(number)))
    assert ledger.read_bytes() == before


_ON_THE_WAY = ("校验和不对", "共享字符串越界", "表格里有孤立代理", "引号没有结束")


def table_in(folder: Path) -> Path:
    return write_xlsx(folder / "a.xlsx", table({}, {}))


@pytest.mark.trust
@pytest.mark.skipif(sys.platform != "linux", reason="the run forks its reading processes")
def test_a_hundred_mutated_files(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-X", "utf8", str(root / "bench" / "mutated_files.py"), "--count", "100"]
    done = subprocess.run([*command, "--seed", "7"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("100 files")
