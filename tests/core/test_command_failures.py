"""What the commands say when something is wrong with the call, the ledger, the place or the machine."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_samples import (
    PASSWORD,
    Commands,
    cheap_keys,
    copied,
    files_in,
    line,
    new_file,
    opened,
    sheet,
)

from core.commands import run
from core.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_file(tmp_path)


def call(*arguments: object, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "LEDGER_PASSWORD"} | variables
    return subprocess.run(
        [sys.executable, "main.py", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_a_script_creates_and_asks(tmp_path: Path) -> None:
    path, secret = tmp_path / "永川区.ledger", tmp_path / "口令.txt"
    secret.write_bytes("\ufeff桃园#42é\r\n".encode())
    made = call("create", path, "--unit", "永川区", "--year", 2025, "--json", "--password-file", secret)
    assert (made.returncode, made.stderr) == (0, b"")
    answer = json.loads(made.stdout)
    assert list(answer) == ["ledger", "unit", "year", "recovery_code"]
    asked = call("figures", path, "--as-of", "2025-09-30", "--json", LEDGER_PASSWORD="桃园#42e\u0301")
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert json.loads(asked.stdout)["as_of"] == "2025-09-30"


def test_a_failing_call_says_one_sentence_in_utf8(tmp_path: Path) -> None:
    done = call("figures", tmp_path / "没有.ledger", "--as-of", "2025-09-30", "--json", LEDGER_PASSWORD="x")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8").strip().startswith("没有找到台账 没有.ledger。")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_is_refused_without_a_window() -> None:
    done = call("colect", "somewhere", "--json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "命令" in done.stderr.decode("utf-8")


def test_each_wrong_ledger_has_its_own_sentence(
    commands: Commands, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty.ledger").touch()
    (tmp_path / "letter.ledger").write_text("关于开会的通知\n" * 500, "utf-8")
    sheet(tmp_path / "book.ledger", line(1))
    cut = copied(ledger, tmp_path / "cut.ledger")
    cut.write_bytes(ledger.read_bytes()[:-4096])
    copied(ledger, tmp_path / "keyless.ledger").with_name("keyless.ledger.keys").unlink()
    copied(ledger, tmp_path / "keys.ledger").with_name("keys.ledger.keys").write_bytes(b"{}")
    foreign = copied(new_file(tmp_path / "other"), tmp_path / "foreign.ledger")
    foreign.with_name("foreign.ledger.keys").write_bytes(ledger.with_name(ledger.name + ".keys").read_bytes())
    names = ["none", "empty", "letter", "cut", "keyless", "keys"]
    said = [commands.fails("verify", tmp_path / f"{name}.ledger") for name in names]
    assert len({sentence.replace(name, "") for sentence, name in zip(said, names, strict=True)}) == len(names)
    assert "不是本程序的台账" in commands.fails("verify", tmp_path / "book.ledger")
    commands.fails("verify", tmp_path)
    monkeypatch.setenv("LEDGER_PASSWORD", "wrong")
    wrong = commands.fails("verify", ledger, but=[".keys"])
    assert wrong not in said


def test_a_foreign_ledger_under_own_keys_is_told(commands: Commands, tmp_path: Path) -> None:
    with cheap_keys():
        for name in ("a", "b"):
            made, _code = Ledger.create(tmp_path / f"{name}.ledger", "永川区", 2025, PASSWORD)
            made.close()
    (tmp_path / "a.ledger.keys").write_bytes((tmp_path / "b.ledger.keys").read_bytes())
    commands.fails("figures", tmp_path / "a.ledger", "--as-of", "2025-09-30")


def test_five_wrong_passwords_lock_and_reading_changes_no_byte(
    commands: Commands, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(tmp_path)
    commands("figures", ledger, "--as-of", "2025-09-30")
    commands("explain", ledger, "placement.total", "--as-of", "2025-09-30")
    commands("verify", ledger)
    assert files_in(tmp_path) == before
    monkeypatch.setenv("LEDGER_PASSWORD", "wrong")
    said = [commands.fails("verify", ledger, but=[".keys"]) for _ in range(5)]
    assert "还可试 4 次" in said[0]
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    assert "锁定" in commands.fails("verify", ledger, but=[".keys"])


def test_a_ledger_in_use_or_read_only(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    with opened(ledger):
        said = commands.fails("figures", ledger, "--as-of", "2025-09-30")
        assert "打开" in said or "正在" in said
        commands.fails("import", ledger, "placement", sheet(tmp_path / "a.xlsx", line(1)), but=["a.xlsx"])
    commands("figures", ledger, "--as-of", "2025-09-30")
    commands.fails("import", ledger, "placement", ledger)
    commands.fails("restore", ledger.parent, tmp_path / "b.ledger")


@pytest.mark.skipif(sys.platform == "win32", reason="its environment holds text alone")
def test_a_password_that_is_no_text(ledger: Path) -> None:
    done = subprocess.run(
        [sys.executable, "main.py", "figures", str(ledger), "--as-of", "2025-09-30"],
        cwd=ROOT,
        env={**dict(os.environb.items()), b"LEDGER_PASSWORD": b"\xff\xfe"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert "程序出错" not in done.stderr.decode("utf-8")


def test_unknown_names(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    book, out = sheet(tmp_path / "a.xlsx", line(1)), tmp_path / "out.xlsx"
    commands.fails("import", ledger, "placements", book)
    commands.fails("import", ledger, "placement", tmp_path / "none.xlsx")
    commands.fails("import", ledger, "placement", book, "--sheet", "没有这张")
    commands.fails("export", ledger, "vacancies", out)
    commands.fails("template", "vacancies", out)
    commands.fails("explain", ledger, "placement.everything", "--as-of", "2025-09-30")
    commands.fails("explain", ledger, "placement.township.500118-99", "--as-of", "2025-09-30")
    commands.fails("explain", ledger, "placement.total", "--as-of", "2025-09-30", "--plan", "five-year")
    commands.fails("return", ledger, "--month", "2025-13", "--pdf", tmp_path / "a.pdf")
    commands.fails("return", ledger, "--month", "September", "--pdf", tmp_path / "a.pdf")
    commands.fails("return", ledger, "--month", "0000-01", "--pdf", tmp_path / "a.pdf")
    for day in ("2025-02-30", "today", "2025-9-1", "", "0001-01-01"):
        commands.fails("figures", ledger, "--as-of", day)
    commands.fails("figures", ledger)
    commands.fails("restore", tmp_path, tmp_path / "new.ledger")


@pytest.mark.skipif(sys.platform == "win32", reason="its folders hold no pipes")
def test_what_is_no_file_is_neither_read_nor_replaced(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for command in ("export", "import"):
        assert "不是文件" in commands.fails(command, ledger, "placement", pipe)
        assert "不是文件" in commands.fails(command, ledger, "placement", tmp_path)
    assert "不是文件" in commands.fails("export", ledger, "placement", "")
    assert "不是本程序的台账" in commands.fails("verify", pipe)
    assert "不是本程序的台账" in commands.fails("verify", "")
    assert pipe.is_fifo()


def test_a_folder_that_cannot_be_is_named(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("通知", "utf-8")
    wanted = tmp_path / "letter" / "a.ledger"
    words = ("--unit", "永川区", "--year", 2025)
    assert "没有文件夹 letter" in commands.fails("create", wanted, *words)
    assert "没有文件夹 letter" in commands.fails("backup", ledger, tmp_path / "letter")
    kept = commands("backup", ledger, tmp_path / "kept")["backup"]
    assert "没有文件夹 letter" in commands.fails("restore", kept, wanted)
    assert "已经存在" in commands.fails("create", tmp_path, *words)


def test_an_empty_password_is_none_given(
    commands: Commands, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("figures", ledger, "--as-of", "2025-09-30")
    assert "读不出" in commands.fails(*asked, "--password-file", "")
    monkeypatch.setenv("LEDGER_PASSWORD", "")
    assert "没有给密码" in commands.fails(*asked)


def test_a_day_out_of_range_is_still_a_day(commands: Commands, ledger: Path) -> None:
    assert "不在可统计的年份里" in commands.fails("figures", ledger, "--as-of", "1999-12-31")
    assert "不是日期" in commands.fails("figures", ledger, "--as-of", "2025-W40-1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_answer_that_cannot_be_written_is_told(ledger: Path) -> None:
    words = [sys.executable, "main.py", "template", "placement", str(ledger.parent / "模板.xlsx"), "--json"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    said = done.stderr.decode("utf-8")
    assert (done.returncode, said.count("\n")) == (1, 1), said
    assert "结果没有写出来" in said


@pytest.mark.skipif(sys.platform == "win32", reason="its shell closes no streams")
def test_a_failure_says_nothing_on_standard_output(tmp_path: Path) -> None:
    words = [sys.executable, "main.py", "template", "nothing", str(tmp_path / "a.xlsx")]
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" 2>&-', "sh", *words], cwd=ROOT, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="permission bits")
def test_a_place_that_may_not_be_read_is_told_from_a_damaged_one(ledger: Path, tmp_path: Path) -> None:
    caps = "-dac_override,-dac_read_search"
    bound = ["setpriv", "--bounding-set", caps, "--inh-caps", caps] if os.geteuid() == 0 else []
    if bound and not shutil.which("setpriv"):
        pytest.skip("the administrator may read everything")
    closed = tmp_path / "closed"
    closed.mkdir()
    figures = ("figures", copied(ledger, closed / "a.ledger"), "--as-of", "2025-09-30")
    export = ("export", ledger, "placement", closed / "a.xlsx")
    closed.chmod(0)
    try:
        for words, said in ((figures, "没有权限读取 a.ledger"), (export, "文件没有写成：a.xlsx")):
            done = subprocess.run(
                [*bound, sys.executable, "main.py", *map(str, words)],
                cwd=ROOT,
                env=os.environ | {"LEDGER_PASSWORD": PASSWORD},
                capture_output=True,
                check=False,
                timeout=60,
            )
            assert (done.returncode, done.stdout) == (2, b"")
            assert said in done.stderr.decode("utf-8")
    finally:
        closed.chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="its processes are ended without a signal")
def test_a_command_that_is_stopped_tidies_up_and_says_so(tmp_path: Path) -> None:
    words = [sys.executable, "main.py", "demo", str(tmp_path / "演示"), "--rows", "3000", "--json"]
    command = subprocess.Popen(
        words,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.rglob("*.ledger*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    command.send_signal(signal.SIGTERM)
    out, err = command.communicate(timeout=60)
    assert (command.returncode, out) == (2, b""), err.decode("utf-8")
    assert err.decode("utf-8").startswith("命令被中断"), err.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


def test_help_needs_no_window() -> None:
    for word in ("-h", "--help"):
        done = call(word)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "建一本台账" in done.stdout.decode("utf-8")


def test_help_is_not_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(["figures", "--help"])
    assert stop.value.code == 0
