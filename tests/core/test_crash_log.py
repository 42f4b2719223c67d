"""The log and the diagnostics package: where in the program, nobody's data, never growing."""

import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from ledger_samples import new_file, opened, placement

from core import crash_log
from core.crash_log import VERSION, write_crash

NAME, NUMBER = "欧阳测试娜", "500118200001011234"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(crash_log, "log_folder", lambda: tmp_path / "log")
    return tmp_path / "log"


def _crash() -> None:
    try:
        raise ValueError(f"{NAME} {NUMBER}")
    except ValueError:
        kind, _, place = sys.exc_info()
        assert kind is not None
        write_crash(kind, place, "E-0001")


def test_an_entry_names_places_and_no_value(folder: Path) -> None:
    _crash()
    text = (folder / "crash.log").read_text("utf-8")
    assert "E-0001 builtins.ValueError" in text
    assert "tests/core/test_crash_log.py" in text
    assert NAME not in text
    assert NUMBER not in text
    assert str(Path(__file__).parents[2]) not in text


def test_the_log_does_not_grow(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crash_log, "MOST_BYTES", 300)
    for _ in range(60):
        _crash()
    files = list(folder.iterdir())
    assert len(files) == crash_log.KEPT
    assert sum(each.stat().st_size for each in files) < 4 * 600


def test_where_nothing_can_be_written_it_is_no_further_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(crash_log, "log_folder", lambda: tmp_path / "file" / "log")
    _crash()


def test_the_package_for_support_holds_nobodys_data(folder: Path, tmp_path: Path) -> None:
    _crash()
    with opened(new_file(tmp_path)) as ledger:
        ledger.save("placement", None, placement(1, person__name=NAME))
        ledger.set_setting("head", NAME, "补填")
        out = ledger.write_diagnostics(tmp_path / "诊断包.zip")
    with zipfile.ZipFile(out) as package:
        assert set(package.namelist()) == {"facts.json", "crash.log"}
        text = "".join(package.read(each).decode() for each in package.namelist())
    assert '"placement": 1' in text
    for secret in (
        NAME,
        placement(1)["person.id_number"],
        placement(1)["person.phone"],
        "重庆样例",
        str(tmp_path),
    ):
        assert secret not in text, secret


def test_the_version_is_the_projects() -> None:
    root = Path(__file__).parents[2]
    assert tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
