"""Units and townships: names as clerks write them, units that ended, their successors."""

from __future__ import annotations

from datetime import date

import pytest

from core.units import (
    all_units,
    find_township,
    find_unit,
    township_aliases,
    townships,
    unit_of_key,
    units,
    units_of_year,
)

BEFORE = date(2025, 11, 5)
AFTER = date(2025, 11, 6)


def test_the_41_units_before_and_the_39_after_november_2025() -> None:
    assert len(units(date(2025, 1, 1))) == 41
    assert len(units(BEFORE)) == 41
    after = units(AFTER)
    assert len(after) == 39
    assert {unit.name for unit in units(BEFORE)} - {unit.name for unit in after} == {"江北区", "渝北区"}


def test_keys_and_codes_are_unique_and_three_units_have_no_code() -> None:
    every = all_units()
    assert len({unit.key for unit in every}) == len(every) == 42
    codes = [unit.code for unit in every if unit.code]
    assert len(set(codes)) == len(codes) == 38
    assert all(unit.code == unit.key for unit in every if unit.code)
    assert [unit.name for unit in units(BEFORE) if not unit.code] == [
        "两江新区",
        "万盛经开区",
        "西部科学城重庆高新区",
    ]


def test_no_name_has_a_space_and_every_unit_can_be_printed() -> None:
    for unit in all_units():
        assert " " not in unit.name
        assert unit.office.endswith("人力资源和社会保障局")
        assert unit.area_word == ("全县" if unit.name.endswith("县") else "全区")
        assert unit.initials and unit.pinyin.startswith(unit.initials[0])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("永川区", "500118"),
        ("重庆市永川区", "500118"),
        ("永川", "500118"),
        ("500118", "500118"),
        ("忠 县", "500233"),
        ("忠　县", "500233"),
        ("酉阳县", "500242"),
        ("酉阳土家族苗族自治县", "500242"),
        ("重庆市石柱土家族自治县", "500240"),
        ("彭水苗族土家族自治县", "500243"),
        ("西部科学城重庆高新区", "500100-GX"),
        ("高新区", "500100-GX"),
        ("万盛经开区", "500100-WS"),
        ("万盛经济技术开发区", "500100-WS"),
    ],
)
def test_a_unit_is_found_by_the_names_clerks_use(typed: str, key: str) -> None:
    found = find_unit(typed)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("typed", ["", "成都市", "永川高新区", "新区", "县"])
def test_what_is_no_unit_is_not_found(typed: str) -> None:
    assert find_unit(typed) is None


def test_a_name_means_one_unit_but_for_the_two_that_share_it() -> None:
    owners: dict[str, set[str]] = {}
    for unit in all_units():
        for name in unit.names():
            owners.setdefault(name, set()).add(unit.key)
    owners.pop("")
    shared = {name for name, keys in owners.items() if len(keys) > 1}
    assert shared == {"两江新区"}


def test_the_old_and_the_new_two_rivers_are_told_apart_by_the_year() -> None:
    for year, key in ((2024, "500100-LJ"), (2025, "500100-LJ"), (2026, "500100-LJ2025")):
        found = find_unit("两江新区", year)
        assert found is not None
        assert found.key == key
    new = find_unit("重庆市两江新区", 2025)
    assert new is not None
    assert new.key == "500100-LJ2025"


def test_an_ended_unit_can_be_created_for_any_year_it_lived_in() -> None:
    for name in ("江北区", "渝北区"):
        assert find_unit(name, 2024) is not None
        assert find_unit(name, 2025) is not None
        assert find_unit(name, 2026) is None
    assert len(units_of_year(2025)) == 42
    assert len(units_of_year(2026)) == 39


def test_successors_exist_and_began_the_day_after() -> None:
    ended = [unit for unit in all_units() if unit.valid_to]
    assert {unit.key for unit in ended} == {"500105", "500112", "500100-LJ"}
    for unit in ended:
        assert unit.alive(BEFORE)
        assert not unit.alive(AFTER)
        assert unit.successors
        assert all(unit_of_key(key).alive(AFTER) for key in unit.successors)
    assert unit_of_key("500112").successors == ("500100-LJ2025", "500109")


def test_yongchuan_has_seven_streets_and_sixteen_towns() -> None:
    kinds = [each.kind for each in townships("500118")]
    assert (kinds.count("街道"), kinds.count("镇")) == (7, 16)
    assert len({each.key for each in townships("500118")}) == 23
    assert townships("500117") == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("中山路", "中山路街道"),
        ("中山路街道", "中山路街道"),
        ("中山路街道办事处", "中山路街道"),
        ("永川区中山路街道", "中山路街道"),
        ("重庆市永川区朱沱镇人民政府", "朱沱镇"),
        ("朱 沱 镇", "朱沱镇"),
        ("南大街", "南大街街道"),
        ("三教", "三教镇"),
        ("500118-23", "朱沱镇"),
    ],
)
def test_a_township_is_found_by_the_names_clerks_use(typed: str, name: str) -> None:
    found = find_township("500118", typed)
    assert found is not None
    assert found.name == name


def test_a_township_of_another_unit_is_not_found() -> None:
    assert find_township("500118", "璧城街道") is None
    assert find_township("500118", "") is None
    assert find_township("500117", "朱沱镇") is None


def test_a_township_that_a_clerk_adds_gets_the_usual_spellings() -> None:
    spellings = township_aliases(("合川区", "重庆市合川区"), "钓鱼城街道")
    assert {"钓鱼城", "合川区钓鱼城街道", "钓鱼城街道办事处", "重庆市合川区钓鱼城街道办事处"} <= set(
        spellings
    )
    assert "钓鱼城街道" not in spellings
    assert township_aliases((), "城区") == ()


def test_no_spelling_means_two_townships() -> None:
    owners: dict[str, str] = {}
    for township in townships("500118"):
        for name in (township.key, township.name, *township.aliases):
            assert owners.setdefault(name, township.key) == township.key
