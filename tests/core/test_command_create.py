"""The command that creates a ledger: every unit, its quota, accounts, and what it refuses."""

import unicodedata
from pathlib import Path

import pytest
from ledger_samples import (
    PASSWORD,
    Commands,
    new_file,
    opened,
)

from core.ledger import Ledger
from core.units import units_of_year

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return new_file(tmp_path)


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
