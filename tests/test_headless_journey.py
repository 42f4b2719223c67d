"""The month's round trip by commands alone, and what somebody else's program finds in the files it leaves."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from core.commands import run

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "Journey-2025-ledger"
HEADERS = ("姓名", "证件号码", "来源", "毕业去向", "单位名称", "所属镇街", "就业时间", "联系电话")


def check_digit(body: str) -> str:
    """Return the last character of a resident ID (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(w * int(digit) for w, digit in zip(weights, body, strict=True)) % 11]


def person(number: int) -> str:
    """Return the number-th made-up resident ID."""
    body = f"5001181999{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}{number // 336 + 1:03d}"
    return body + check_digit(body)


CANARY = ("鸢尾䶮", "50011820000315421" + check_digit("50011820000315421"), "12345678901")


def sheet(path: Path, rows: int) -> Path:
    """Write a township's sheet: a title row, the headers, made-up people, and one refused row."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["三教镇留渝来渝就业创业登记表"])
    page.append(list(HEADERS))
    page.append(
        [
            CANARY[0],
            CANARY[1],
            "市外来渝",
            "签劳动合同形式就业",
            "重庆示例有限公司",
            "三教镇",
            "2025-09-03",
            CANARY[2],
        ]
    )
    for number in range(rows):
        page.append(
            [f"张示例{number}", person(number), "区内院校", "自主创业", "", "三教镇", "2025-09-01", ""]
        )
    page.append(["李错号", "500118200001011111", "区内院校", "自主创业", "", "三教镇", "2025-09-01", ""])
    book.save(path)
    return path


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a fresh ledger made by the command."""
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    path = tmp_path / "office" / "永川区.ledger"
    path.parent.mkdir()
    assert run(["create", str(path), "--unit", "永川区", "--year", "2025", "--json"]) == 0
    yield path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> dict[str, object]:
    """Run a command and return its JSON."""
    capsys.readouterr()
    assert run([*map(str, arguments), "--json"]) == code
    said = capsys.readouterr()
    assert said.err == ""
    told: dict[str, object] = json.loads(said.out)
    return told


def test_month_from_sheet_to_return(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, errors, pdf = sheet(tmp_path / "三教镇.xlsx", 40), tmp_path / "退回.xlsx", tmp_path / "月报.pdf"
    first = answer(capsys, "import", ledger, "placement", book, "--errors", errors, code=1)
    assert (first["added"], first["refused"]) == (41, 1)
    returned = load_workbook(errors).worksheets[0]
    assert "错误原因" in [cell.value for row in returned.iter_rows() for cell in row]
    again = answer(capsys, "import", ledger, "placement", book, code=1)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 41)
    figures = answer(capsys, "figures", ledger, "--as-of", "2025-09-30")["figures"]
    assert isinstance(figures, list)
    assert {one["value"] for one in figures if one["key"] == "placement.total"} == {41}
    why = answer(capsys, "explain", ledger, "placement.total", "--as-of", "2025-09-30")
    assert (why["value"], why["counted"]) == (41, 41)
    made = answer(capsys, "return", ledger, "--month", "2025-09", "--pdf", pdf)
    assert made["state"] == "draft"
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    assert "累计41人" in "".join(text.split())
    assert not [word for word in CANARY if word in text]


def test_same_month_gives_the_same_bytes(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "import", ledger, "placement", sheet(tmp_path / "a.xlsx", 5), code=1)
    bytes_made = []
    for name in ("first", "second"):
        pdf, book = tmp_path / f"{name}.pdf", tmp_path / f"{name}.xlsx"
        answer(capsys, "return", ledger, "--month", "2025-09", "--pdf", pdf, "--xlsx", book)
        bytes_made.append((pdf.read_bytes(), book.read_bytes()))
    assert bytes_made[0] == bytes_made[1]


@pytest.mark.trust
def test_no_other_program_finds_a_name(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "import", ledger, "placement", sheet(tmp_path / "a.xlsx", 5), code=1)
    answer(capsys, "backup", ledger, tmp_path / "office" / "copies")
    words = [form for word in CANARY for form in (word.encode("utf-8"), word.encode("utf-16-le"))]
    files = [path for path in ledger.parent.rglob("*") if path.is_file()]
    assert len(files) >= 4
    assert [path.name for path in files for word in words if word in path.read_bytes()] == []
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(ledger)) as other:
        other.execute("select * from sqlite_master")


@pytest.mark.trust
def test_restored_backup_equals_the_ledger(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(capsys, "import", ledger, "placement", sheet(tmp_path / "a.xlsx", 9), code=1)
    copy = answer(capsys, "backup", ledger, tmp_path / "copies")["backup"]
    target = tmp_path / "new" / "deep" / "永川区.ledger"
    answer(capsys, "restore", copy, target)
    before, after = (
        answer(capsys, "figures", path, "--as-of", "2025-12-31")["figures"] for path in (ledger, target)
    )
    assert before == after
    assert run(["restore", str(copy), str(target), "--json"]) == 2


@pytest.mark.trust
def test_each_wrong_file_has_its_own_sentence(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "empty.ledger").touch()
    (strange / "letter.ledger").write_text("关于开会的通知\n" * 200, "utf-8")
    with closing(sqlite3.connect(strange / "plain.ledger")) as plain:
        plain.execute("create table t (a)")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    cases = [strange / "missing.ledger", *sorted(strange.iterdir()), ledger]
    told = []
    for path in cases:
        monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD if path != ledger else "Wrong-2025-password")
        capsys.readouterr()
        assert run(["figures", str(path), "--as-of", "2025-09-30", "--json"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        told.append(said.err.strip())
    assert all(sentence and "\n" not in sentence and "Traceback" not in sentence for sentence in told)
    assert len(set(told)) >= 4, told
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    keys = ledger.with_name(ledger.name + ".keys")  # counts failed tries, and may change
    assert {**after, keys: b""} == {**before, keys: b""}


@pytest.mark.trust
@pytest.mark.skipif(sys.platform != "linux", reason="kills a process by signal")
def test_killed_import_leaves_all_or_nothing(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = sheet(tmp_path / "a.xlsx", 4_000)
    ledgers = [ledger, *(ledger.with_name(f"{number}.ledger") for number in range(3))]
    for other in ledgers[1:]:
        assert run(["create", str(other), "--unit", "永川区", "--year", "2025", "--json"]) == 0
    seconds = 60.0
    for path, share in zip(ledgers, (1.0, 0.5, 0.7, 0.9), strict=True):
        begin = time.monotonic()
        command = [sys.executable, "main.py", "import", str(path), "placement", str(book), "--json"]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds * share)
            process.kill()
        seconds = min(seconds, time.monotonic() - begin) if share == 1.0 else seconds
        answer(capsys, "verify", path)
        why = answer(capsys, "explain", path, "placement.total", "--as-of", "2025-09-30")
        assert why["counted"] in ((4_001,) if share == 1.0 else (0, 4_001))


def test_headless_commands_load_no_graphics(tmp_path: Path) -> None:
    program = (
        "import sys; from main import main; code = main(['template', 'placement', sys.argv[1]]);"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))];"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "模板.xlsx")],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env=dict(os.environ, PYTHONUTF8="1"),
    )
    assert done.returncode == 0, done.stderr.decode()[-300:]
    assert (tmp_path / "模板.xlsx").exists()
