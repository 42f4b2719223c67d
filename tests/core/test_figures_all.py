"""Every figure answers; stocks, shares and the rates of the roster come out as the rules say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import new_file, opened, placement
from section_rows import SAMPLES, person

from core.codes import code_list
from core.figure import Share, Tally
from core.figure_views import Explanation, FigureView
from core.figures import catalogue
from core.ledger import Ledger
from core.sources import SOURCES
from core.views import Query, RowState

AS_OF = date(2025, 9, 30)

TABLE = """
placement.total placement.origin.outside_city placement.origin.local_institution placement.origin.within_city
placement.cohort placement.checked_share placement.industry.unknown placement.township.none destination.rate
assisted.rate leaver.roster leaver.served leaver.in_work service.1131.complete_rate vacancy.civil_service
vacancy.public_institution vacancy.government_total vacancy.state_firm vacancy.research_assistant
vacancy.special_teacher vacancy.three_supports vacancy.western_plan vacancy.grassroots_programme
vacancy.grassroots_total vacancy.community vacancy.public_welfare vacancy.market vacancy.total
vacancy.filled_rate fair.campus fair.talent_outreach fair.matching fair.outside_city fair.startup_event
fair.visitors fair.employers fair.vacancies fair.matches traineeship.posts traineeship.people
traineeship.retention_rate training.skills.attendances training.skills.people training.startup.attendances
training.practical.people startup.desks startup.loans startup.projects startup.seed_fund startup.ecosphere
service.attendances unemployment.reemployed service_point.circle service_point.station
service_point.gig_market subsidy.amount order.filled_rate task.done
"""
"""The table of figures as the documents give it, but for its families."""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as found:
        yield found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """One row of every section, one of each voided, one of each a draft."""
    with opened(new_file(tmp_path_factory.mktemp("filled"))) as found:
        for key, sample in SAMPLES.items():
            for number in range(2):
                row = {
                    name: f"{value}（{number}）" if name == "title" else value
                    for name, value in sample.row.items()
                }
                change = (
                    found.save(key, None, row) if number == 0 or key not in ("person", "employer") else None
                )
                if number and change is not None:
                    found.void(key, list(change.ids), "录入错误")
        yield found


def figure(ledger: Ledger, key: str, as_of: date = AS_OF) -> FigureView:
    return next(each for each in ledger.figures(as_of) if each.key == key)


def reasons(found: Explanation) -> dict[str, int]:
    return {each.reason: each.rows for each in found.left_out}


def test_the_catalogue_is_the_table() -> None:
    families = [f"placement.industry.{each.code}" for each in code_list("industry")]
    families += [f"subsidy.amount.{each.code}" for each in code_list("subsidy_kind")]
    assert set(catalogue()) == {*TABLE.split(), *families}
    assert len(code_list("subsidy_kind").codes) == 16


def test_every_event_dimension_and_column_of_a_figure_is_there() -> None:
    for each in catalogue().values():
        assert isinstance(each, Tally | Share)
        for tally in (each,) if isinstance(each, Tally) else (each.part, each.whole):
            source = SOURCES[tally.section]
            assert not tally.dated or tally.dated in source.events
            assert not tally.column or tally.column in source.model.__table__.c
            assert not tally.within or tally.within[0] in {**source.dimensions, **source.joined}


def test_every_figure_answers_on_an_empty_ledger(ledger: Ledger) -> None:
    views = {each.key: each for each in ledger.figures(AS_OF)}
    assert set(catalogue()) <= set(views)
    for key, each in catalogue().items():
        assert views[key].value == (None if isinstance(each, Share) else 0), key
        found = ledger.explain(key, AS_OF)
        assert found.counted == 0
        assert reasons(found) == ({"还没有完成": 28} if key == "task.done" else {})
        assert found.rule


@pytest.mark.parametrize("key", list(catalogue()))
def test_every_figure_opens_its_rows(filled: Ledger, key: str) -> None:
    found = filled.explain(key, AS_OF)
    section = catalogue()[key]
    tally = section.part if isinstance(section, Share) else section
    assert isinstance(tally, Tally)
    assert found.section == tally.section
    found_rows = [filled.find(tally.section, Query(state=state)) for state in (None, RowState.VOID)]
    dated = [row_id for ids in found_rows for row_id in ids]
    shown = [*found.counted_ids, *(row for each in found.left_out for row in each.ids)]
    assert sorted(shown) == sorted(dated), "every row of the section dated in the year, once"
    assert found.counted == len(found.counted_ids)
    assert found.all_rows == found.counted + found.left_out_rows == len(dated)
    assert reasons(found).get("作废", 0) >= 1
    assert all(re.search(r"[\u4e00-\u9fff]", sentence) for sentence in found.rule)


def test_sums_of_vacancy_kinds(ledger: Ledger) -> None:
    numbers = {each.code: 2**place for place, each in enumerate(code_list("vacancy_kind"))}
    for kind, headcount in numbers.items():
        ledger.save(
            "vacancy",
            None,
            {**SAMPLES["vacancy"].row, "title": kind, "kind": kind, "headcount": headcount, "filled": 0},
        )
    values = {each.key: each.value for each in ledger.figures(AS_OF)}
    parts = {
        "government_total": ("civil_service", "public_institution"),
        "grassroots_programme": ("special_teacher", "three_supports", "western_plan"),
        "community": ("grassroots_service", "community_work"),
        "grassroots_total": (
            "special_teacher",
            "three_supports",
            "western_plan",
            "grassroots_service",
            "community_work",
            "research_assistant",
        ),
        "total": tuple(numbers),
    }
    for key, kinds in parts.items():
        assert values[f"vacancy.{key}"] == sum(numbers[kind] for kind in kinds), key


def test_a_stock_stands_until_it_ends(ledger: Ledger) -> None:
    for name, opened_on, closed_on, desks in (
        ("旧", date(2023, 5, 1), date(2025, 9, 10), 100),
        ("在", date(2024, 5, 1), None, 60),
        ("新", date(2025, 9, 5), None, 30),
        ("后", date(2025, 10, 8), None, 500),
    ):
        row = {
            "name": name,
            "kind": "incubator",
            "desks": desks,
            "opened_on": opened_on,
            "closed_on": closed_on,
        }
        ledger.save("startup_site", None, row)
    seen = figure(ledger, "startup.desks")
    assert (seen.value, seen.month) == (90, -70)
    assert (seen.pace, seen.recent_pace) == (None, None)
    assert (seen.target, seen.missing) == (400, 310)
    assert figure(ledger, "startup.desks", date(2025, 8, 31)).value == 160
    assert dict(ledger.series("startup.desks", 2025))["2025-10"] == 590
    found = ledger.explain("startup.desks", AS_OF)
    assert (found.counted, reasons(found)) == (2, {"截止日前已停用或到期": 1})


def test_money_is_exact(ledger: Ledger) -> None:
    for number, amount in enumerate(("1.01", "4998.99", "50.00", "100000")):
        row = {**SAMPLES["startup_loan"].row, "bank": f"银行{number}", "amount": amount}
        ledger.save("startup_loan", None, row)
    assert figure(ledger, "startup.loans").value == Decimal("10.51")


def leaver(serial: int, **more: Any) -> dict[str, Any]:
    return {**person(serial), "cohort": "2025", "handed_over_on": date(2025, 7, 15), "willing": True, **more}


def placed(serial: int, day: date, **more: Any) -> dict[str, Any]:
    return {**placement(serial), **person(serial), "placed_on": day, **more}


def test_assisted_rate(ledger: Ledger) -> None:
    for serial in range(5):
        ledger.save("unemployed_leaver", None, leaver(serial, willing=serial != 4))
    ledger.save("unemployed_leaver", None, leaver(5, situation="in_work", situation_on=date(2025, 9, 30)))
    ledger.save("unemployed_leaver", None, leaver(6, handed_over_on=date(2025, 10, 9)))
    ledger.save("unemployed_leaver", None, leaver(7, handed_over_on=date(2024, 7, 9), cohort="2024"))
    ledger.save("placement", None, placed(0, date(2025, 7, 15)))
    ledger.save("placement", None, placed(1, date(2025, 7, 14)))
    ledger.save("placement", None, placed(2, date(2025, 8, 1), destination="80"))
    ledger.save("placement", None, placed(3, date(2025, 10, 1)))
    ledger.save("placement", None, placed(7, date(2025, 9, 1)))
    values = {each.key: each for each in ledger.figures(AS_OF)}
    assert (values["leaver.roster"].value, values["leaver.in_work"].value) == (6, 2)
    assert values["assisted.rate"].value == Decimal("33.33")
    assert values["assisted.rate"].month is None
    assert (values["assisted.rate"].target, values["assisted.rate"].comparator) == (90, ">=")
    found = ledger.explain("assisted.rate", AS_OF)
    assert (found.counted, reasons(found)) == (2, {"交接后还没有就业登记": 4})
    assert "不含暂无就业意愿的为 40.00%" in found.rule
    assert "考核时点 12 月 31 日" in found.rule
    assert figure(ledger, "assisted.rate", date(2025, 12, 31)).value == Decimal("42.86")


def test_the_1131_services(ledger: Ledger) -> None:
    needed = [
        "policy_briefing",
        "vocational_guidance",
        "job_referral",
        "job_referral",
        "job_referral",
        "training_offer",
    ]
    for serial in range(5):
        ledger.save("unemployed_leaver", None, leaver(serial, willing=serial < 4))
    for serial, kinds in ((0, needed), (1, needed[1:]), (2, needed[:-1]), (3, needed[:-1])):
        for place, kind in enumerate(kinds):
            row = {**person(serial), "kind": kind, "provided_on": date(2025, 8, 1 + place)}
            ledger.save("service", None, row)
    ledger.save("service", None, {**person(1), "kind": "policy_briefing", "provided_on": date(2025, 7, 1)})
    ledger.save(
        "traineeship", None, {**person(3), "employer.name": "重庆样例有限公司", "starts_on": date(2025, 9, 1)}
    )
    assert figure(ledger, "service.1131.complete_rate").value == Decimal("50.00")
    assert figure(ledger, "leaver.served").value == 4
    early = figure(ledger, "service.1131.complete_rate", date(2025, 8, 6))
    assert early.value == Decimal("25.00")
    found = ledger.explain("service.1131.complete_rate", AS_OF)
    assert (found.counted, reasons(found)) == (2, {"1131服务还没有做齐": 3})
    assert figure(ledger, "service.attendances").value == 22


def test_destination_rate_takes_each_colleges_latest_report(ledger: Ledger) -> None:
    for college, cohort, day, graduates, settled in (
        ("甲院", "2025", date(2025, 6, 30), 1000, 400),
        ("甲院", "2025", date(2025, 8, 31), 1000, 800),
        ("乙院", "2025-06", date(2025, 8, 20), 500, 300),
        ("乙院", "2025", date(2025, 9, 20), 500, 499),
        ("乙院", "2024", date(2025, 8, 31), 500, 500),
    ):
        row = {
            "college": college,
            "cohort": cohort,
            "reported_as_of": day,
            "graduates": graduates,
            "settled": settled,
            "edition": "2024",
        }
        ledger.save("destination_report", None, row)
    assert figure(ledger, "destination.rate", date(2025, 7, 1)).value == Decimal("40.00")
    assert figure(ledger, "destination.rate").value == Decimal("73.33")
    found = ledger.explain("destination.rate", AS_OF)
    assert found.counted == 2
    assert reasons(found) == {
        "同一院校有更新的统计": 1,
        "8月31日以后的不计入": 1,
        "不属于“已落实毕业去向人数”": 1,
    }
    assert {each.reason: each.counterparts for each in found.left_out}["同一院校有更新的统计"] == (2,)


def test_retention_is_of_those_who_ended_in_the_year(ledger: Ledger) -> None:
    base = SAMPLES["traineeship"].row
    for serial, ending, starts_on, ended_on in (
        (0, "kept", date(2024, 10, 1), date(2025, 3, 31)),
        (1, "completed", date(2025, 1, 1), date(2025, 6, 30)),
        (2, "left", date(2025, 2, 1), date(2025, 3, 1)),
        (3, None, date(2025, 8, 1), None),
    ):
        row = {**base, **person(serial), "ending": ending, "starts_on": starts_on, "ended_on": ended_on}
        ledger.save("traineeship", None, row)
    assert figure(ledger, "traineeship.retention_rate").value == Decimal("50.00")
    assert figure(ledger, "traineeship.people").value == 3
    found = ledger.explain("traineeship.retention_rate", AS_OF)
    assert (found.counted, reasons(found)) == (1, {"不属于“留用”": 2, "见习还没有结束": 1})


def test_reemployment_counts_people_by_the_day_of_work(ledger: Ledger) -> None:
    for serial, registered, again in (
        (0, date(2024, 11, 1), date(2025, 2, 1)),
        (1, date(2025, 3, 1), date(2025, 4, 1)),
        (1, date(2025, 5, 1), date(2025, 6, 1)),
        (2, date(2025, 3, 1), None),
    ):
        row = {**person(serial), "registered_on": registered, "reemployed_on": again}
        ledger.save("unemployment", None, row)
    assert figure(ledger, "unemployment.reemployed").value == 2
    found = ledger.explain("unemployment.reemployed", AS_OF)
    assert (found.counted, reasons(found)) == (2, {"同一人已计过（按最早一笔）": 1, "还没有再就业": 1})


def test_tasks_are_done_while_their_plan_runs(ledger: Ledger) -> None:
    for title, done_on, ends_on in (
        ("甲", date(2025, 3, 1), date(2025, 12, 31)),
        ("乙", date(2025, 9, 3), date(2027, 12, 31)),
        ("丙", None, date(2025, 12, 31)),
    ):
        row = {
            "title": title,
            "situation": "done" if done_on else "running",
            "starts_on": date(2025, 1, 1),
            "ends_on": ends_on,
            "done_on": done_on,
        }
        ledger.save("task", None, row)
    seen = figure(ledger, "task.done")
    assert (seen.value, seen.month) == (2, 1)
    assert figure(ledger, "task.done", date(2025, 12, 31)).value == 2
    assert figure(ledger, "task.done", date(2026, 1, 31)).value == 1
    found = ledger.explain("task.done", AS_OF)
    assert (found.counted, reasons(found)) == (2, {"还没有完成": 1 + 28})


def test_orders_are_done_when_rated(ledger: Ledger) -> None:
    base = SAMPLES["employer_order"].row
    ledger.save("employer_order", None, base)
    for job, rated in (("乙", None), ("丙", date(2025, 10, 2))):
        ledger.save("employer_order", None, {**base, "job": job, "rated_on": rated})
    assert figure(ledger, "order.filled_rate").value == Decimal("33.33")
    assert figure(ledger, "order.filled_rate", date(2025, 10, 31)).value == Decimal("66.67")


def test_the_plans_tasks_are_there_with_their_deadlines(ledger: Ledger) -> None:
    rows = ledger.rows("task", ledger.find("task", Query()))
    found = {(row.values["plan"], row.values["item"]): row.values for row in rows}
    assert len(found) == 16 + 12
    assert found["city-2025", 11]["deadline"] == date(2025, 11, 30)
    assert found["city-2025", 8]["deadline"] == date(2025, 8, 31)
    assert found["yongchuan-2025", 1]["deadline"] is None
    assert {row["situation"] for row in found.values()} == {"open"}
    ledger.load_plan("service-2026")
    ledger.load_plan("service-2026")
    assert len(ledger.find("task", Query())) == 16 + 12 + 16
