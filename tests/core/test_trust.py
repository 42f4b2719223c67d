"""Verification of a ledger whose file has been hurt: every check is made, and the hurt ones say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.demo import make
from core.ledger import Ledger

PAGE = 4096


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    made = make(tmp_path_factory.mktemp("sound"), "永川区", 2025, 400, 3)
    yield made.ledger, made.password


def _copy(sound: tuple[Path, str], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "copy.ledger"
    path.write_bytes(sound[0].read_bytes())
    Path(f"{path}.keys").write_bytes(Path(f"{sound[0]}.keys").read_bytes())
    return path


def test_a_sound_ledger_passes_every_check(sound: tuple[Path, str], tmp_path: Path) -> None:
    ledger = Ledger.open(_copy(sound, tmp_path), "admin", sound[1])
    try:
        assert {check.level for check in ledger.verify()} == {"pass"}
    finally:
        ledger.close()


@pytest.mark.trust
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.95])
def test_a_flipped_byte_fails_the_file_check_and_stops_no_other(
    sound: tuple[Path, str], tmp_path: Path, share: float
) -> None:
    path = _copy(sound, tmp_path)
    content = bytearray(path.read_bytes())
    content[int(len(content) / PAGE * share) * PAGE + 100] ^= 1
    path.write_bytes(content)
    whole = Ledger.open(_copy(sound, tmp_path / "whole"), "admin", sound[1])
    names = [each.name for each in whole.verify()]
    whole.close()
    ledger = Ledger.open(path, "admin", sound[1])
    try:
        checks = ledger.verify()
    finally:
        ledger.close()
    assert checks[0].name == "文件完整"
    assert checks[0].level == "block"
    assert [each.name for each in checks] == names, "one failing check stops no other"
    assert path.read_bytes() == bytes(content), "looking must not write"
