"""The made-up people of the measurements are valid, distinct, and always the same."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from stdnum.cn import uscc

from core.identity import is_sound_resident_id


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Give the module that makes them."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parent.parent / "bench"))
    return import_module("invented")


def test_every_id_is_valid_and_belongs_to_one_person(invented: ModuleType) -> None:
    documents = [row[1] for row in invented.placements(5_000)]
    assert len(set(documents)) == 5_000
    assert all(is_sound_resident_id(document) for document in documents[::50])


def test_credit_codes_and_phones_are_well_formed(invented: ModuleType) -> None:
    rows = list(invented.placements(500))
    assert all(uscc.is_valid(row[11]) for row in rows)
    assert all(row[16].startswith("12") and len(row[16]) == 11 for row in rows)
    assert {len(row) for row in rows} == {len(invented.HEADERS)} == {20}


def test_the_same_seed_gives_the_same_people(invented: ModuleType) -> None:
    assert list(invented.placements(50, seed=3)) == list(invented.placements(50, seed=3))
    assert list(invented.placements(50, seed=3)) != list(invented.placements(50, seed=4))
