"""The headless commands that take no sheet in: figures, explain, verify, files, the demonstration."""

from pathlib import Path

import pytest
from ledger_samples import (
    Commands,
    line,
    new_file,
    opened,
    placement,
    sheet,
)
from openpyxl import load_workbook

from core.commands import run
from core.units import all_units
from db.engine import writing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_file(tmp_path)


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
