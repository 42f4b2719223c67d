"""The headless commands that answer without a sheet: create, figures, explain, files, and every failure."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
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
    placement,
    sheet,
)
from openpyxl import load_workbook

from core.commands import run
from core.ledger import Ledger
from core.units import all_units, units_of_year
from db.engine import writing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Commands]:
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    with cheap_keys():
        yield Commands(capsys, tmp_path)


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_file(tmp_path)


# -- as a script calls them ------------------------------------------------------------------------
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


# -- create ----------------------------------------------------------------------------------------
def test_every_unit_of_2025_by_short_and_full_name(commands: Commands, tmp_path: Path) -> None:
    units = units_of_year(2025)
    quota_units = [unit for unit in units if unit.key != "500157" and unit.valid_from is None]
    assert len(quota_units) == 41
    for number, unit in enumerate(quota_units):
        name = unit.full_name if number % 2 else unit.name
        assert " " not in unit.name
        answer = commands("create", tmp_path / f"{number}.ledger", "--unit", name, "--year", 2025)
        assert list(answer) == ["ledger", "unit", "year", "recovery_code"]
        assert (answer["unit"], answer["year"]) == (unit.name, 2025)
        assert answer["ledger"] == str(tmp_path / f"{number}.ledger")
        assert len(answer["recovery_code"].replace("-", "")) == 28


@pytest.mark.parametrize(
    ("unit", "total", "outside"),
    [
        ("永川区", 13530, 2260),
        ("忠县", None, None),
        ("西部科学城重庆高新区", None, None),
        ("酉阳县", None, None),
    ],
)
def test_the_quota_is_loaded(
    commands: Commands, tmp_path: Path, unit: str, total: int | None, outside: int | None
) -> None:
    commands("create", tmp_path / "a.ledger", "--unit", unit, "--year", 2025)
    figures = commands("figures", tmp_path / "a.ledger", "--as-of", "2025-06-30")["figures"]
    city = {each["key"]: each["target"] for each in figures if each["plan"] == "city-2025"}
    if total is not None:
        assert (city["placement.total"], city["placement.origin.outside_city"]) == (total, outside)
    assert city["placement.total"] > city["placement.origin.outside_city"] > 0


def test_units_that_have_ended_or_begun(commands: Commands, tmp_path: Path) -> None:
    for number, (unit, year) in enumerate([("江北区", 2025), ("渝北区", 2025), ("两江新区", 2026)]):
        answer = commands("create", tmp_path / f"{number}.ledger", "--unit", unit, "--year", year)
        assert answer["unit"] == unit
    said = commands.fails("create", tmp_path / "b.ledger", "--unit", "江北区", "--year", 2026)
    assert "2026年没有“江北区”" in said
    with opened(tmp_path / "2.ledger") as ledger:
        assert ledger.info.unit.valid_from is not None
    with opened(tmp_path / "0.ledger") as ledger:
        assert ledger.info.unit.valid_to is not None


def test_create_refuses_what_is_there(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    commands.fails("create", ledger, "--unit", "永川区", "--year", 2025)
    (tmp_path / "b.ledger.keys").write_bytes(b"somebody's")
    commands.fails("create", tmp_path / "b.ledger", "--unit", "永川区", "--year", 2025)
    commands.fails("create", tmp_path, "--unit", "永川区", "--year", 2025)
    commands.fails("create", ledger / "below.ledger", "--unit", "永川区", "--year", 2025)


@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "桃花源区", "--year", "2025"),
        ("--unit", "", "--year", "2025"),
        ("--unit", "永川区", "--year", "MMXXV"),
        ("--unit", "永川区", "--year", "0"),
        ("--unit", "永川区", "--year", "-3"),
        ("--unit", "永川区", "--year", "99999"),
        ("--unit", "永川区"),
        ("--year", "2025"),
    ],
)
def test_create_that_cannot_be(commands: Commands, tmp_path: Path, words: tuple[str, ...]) -> None:
    commands.fails("create", tmp_path / "deep" / "a.ledger", *words)


def test_create_without_a_password(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--unit", "永川区", "--year", 2025)
    monkeypatch.setenv("LEDGER_PASSWORD", " ")
    commands.fails("create", tmp_path / "a.ledger", *words)
    monkeypatch.delenv("LEDGER_PASSWORD")
    assert "LEDGER_PASSWORD" in commands.fails("create", tmp_path / "a.ledger", *words)
    commands.fails("create", tmp_path / "a.ledger", *words, "--password-file", tmp_path / "none.txt")
    (tmp_path / "gbk.txt").write_bytes("桃园".encode("gb18030"))
    commands.fails("create", tmp_path / "a.ledger", *words, "--password-file", tmp_path / "gbk.txt")


def test_a_create_that_fails_half_way_leaves_nothing(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (
        "core.ledger.create_schema",
        "core.ledger.write_first_facts",
        "core.ledger.load_targets",
        "core.facade.base.read_info",
    )
    for place in places:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, lambda *_: (_ for _ in ()).throw(RuntimeError("stop")))
            with pytest.raises(RuntimeError, match="stop"):
                Ledger.create(tmp_path / "deep" / "er" / "a.ledger", "永川区", 2025, PASSWORD)
        assert list(tmp_path.iterdir()) == [], place
    commands("create", tmp_path / "deep" / "er" / "a.ledger", "--unit", "永川区", "--year", 2025)


def test_accounts_and_passwords(commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, words = tmp_path / "a.ledger", ("--as-of", "2025-09-30")
    monkeypatch.setenv("LEDGER_PASSWORD", unicodedata.normalize("NFD", "Café 重庆永川"))
    commands("create", path, "--unit", "永川区", "--year", 2025, "--account", "李会计")
    monkeypatch.setenv("LEDGER_PASSWORD", unicodedata.normalize("NFC", "Café 重庆永川"))
    commands("figures", path, *words, "--account", "李会计")
    commands.fails("figures", path, *words, but=[".keys"])
    secret = tmp_path / "secret.txt"
    for content in ("Café 重庆永川", "Café 重庆永川\n", "\ufeffCafé 重庆永川\r\n"):
        secret.write_text(content, "utf-8", newline="")
        monkeypatch.setenv("LEDGER_PASSWORD", "not this one")
        commands("figures", path, *words, "--account", "李会计", "--password-file", secret)
    secret.write_text("Café 重庆永川\n\n", "utf-8")
    said = commands.fails(
        "figures", path, *words, "--account", "李会计", "--password-file", secret, but=[".keys"]
    )
    assert "密码不对" in said


# -- what is wrong with a ledger -------------------------------------------------------------------
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


# -- figures and explain ---------------------------------------------------------------------------
FIGURE_KEYS = [
    "key",
    "plan",
    "label",
    "unit",
    "month",
    "value",
    "target",
    "comparator",
    "completion",
    "pro_rata",
    "gap",
    "year_on_year",
]


def test_figures_to_the_letter(commands: Commands, ledger: Path) -> None:
    with opened(ledger) as made:
        for serial in range(30):
            made.save("placement", None, placement(serial))
    answer = commands("figures", ledger, "--as-of", "2025-09-30")
    assert list(answer) == ["as_of", "figures"]
    assert all(list(each) == FIGURE_KEYS for each in answer["figures"])
    found = {(each["key"], each["plan"]): each for each in answer["figures"]}
    assert len(found) == len(answer["figures"]), "one entry for each plan"
    total = found["placement.total", "city-2025"]
    assert (total["value"], total["target"], total["comparator"]) == (30, 13530, ">=")
    assert (total["completion"], total["pro_rata"], total["gap"]) == (0.22, 74.79, -74.57)
    assert total["year_on_year"] is None
    own = found["placement.total", "yongchuan-2025"]
    assert (own["value"], own["target"], own["pro_rata"]) == (30, 40000, 24.93)
    assert ("placement.total", None) not in found
    assert found["placement.industry.03", None]["target"] is None
    assert found["destination.rate", "yongchuan-2025"]["value"] is None
    assert found["placement.checked_share", None]["value"] == 100
    assert ("placement.township.500118-01", None) in found
    assert {each["comparator"] for each in answer["figures"]} <= {">=", ">", "about", None}
    assert all(each["plan"] != "service-2026" for each in answer["figures"])


def test_explain_to_the_letter(commands: Commands, ledger: Path) -> None:
    with opened(ledger) as made:
        for serial in range(12):
            made.save("placement", None, placement(serial))
        made.save(
            "placement", None, placement(0, employer__name="重庆另一家有限公司", placed_on="2025-09-30")
        )
        made.save("placement", None, placement(20, destination="80", placed_on="2025-03-01"))
        made.save("placement", None, placement(21, verification="rejected", placed_on="2025-03-01"))
        change = made.save("placement", None, placement(22, placed_on="2025-03-01"))
        made.void("placement", change.ids, "重复")
        made.save("placement", None, placement(23, placed_on="2025-03-01", person__id_number="123"))
        made.save("placement", None, placement(24, placed_on="2024-03-01"))
    answer = commands("explain", ledger, "placement.total", "--as-of", "2025-09-30")
    assert list(answer) == ["value", "rule", "clause", "counted", "left_out"]
    assert isinstance(answer["rule"], str)
    assert isinstance(answer["clause"], str)
    assert answer["clause"]
    assert (answer["value"], answer["counted"]) == (12, 12)
    assert sum(answer["left_out"].values()) == 5
    assert answer["left_out"] == {
        "同一人已计过（按最早一笔）": 1,
        "去向 80 升学": 1,
        "核查未通过": 1,
        "作废": 1,
        "草稿，没填完": 1,
    }
    plan = commands("explain", ledger, "placement.total", "--as-of", "2026-01-31", "--plan", "yongchuan-2025")
    assert (plan["value"], plan["counted"]) == (12, 12)
    assert commands("explain", ledger, "placement.total", "--as-of", "2026-01-31")["value"] == 0
    quota = commands("explain", ledger, "placement.total", "--as-of", "2026-01-31", "--plan", "city-2025")
    assert quota["value"] == 12, "a named plan's own span, whatever the year of the day"
    share = commands("explain", ledger, "placement.checked_share", "--as-of", "2025-09-30")
    assert (share["value"], share["counted"]) == (100, 12)
    rate = commands("explain", ledger, "destination.rate", "--as-of", "2025-09-30")
    assert (rate["value"], rate["counted"], rate["left_out"]) == (None, 0, {})
    south = commands(
        "explain", ledger, "placement.industry.03", "--as-of", "2025-09-30", "--plan", "yongchuan-2025"
    )
    assert south["counted"] + sum(south["left_out"].values()) == 17


# -- files -----------------------------------------------------------------------------------------
def test_backup_and_restore(
    commands: Commands, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(ledger) as made:
        made.save("placement", None, placement(1))
    answer = commands("backup", ledger, tmp_path / "copies" / "deep")
    assert list(answer) == ["backup"]
    folder = Path(answer["backup"])
    assert folder.parent == tmp_path / "copies" / "deep"
    assert len(list(folder.iterdir())) == 3
    assert Path(commands("backup", ledger, tmp_path / "copies" / "deep")["backup"]) != folder
    target = tmp_path / "new" / "place" / "永川区.ledger"
    commands("restore", folder, target)
    assert commands.total(target) == 1
    assert commands("verify", target)["checks"]
    commands.fails("restore", folder, target)
    commands.fails("restore", folder, ledger)
    (tmp_path / "lone.ledger.keys").write_bytes(b"x")
    commands.fails("restore", folder, tmp_path / "lone.ledger")
    commands.fails("restore", folder, ledger / "below.ledger")
    commands.fails("restore", tmp_path / "none", tmp_path / "a" / "x.ledger")
    commands.fails("restore", ledger, tmp_path / "x.ledger")
    commands.fails("backup", ledger, ledger)
    copy = next(path for path in folder.iterdir() if path.name.endswith(".ledger"))
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    commands.fails("restore", folder, tmp_path / "b" / "x.ledger")


def test_verify(commands: Commands, ledger: Path) -> None:
    answer = commands("verify", ledger)
    assert list(answer) == ["checks"]
    assert all(list(each) == ["name", "ok", "detail"] for each in answer["checks"])
    assert all(each["ok"] is True and each["detail"] for each in answer["checks"])


def test_verify_finds_a_damaged_page_and_an_older_copy_is_a_note(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    older = ledger.read_bytes()
    with opened(ledger) as made:
        made.save("placement", None, placement(1))
        made.backup(ledger.with_name(f"{ledger.stem}.backups"))
    ledger.write_bytes(older)
    checks = commands("verify", ledger)["checks"]
    assert all(each["ok"] for each in checks)
    assert any("旧副本" in each["detail"] for each in checks)
    raw = bytearray(older)
    raw[-100] ^= 1
    ledger.write_bytes(raw)
    code = run(["verify", str(ledger), "--json"])
    out, err = commands.capsys.readouterr()
    assert code in (1, 2)
    assert (code == 1) == bool(out) != bool(err)


def test_verify_finds_a_journal_that_was_touched(commands: Commands, ledger: Path) -> None:
    with opened(ledger) as made:
        made.save("placement", None, placement(1))
        with writing(made.engine) as connection:
            names = connection.exec_driver_sql(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'"
            )
            for name in [str(row[0]) for row in names]:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql("UPDATE journal SET account = 'nobody' WHERE seq = 1")
    checks = commands("verify", ledger, code=1)["checks"]
    assert [each["name"] for each in checks if not each["ok"]] == ["流水记录"]


def test_outputs_never_replace_a_ledger_or_a_foreign_file(
    commands: Commands, ledger: Path, tmp_path: Path
) -> None:
    book = sheet(tmp_path / "a.xlsx", line(1), line(2, 身份证号="500118200001011111"))
    letter = tmp_path / "letter.txt"
    letter.write_text("不可覆盖", "utf-8")
    for target in (ledger, ledger.with_name(ledger.name + ".keys"), letter, tmp_path):
        commands.fails("export", ledger, "placement", target)
        commands.fails("template", "placement", target)
        commands.fails("import", ledger, "placement", book, "--errors", target)
    commands.fails("return", ledger, "--month", "2025-09", "--pdf", ledger)
    commands.fails("return", ledger, "--month", "2025-09", "--pdf", tmp_path / "x.pdf", "--xlsx", ledger)
    commands.fails("import", ledger, "placement", book, "--errors", book)
    commands.fails(
        "return", ledger, "--month", "2025-09", "--pdf", tmp_path / "x.pdf", "--xlsx", tmp_path / "x.pdf"
    )
    below = letter / "below.xlsx"
    commands.fails("import", ledger, "placement", book, "--errors", below)
    commands.fails("return", ledger, "--month", "2025-09", "--pdf", tmp_path / "x.pdf", "--xlsx", below)
    commands.fails("export", ledger, "placement", below)


def test_templates(commands: Commands, tmp_path: Path) -> None:
    sections = (
        "placement",
        "person",
        "employer",
        "job_fair",
        "traineeship_host",
        "traineeship_post",
        "target",
        "prior_actual",
    )
    for section in sections:
        out = tmp_path / f"{section}.xlsx"
        answer = commands("template", section, out)
        assert list(answer) == ["columns"]
        texts = [str(cell.value) for row in load_workbook(out).worksheets[0].iter_rows() for cell in row]
        assert all(any(column in text for text in texts) for column in answer["columns"]), section


def test_an_export_of_ids_in_full_needs_a_reason(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    with opened(ledger) as made:
        made.save("placement", None, placement(1))
    out = tmp_path / "out.xlsx"
    commands.fails("export", ledger, "placement", out, "--full-ids")
    commands.fails("export", ledger, "placement", out, "--full-ids", "--reason", "  ")
    number = placement(1)["person.id_number"]
    for words, shown in (((), False), (("--full-ids", "--reason", "市局核对"), True)):
        assert commands("export", ledger, "placement", out, *words) == {"rows": 1}
        cells = [cell.value for row in load_workbook(out).worksheets[0].iter_rows() for cell in row]
        assert (number in cells) is shown
        assert cells[0] == "系统编号"


def test_return_to_the_letter(commands: Commands, ledger: Path, tmp_path: Path) -> None:
    pdf, book = tmp_path / "out" / "月报.pdf", tmp_path / "out" / "月报.xlsx"
    answer = commands("return", ledger, "--month", "2025-09", "--pdf", pdf, "--xlsx", book)
    assert list(answer) == ["state", "number", "edition", "problems"]
    assert answer["state"] == "draft"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert load_workbook(book).worksheets
    bytes_before = (pdf.read_bytes(), book.read_bytes())
    assert commands("return", ledger, "--month", "2025-09", "--pdf", pdf, "--xlsx", book) == answer
    assert (pdf.read_bytes(), book.read_bytes()) == bytes_before


def test_return_of_a_unit_that_has_ended(commands: Commands, tmp_path: Path) -> None:
    path = new_file(tmp_path, "江北区")
    commands("return", path, "--month", "2025-11", "--pdf", tmp_path / "a.pdf")
    said = commands.fails("return", path, "--month", "2025-12", "--pdf", tmp_path / "b.pdf")
    assert "江北区" in said


# -- demo ------------------------------------------------------------------------------------------
def test_demo(commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--unit", "永川区", "--year", 2025, "--rows", 60, "--seed", 3)
    answer = commands("demo", tmp_path / "演示", *words)
    assert list(answer) == ["ledger", "password", "return"]
    monkeypatch.setenv("LEDGER_PASSWORD", answer["password"])
    commands("verify", answer["ledger"])
    assert Path(answer["return"]).read_bytes().startswith(b"%PDF")
    assert "9月" in Path(answer["return"]).name
    commands.fails("demo", tmp_path / "演示", *words)
    commands.fails("demo", tmp_path / "新", "--unit", "没有区")
    commands.fails("demo", tmp_path / "新", "--rows", "-1")
    commands.fails("demo", Path(answer["return"]), *words)


def test_no_unit_shares_a_name_in_a_year() -> None:
    for year in (2025, 2026):
        names = [unit.name for unit in all_units() if unit.lived_in(year)]
        doubled = {name for name in names if names.count(name) > 1}
        assert doubled <= {"两江新区"}
