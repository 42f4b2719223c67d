"""The counting rule against a second, independent reading of it (docs: counting), on real ledgers.

The reference below is written from the rule's words, not from the program: a person counts once in a
statistical year, by the earliest valid placement dated in the year up to the cut-off, with that placement's
origin, industry and township; several years add up; void, draft and rejected rows never count.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_samples import TOWNSHIPS, new_file, opened
from sqlalchemy import delete, insert

from core import arithmetic
from core.codes import code_list
from core.judged import Judge
from core.ledger import Ledger
from core.period import Span
from core.standings import Standings
from core.targets import DatedTarget
from core.views import Query
from db.base import utc_now
from db.engine import writing
from db.models import Person, Placement, PriorActual, Setting

COUNTING = {"10", "11", "12", "27", "46", "50", "51", "75", "76"}
PERSONS = 5
ORIGINS = ("local_institution", "within_city", "outside_city", None)


# -- the reference ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    person: int
    day: date
    destination: str | None
    origin: str | None
    industry: str | None
    township: str | None
    verification: str
    state: str

    @property
    def valid(self) -> bool:
        return self.state == "active" and self.verification != "rejected" and self.destination in COUNTING


def year_of(day: date, cut: int) -> int:
    """21 December belongs to the next year where months end on the 20th."""
    return day.year + 1 if cut and (day.month, day.day) > (12, cut) else day.year


def first_days(year: int, cut: int) -> tuple[date, date]:
    """First and last day of a statistical year."""
    if not cut:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year - 1, 12, cut) + timedelta(days=1), date(year, 12, cut)


def month_of(day: date, cut: int) -> tuple[date, date]:
    """First and last day of the month that holds a day."""
    days = [day + timedelta(days=shift) for shift in range(-40, 41)]
    if cut:
        last = next(each for each in days if each >= day and each.day == cut)
        before = max(each for each in days if each < day and each.day == cut)
        return before + timedelta(days=1), last
    return day.replace(day=1), max(each for each in days if (each.year, each.month) == (day.year, day.month))


def counted(rows: list[Row], first: date, last: date, cut: int) -> list[Row]:
    """The rows that stand for their persons between two days, both inside."""
    earliest: dict[tuple[int, int], Row] = {}
    for row in sorted(rows, key=lambda each: each.day):
        if row.valid:
            earliest.setdefault((row.person, year_of(row.day, cut)), row)
    return [row for row in earliest.values() if first <= row.day <= last]


def half_up(value: Fraction, places: int) -> Decimal:
    """Round half up, away from zero, without decimal arithmetic."""
    scale = 10**places
    whole = (abs(value) * scale * 2 + 1) // 2
    return Decimal(int(whole)).scaleb(-places) * (-1 if value < 0 else 1)


# -- the ledger ------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with opened(new_file(tmp_path_factory.mktemp("counting"))) as made:
        with writing(made.engine) as connection:
            people = [
                {"name": f"示例{number}", "state": "active", "created_by": "t", "updated_by": "t"}
                | {"created_at": utc_now(), "updated_at": utc_now(), "id_number": f"P{number}"}
                | {"id_kind": "passport"}
                for number in range(PERSONS)
            ]
            connection.execute(insert(Person), people)
        yield made


def fill(ledger: Ledger, rows: list[Row], cut: int = 0, prior: dict[str, int] | None = None) -> None:
    """Put just these rows in the ledger, in this order, and nothing else."""
    stamps = {"created_by": "t", "updated_by": "t", "created_at": utc_now(), "updated_at": utc_now()}
    with writing(ledger.engine) as connection:
        for model in (Placement, PriorActual, Setting):
            connection.execute(delete(model))
        connection.execute(insert(Setting), [{"key": "cut_off_day", "value": str(cut)}])
        if rows:
            connection.execute(
                insert(Placement),
                [
                    {
                        "person_id": row.person + 1,
                        "placed_on": row.day,
                        "destination": row.destination,
                        "origin": row.origin,
                        "industry": row.industry,
                        "township": row.township,
                        "verification": row.verification,
                        "state": row.state,
                    }
                    | stamps
                    for row in rows
                ],
            )
        for month, value in (prior or {}).items():
            connection.execute(
                insert(PriorActual).values(
                    figure="placement.total", month=month, value=Decimal(value), state="active", **stamps
                )
            )


ROWS = st.lists(
    st.builds(
        Row,
        person=st.integers(0, PERSONS - 1),
        day=st.dates(date(2023, 12, 1), date(2026, 2, 1)) | st.dates(date(2025, 12, 15), date(2025, 12, 31)),
        destination=st.sampled_from(["11", "75", "46", "80", "85", "70", "71", "72", None]),
        origin=st.sampled_from(ORIGINS),
        industry=st.sampled_from(["01", "03", "19", None]),
        township=st.sampled_from([*TOWNSHIPS[:2], None]),
        verification=st.sampled_from(["claimed", "phone", "rejected"]),
        state=st.sampled_from(["active", "active", "active", "draft", "void"]),
    ),
    max_size=14,
)
CUTS = st.sampled_from([0, 20])
DAYS = st.dates(date(2024, 1, 1), date(2026, 3, 1)) | st.sampled_from(
    [date(2025, 12, 20), date(2025, 12, 21), date(2025, 12, 31), date(2024, 2, 29), date(2025, 9, 30)]
)
QUICK = settings(
    max_examples=30,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # shrinking on a real ledger takes minutes; examples are small as they are
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def same_days_apart(rows: list[Row]) -> list[Row]:
    """One row of a person and day: which of two is the earlier, the rule leaves to the order of entry."""
    return list({(row.person, row.day): row for row in rows}.values())


# -- the rule --------------------------------------------------------------------------------------
@QUICK
@given(rows=ROWS, cut=CUTS, as_of=DAYS)
def test_values_and_breakdowns(ledger: Ledger, rows: list[Row], cut: int, as_of: date) -> None:
    rows = same_days_apart(rows)
    fill(ledger, rows, cut)
    year = year_of(as_of, cut)
    first, _last = first_days(year, cut)
    expected = counted(rows, first, as_of, cut)
    month_first, _month_last = month_of(as_of, cut)
    this_month = [row for row in expected if row.day >= month_first]
    views = {(each.key, each.plan): each for each in ledger.figures(as_of)}

    def value(key: str) -> tuple[object, object]:
        found = next(view for (figure, _plan), view in views.items() if figure == key)
        span_value = found.value if found.plan in (None, "city-2025") else None
        return span_value, found.month

    if ("placement.total", "city-2025") in views or ("placement.total", None) in views:
        assert value("placement.total") == (len(expected), len(this_month))
    for entry in code_list("industry"):
        of_industry = [row for row in expected if row.industry == entry.code]
        assert views[f"placement.industry.{entry.code}", None].value == len(of_industry)
    assert views["placement.industry.unknown", None].value == sum(row.industry is None for row in expected)
    townships = [views[f"placement.township.{key}", None] for key in (*TOWNSHIPS, "none")]
    for part in ("value", "month"):
        assert sum(getattr(each, part) for each in townships) == len(
            expected if part == "value" else this_month
        )
        industries = [
            getattr(each, part) for (key, _), each in views.items() if key.startswith("placement.industry.")
        ]
        assert sum(industries) == len(expected if part == "value" else this_month)
    origins = [ledger.explain(f"placement.origin.{key}", as_of).figure.value for key in ORIGINS if key]
    assert origins == [sum(row.origin == key for row in expected) for key in ORIGINS if key]
    checked = views["placement.checked_share", None].value
    known = sum(row.verification == "phone" for row in expected)
    assert checked == (half_up(Fraction(known * 100, len(expected)), 2) if expected else None)


@QUICK
@given(rows=ROWS, cut=CUTS, as_of=DAYS, plan=st.sampled_from([None, "city-2025", "yongchuan-2025"]))
def test_every_row_is_counted_or_left_out(
    ledger: Ledger, rows: list[Row], cut: int, as_of: date, plan: str | None
) -> None:
    rows = same_days_apart(rows)
    fill(ledger, rows, cut)
    first, last = first_days(2025 if plan else year_of(as_of, cut), cut)
    if plan == "yongchuan-2025":
        last = first_days(2027, cut)[1]
    last = min(last, as_of)
    expected = counted(rows, first, last, cut)
    for key, wanted in (
        ("placement.total", expected),
        ("placement.origin.outside_city", [row for row in expected if row.origin == "outside_city"]),
        ("placement.industry.unknown", [row for row in expected if row.industry is None]),
        ("placement.township.none", [row for row in expected if row.township is None]),
    ):
        found = ledger.explain(key, as_of, plan)
        assert found.counted == found.figure.value == len(found.counted_ids) == len(wanted), key
        dated = sum(first <= row.day <= last for row in rows)
        assert found.counted + sum(each.rows for each in found.left_out) == dated == found.all_rows, key
        ids = [*found.counted_ids, *(row_id for each in found.left_out for row_id in each.ids)]
        assert len(set(ids)) == len(ids)
    shown = ledger.rows("placement", ledger.explain("placement.total", as_of, plan).counted_ids)
    assert sorted(row.values["placed_on"] for row in shown) == sorted(row.day for row in expected)
    assert all(row.state == "active" for row in shown)


@QUICK
@given(rows=ROWS, cut=CUTS, data=st.data())
def test_the_order_of_entry_does_not_matter(
    ledger: Ledger, rows: list[Row], cut: int, data: st.DataObject
) -> None:
    last = first_days(2025, cut)[1]
    fill(ledger, rows, cut)
    once = ledger.explain("placement.total", last).figure.value
    fill(ledger, data.draw(st.permutations(rows)), cut)
    assert ledger.explain("placement.total", last).figure.value == once


@QUICK
@given(rows=ROWS, cut=CUTS)
def test_a_plan_of_several_years_is_the_sum_of_its_years(ledger: Ledger, rows: list[Row], cut: int) -> None:
    fill(ledger, rows, cut)
    years = [ledger.explain("placement.total", first_days(year, cut)[1]) for year in (2025, 2026, 2027)]
    whole = ledger.explain("placement.total", first_days(2027, cut)[1], "yongchuan-2025")
    assert whole.figure.value == sum(int(each.figure.value or 0) for each in years)
    assert whole.counted == sum(each.counted for each in years)


@QUICK
@given(rows=ROWS, cut=CUTS)
def test_months_add_up_to_the_year(ledger: Ledger, rows: list[Row], cut: int) -> None:
    fill(ledger, rows, cut)
    year = ledger.explain("placement.total", first_days(2025, cut)[1]).figure
    months = ledger.series("placement.total", 2025)
    assert [month for month, _ in months] == [f"2025-{number:02d}" for number in range(1, 13)]
    assert sum(value for _, value in months) == year.value
    assert months[-1][1] == year.month


def test_the_20th_moves_a_row_to_the_next_month_and_year(ledger: Ledger) -> None:
    row = Row(0, date(2025, 12, 21), "11", None, None, None, "claimed", "active")
    fill(ledger, [row], 20)
    assert ledger.explain("placement.total", date(2025, 12, 31)).figure.value == 1
    assert dict(ledger.series("placement.total", 2026))["2026-01"] == 1
    assert ledger.explain("placement.total", date(2025, 12, 20)).figure.value == 0
    fill(ledger, [row], 0)
    assert dict(ledger.series("placement.total", 2025))["2025-12"] == 1


def test_a_row_that_is_voided_gives_way_to_the_next(ledger: Ledger) -> None:
    early = Row(0, date(2025, 2, 1), "11", "outside_city", "03", None, "claimed", "active")
    late = Row(0, date(2025, 8, 1), "11", "within_city", "01", None, "claimed", "active")
    fill(ledger, [late, early])
    as_of = date(2025, 9, 30)
    assert ledger.explain("placement.origin.outside_city", as_of).figure.value == 1
    ids = [
        row.id
        for row in ledger.rows("placement", ledger.find("placement", Query()))
        if row.values["placed_on"] == early.day
    ]
    ledger.void("placement", ids, "登记到别的区县")
    assert ledger.explain("placement.origin.outside_city", as_of).figure.value == 0
    assert ledger.explain("placement.origin.within_city", as_of).figure.value == 1
    assert dict(ledger.series("placement.total", 2025))["2025-08"] == 1


# -- arithmetic ------------------------------------------------------------------------------------
@given(
    value=st.integers(0, 20_000),
    target=st.integers(0, 50_000),
    day=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)
def test_completion_pro_rata_and_gap(value: int, target: int, day: date) -> None:
    span = Span(date(2025, 1, 1), date(2026, 1, 1))
    completion, pro_rata = arithmetic.percent(value, target), arithmetic.pro_rata(span, span.elapsed(day))
    elapsed = (day - date(2024, 12, 31)).days
    assert pro_rata == half_up(Fraction(elapsed * 100, 365), 2)
    assert completion == (half_up(Fraction(value * 100, target), 2) if target else None)
    gap = arithmetic.difference(completion, pro_rata)
    assert gap == (None if completion is None else completion - pro_rata)


@given(now=st.none() | st.integers(0, 9999), base=st.none() | st.integers(0, 9999))
def test_growth(now: int | None, base: int | None) -> None:
    expected = None
    if now is not None and base:
        expected = half_up(Fraction((now - base) * 100, base), 2)
    assert arithmetic.growth(now, base) == expected


@given(value=st.integers(0, 999), target=st.integers(0, 999), left=st.integers(0, 400))
def test_missing_and_pace(value: int, target: int, left: int) -> None:
    still = arithmetic.missing(value, target)
    assert still == max(target - value, 0)
    expected = half_up(Fraction(max(target - value, 0), left), 1) if left and value < target else None
    assert arithmetic.pace(still, left) == expected


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 8, "12.50"), (1, 3, "33.33"), (2, 3, "66.67"), (1, 800, "0.13"), (9, 8, "112.50")],
)
def test_half_up(part: int, whole: int, shown: str) -> None:
    assert str(arithmetic.percent(part, whole)) == shown
    assert str(arithmetic.rounded(Decimal("0.125"))) == "0.13"
    assert str(arithmetic.rounded(Decimal("-0.125"))) == "-0.13"


def test_the_city_never_enters_a_districts_figures(ledger: Ledger) -> None:
    fill(ledger, [])
    views = ledger.figures(date(2025, 9, 30))
    quota = {each.target for each in views if each.key == "placement.total" and each.plan == "city-2025"}
    assert quota == {13530}
    assert 400_000 not in {each.target for each in views}
    assert all(each.target is None for each in views if each.key.startswith("placement.industry."))
    assert {each.value for each in views if each.key == "placement.total"} == {0}
    assert {each.value for each in views if each.key == "destination.rate"} == {None}


# -- last year -------------------------------------------------------------------------------------
def growth_of(ledger: Ledger, as_of: date) -> object:
    return ledger.explain("placement.total", as_of).figure.year_on_year


def test_year_on_year_from_typed_months(ledger: Ledger) -> None:
    rows = [
        Row(person, date(2025, 1 + person, 5), "11", None, None, None, "claimed", "active")
        for person in range(3)
    ]
    as_of = date(2025, 3, 31)
    fill(ledger, rows)
    assert growth_of(ledger, as_of) is None, "unknown, not zero"
    fill(ledger, rows, prior={"2024-01": 1, "2024-02": 1})
    assert growth_of(ledger, as_of) is None, "a month is missing"
    months = {"2024-01": 1, "2024-02": 1, "2024-03": 2, "2024-04": 90}
    fill(ledger, rows, prior=months)
    assert growth_of(ledger, as_of) == Decimal("-25.00")
    assert growth_of(ledger, date(2025, 3, 30)) is None, "half a month was never typed"
    fill(ledger, rows, prior=dict.fromkeys(months, 0))
    assert growth_of(ledger, as_of) is None, "a base of zero"


def test_year_on_year_from_last_years_rows(ledger: Ledger) -> None:
    last = [
        Row(person, date(2024, 2, 29 - person), "11", None, None, None, "claimed", "active")
        for person in range(4)
    ]
    this = [Row(0, date(2025, 2, 28), "11", None, None, None, "claimed", "active")]
    fill(ledger, [*last, *this])
    assert growth_of(ledger, date(2025, 2, 28)) == Decimal("-75.00"), "a month's end meets a month's end"
    assert growth_of(ledger, date(2025, 2, 27)) == Decimal("-100.00")
    fill(ledger, [Row(0, date(2024, 5, 1), "11", None, None, None, "claimed", "draft"), *this])
    assert growth_of(ledger, date(2025, 12, 31)) is None


def test_a_target_of_several_years_is_judged_over_all_its_days(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        standings = Standings(connection, ledger.vocabulary, ledger.rules(connection), date(2026, 6, 30))
        judge: Judge = standings.judge
        target = next(
            each
            for each in standings.targets
            if each.plan == "yongchuan-2025" and each.figure == "placement.total"
        )
        assert isinstance(target, DatedTarget)
        view = judge.against(standings.figure("placement.total"), target)
    assert (view.days, view.elapsed) == (1095, 546)
    assert view.pro_rata == half_up(Fraction(54600, 1095), 2)
