"""Where nothing can be written a ledger opens to be read; every change is refused with one sentence."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from barred_places import fill, read_only, small_disk
from ledger_samples import PASSWORD, Commands, new_file, opened, placement
from sheet_samples import resident_id, write_xlsx

from core.errors import DiskFull, LedgerFault
from core.ledger import Ledger
from db.connection import PAGE
from db.errors import DamagedLedger, ReadOnlyPlace

SHEET = [["姓名", "身份证号", "来源", "毕业去向", "就业单位", "镇街", "行业", "就业时间"]]


def number(serial: int) -> str:
    """A made-up ID number of its own."""
    return resident_id(serial % 900 + 1, date(2001, 1, 1) + timedelta(days=serial // 900))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = new_file(tmp_path / "home")
    with opened(made) as ledger:
        ledger.save("placement", None, placement(1))
    return made


def test_every_command_that_reads_works_and_every_other_is_refused(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    run = Commands(capsys, path.parent)
    sheet = write_xlsx(tmp_path / "a.xlsx", SHEET)
    before = {each: each.read_bytes() for each in path.parent.iterdir()}
    with read_only(path.parent):
        assert run("figures", path, "--as-of", "2025-09-30")["figures"]
        assert run("explain", path, "placement.total", "--as-of", "2025-09-30")["counted"] == 1
        assert run("export", path, "placement", tmp_path / "out.xlsx") == {"rows": 1}
        assert all(check["ok"] for check in run("verify", path)["checks"])
        assert run("return", path, "--month", "2025-09", "--pdf", tmp_path / "a.pdf")["state"]
        assert run("backup", path, tmp_path / "backups")["backup"]
        for words in (
            ("import", path, "placement", sheet),
            ("export", path, "placement", tmp_path / "full.xlsx", "--full-ids", "--reason", "核对"),
        ):
            assert "只读" in run.fails(*words)
        assert not (tmp_path / "full.xlsx").exists()
    assert {each: each.read_bytes() for each in path.parent.iterdir()} == before


def test_the_same_sentence_for_every_change_and_nothing_half_done(path: Path) -> None:
    with read_only(path.parent), opened(path) as ledger:
        assert ledger.info.read_only
        said = set()
        for change in (
            lambda: ledger.save("placement", None, placement(2)),
            lambda: ledger.void("placement", [1], "重复"),
            lambda: ledger.set_setting("head", "某", "换人"),
            lambda: ledger.keep_unfinished({"text/a": ("一", {"text": "二"})}),
            ledger.note_opened,
            lambda: ledger.add_account("李复核", ["reviewer"], PASSWORD + "x"),
        ):
            with pytest.raises(ReadOnlyPlace) as refused:
                change()
            said.add(str(refused.value))
        assert len(said) == 1
        assert ledger.counts()["placement"] == 1
        assert ledger.preview_return("2025-09").pdf.startswith(b"%PDF")
        assert ledger.left_unfinished() == ()
    with opened(path) as ledger:
        assert not ledger.info.read_only
        ledger.save("placement", None, placement(2))


def test_nothing_is_written_into_a_damaged_ledger_and_its_rows_still_go_out(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_PASSWORD", PASSWORD)
    run = Commands(capsys, path.parent)
    sheet = write_xlsx(tmp_path / "a.xlsx", SHEET)
    sound, tried = path.read_bytes(), 0
    for page in range(len(sound) // PAGE // 2, len(sound) // PAGE, 7):
        damaged = bytearray(sound)
        damaged[page * PAGE + 100] ^= 1
        path.write_bytes(damaged)
        assert "已损坏" in run.fails("import", path, "placement", sheet)
        try:
            ledger = Ledger.open(path, "admin", PASSWORD)
        except DamagedLedger:
            continue  # a page that opening reads
        tried += 1
        assert isinstance(ledger.why_not_writable(), DamagedLedger)
        with pytest.raises(DamagedLedger):
            ledger.save("placement", None, placement(2))
        ledger.close()
        assert path.read_bytes() == damaged
    assert tried > 5
    assert run("export", path, "placement", tmp_path / "out.xlsx") == {"rows": 1}


def test_a_full_disk_can_be_read_and_says_the_bytes_until_they_are_there(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = new_file(disk / "home")
        filler = fill(disk, 300_000)
        with opened(path) as ledger:
            with pytest.raises(DiskFull, match=r"腾出至少 1\.0 MB"):
                ledger.save("placement", None, placement(1))
            assert ledger.figures(date(2025, 9, 30))
            assert ledger.export("placement", tmp_path / "out.xlsx") == 0
            filler.unlink()
            assert ledger.why_not_writable() is None
            ledger.save("placement", None, placement(1))
        with opened(path) as ledger:
            assert ledger.counts()["placement"] == 1


def test_an_import_that_meets_a_full_disk_half_way_leaves_nothing(tmp_path: Path) -> None:
    rows = [
        [f"示例{each}", number(each), "区内", "11", f"重庆样例{each}有限公司", "", "", "2025-09-01"]
        for each in range(2500)
    ]
    sheet = write_xlsx(tmp_path / "many.xlsx", SHEET + rows)
    with small_disk(tmp_path / "disk") as disk:
        path = new_file(disk / "home")
        filler = fill(disk, 1_060_000)
        with opened(path) as ledger:
            with pytest.raises(DiskFull) as refused:
                ledger.import_file("placement", sheet)
            assert refused.value.needed
            assert ledger.counts()["placement"] == 0
            filler.unlink()
            assert all(check.level != "block" for check in ledger.verify())
            assert ledger.import_file("placement", sheet).added == 2500


def test_a_wrong_password_is_still_one_where_nothing_can_be_counted(path: Path) -> None:
    with (
        read_only(path.parent),
        pytest.raises(LedgerFault, match="密码不对"),
        opened(path, password="falsch"),
    ):
        pass


def test_a_backup_that_fills_its_stick_names_the_stick_and_leaves_nothing(tmp_path: Path) -> None:
    path = new_file(tmp_path / "home")
    with small_disk(tmp_path / "stick", "3m") as stick, opened(path) as ledger:
        rows = {f"text/{each}": ("一", {"text": "字" * 100_000}) for each in range(12)}
        ledger.keep_unfinished(rows)
        with pytest.raises(DiskFull, match="stick"):
            ledger.backup(stick)
        assert list(stick.iterdir()) == []
        fill(stick, 100_000)
        with pytest.raises(DiskFull):
            ledger.backup(stick / "deep" / "er")
        assert [each.name for each in stick.iterdir()] == ["filler"]
