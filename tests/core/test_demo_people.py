"""Invented rows: valid, plausible, and the same for the same seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import uscc

from core.codes import code_list
from core.demo_people import DRAFT, VOID, DemonstrationRows, demonstration_rows
from core.demo_words import words
from core.identity import birth_date, check_credit_code, check_document
from core.sections import section_of
from core.units import townships

Row = dict[str, Any]
CODED = {
    "person.id_kind": "id_kind",
    "person.education": "education",
    "origin": "origin",
    "destination": "destination",
    "employer.type": "employer_type",
    "industry": "industry",
    "verification": "verification",
}


@pytest.fixture(scope="module")
def made() -> DemonstrationRows:
    return demonstration_rows("500118", 2025, 6000, 7)


@pytest.fixture(scope="module")
def rows(made: DemonstrationRows) -> list[Row]:
    return list(made.placements)


def sound(rows: list[Row]) -> list[Row]:
    return [row for row in rows if DRAFT not in row]


def digest(seed: int) -> str:
    made = demonstration_rows("500118", 2025, 300, seed)
    everything = (list(made.placements), made.fairs, made.hosts, made.posts, made.prior, dict(made.split))
    return hashlib.sha256(repr(everything).encode()).hexdigest()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    assert digest(3) == digest(3)
    assert digest(3) != digest(4)


def test_the_rows_do_not_depend_on_the_process() -> None:
    program = (
        "import sys; sys.path.insert(0, '.'); from core.demo_people import demonstration_rows as made;"
        "print(list(made('500118', 2025, 50, 1).placements), made('500118', 2025, 50, 1).fairs)"
    )
    root = Path(__file__).resolve().parents[2]
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert said[0]


def test_keys_are_those_of_the_sections(made: DemonstrationRows, rows: list[Row]) -> None:
    tables = {
        "placement": rows,
        "job_fair": made.fairs,
        "traineeship_host": made.hosts,
        "traineeship_post": made.posts,
        "prior_actual": made.prior,
    }
    for key, table in tables.items():
        section = section_of(key)
        typed = {field.key for field in section.fields if not field.derived}
        required = {field.key for field in section.required()}
        for row in table:
            assert row.keys() - {VOID, DRAFT} <= typed
            if DRAFT not in row:
                assert all(row[each] not in (None, "") for each in required)


def test_every_identity_is_valid_and_invented(rows: list[Row]) -> None:
    for row in sound(rows):
        number = row["person.id_number"]
        document = check_document(number)
        assert document.error == ""
        assert document.kind == row["person.id_kind"]
        assert row["person.phone"].startswith("12")
        assert len(row["person.phone"]) == 11
        if len(number) == 18:
            born = birth_date(number)
            assert born is not None
            assert 1998 <= born.year <= 2004
            given = words().male if int(number[16]) % 2 else words().female
            name = row["person.name"]
            assert name.endswith(given) or name in words().rare_names


def test_credit_codes_are_valid_by_a_second_opinion(made: DemonstrationRows, rows: list[Row]) -> None:
    codes = {row["employer.credit_code"] for row in (*rows, *made.hosts, *made.posts)} - {""}
    assert len(codes) > 300
    for code in codes:
        assert check_credit_code(code) == (code, "")
        assert uscc.is_valid(code)


def test_an_employer_is_the_same_in_every_row(rows: list[Row]) -> None:
    known: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        if row["employer.credit_code"]:
            facts = (row["employer.credit_code"], row["employer.type"], row["industry"])
            assert known.setdefault(row["employer.name"], facts) == facts
    assert len({facts[0] for facts in known.values()}) == len(known)


def test_codes_and_townships_are_known(rows: list[Row]) -> None:
    keys = {township.key for township in townships("500118")} | {None}
    for row in rows:
        assert row["township"] in keys
        for field, name in CODED.items():
            assert row[field] is None or row[field] in code_list(name)
        if row["destination"] in ("10", "11", "12") and DRAFT not in row:
            assert row["employer.name"]


def test_dates_fill_the_year_in_order_with_a_plausible_curve(rows: list[Row]) -> None:
    days = [row["placed_on"] for row in rows]
    assert days == sorted(days)
    assert days[0] >= date(2025, 1, 1)
    assert date(2025, 12, 20) < days[-1] <= date(2025, 12, 31)
    months = Counter(day.month for day in days)
    assert max(months[1], months[2]) < min(months[month] for month in range(3, 13))
    assert min(months[month] for month in (6, 7, 8, 9)) > max(
        months[month] for month in (3, 4, 5, 10, 11, 12)
    )
    for row in rows:
        assert row["ended_on"] is None or row["placed_on"] < row["ended_on"] <= date(2025, 12, 31)
        assert row["person.graduation_month"] <= "2025-12"


def test_every_case_that_a_demonstration_shows_is_there(rows: list[Row]) -> None:
    assert {"80", "85", "75", "76", "46"} <= {row["destination"] for row in rows}
    assert {row["origin"] for row in rows} == {"local_institution", "within_city", "outside_city", None}
    assert {row["industry"] for row in rows} == {*code_list("industry").codes, None}
    assert any(row["township"] is None for row in rows)
    assert any(row["verification"] == "rejected" for row in rows)
    assert any(row["ended_on"] for row in rows)
    assert 0.002 < sum(VOID in row for row in rows) / len(rows) < 0.02
    assert sum(DRAFT in row for row in rows) == 2
    origins = Counter(row["origin"] for row in rows)
    assert 0.13 < origins["outside_city"] / len(rows) < 0.24


def test_drafts_are_drafts_for_the_reason_they_give(rows: list[Row]) -> None:
    mistyped, without_employer = (row for row in rows if DRAFT in row)
    assert check_document(mistyped["person.id_number"]).error
    assert not without_employer["employer.name"]
    assert without_employer["destination"] == "11"


def test_a_few_people_are_placed_twice_at_different_employers(rows: list[Row]) -> None:
    places: dict[tuple[str, str], list[Row]] = {}
    for row in sound(rows):
        places.setdefault((row["person.id_kind"], row["person.id_number"]), []).append(row)
    twice = [each for each in places.values() if len(each) > 1]
    assert 0.004 < len(twice) / len(rows) < 0.03
    for each in twice:
        assert len({row["person.name"] for row in each}) == 1
        assert len({row["origin"] for row in each}) == 1
        assert len({row["employer.name"] for row in each}) > 1


def test_fairs_have_every_kind_and_sensible_numbers(made: DemonstrationRows) -> None:
    kinds = Counter(fair["kind"] for fair in made.fairs)
    assert set(kinds) <= set(code_list("fair_kind").codes)
    assert {"campus", "talent_outreach", "matching", "outside_city", "small", "startup_event"} <= set(kinds)
    by_september = Counter(fair["kind"] for fair in made.fairs if fair["starts_on"] <= date(2025, 9, 30))
    assert (by_september["campus"], by_september["talent_outreach"]) == (9, 7)
    names = {(fair["title"], fair["starts_on"], fair["venue"]) for fair in made.fairs}
    assert len(names) == len(made.fairs)
    for fair in made.fairs:
        assert fair["starts_on"].year == 2025
        assert fair["channel"] in code_list("fair_channel")
        assert "{" not in fair["title"]
        assert (fair["viewers"] is None) == (fair["channel"] == "on_site")
        assert fair["matches"] is None or fair["hired"] <= fair["matches"] <= fair["visitors"]


def test_posts_are_those_of_the_hosts(made: DemonstrationRows) -> None:
    hosts = {host["employer.name"] for host in made.hosts}
    assert {post["employer.name"] for post in made.posts} == hosts
    assert "重庆䶮㛃精密铸造有限公司" in hosts
    assert sum(post["headcount"] for post in made.posts) == round(6000 * 0.256)
    keys = {(post["employer.name"], post["title"], post["collected_on"]) for post in made.posts}
    assert len(keys) == len(made.posts)
    assert all(post["headcount"] > 0 and post["pay"] >= 2100 for post in made.posts)


def test_last_years_months_and_the_split_add_up(made: DemonstrationRows) -> None:
    totals = Counter[str]()
    for row in made.prior:
        totals[row["figure"]] += row["value"]
        assert row["month"].startswith("2024-")
    assert totals == {"placement.total": 12_126, "placement.origin.outside_city": 1_937}
    assert sum(made.split.values()) == 13_530
    assert made.split.keys() == {township.key for township in townships("500118")}


@pytest.mark.parametrize(
    ("unit", "year"), [("500233", 2025), ("500100-GX", 2025), ("500100-LJ2025", 2026), ("500118", 2026)]
)
def test_any_unit_and_year_can_be_shown(unit: str, year: int) -> None:
    made = demonstration_rows(unit, year, 200, 1)
    placements = list(made.placements)
    assert len(placements) == 200
    assert all(row["placed_on"].year == year for row in placements)
    assert all(check_document(row["person.id_number"]).error == "" for row in sound(placements))
    assert all("{" not in row["employer.name"] for row in placements)
    assert bool(made.prior) == (year == 2025)


def test_twelve_thousand_rows_are_quick() -> None:
    started = time.perf_counter()
    assert sum(1 for _ in demonstration_rows("500118", 2025, 12_000, 1).placements) == 12_000
    assert time.perf_counter() - started < 15  # about 0.4 s; only a hang fails
