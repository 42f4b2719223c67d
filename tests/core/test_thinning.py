"""Thinning: the young stay, the old grow sparse, the newest is never gone, and again changes nothing."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.thinning import to_thin

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
AGES = st.lists(st.integers(min_value=0, max_value=6 * 365 * 24 * 60), min_size=1, max_size=120)


@given(AGES)
def test_what_is_kept(minutes: list[int]) -> None:
    moments = {NOW - timedelta(minutes=each) for each in minutes}
    gone = to_thin(moments, NOW)
    kept = moments - gone
    assert max(moments) in kept
    assert not any(NOW - each <= timedelta(hours=48) for each in gone)
    assert to_thin(kept, NOW) == set()
    for each in gone:
        later = [other for other in kept if each < other <= each + timedelta(days=366)]
        assert later, "something later of the same day, week, month or year stands for it"


def test_ten_years_of_half_hours_come_to_a_hundred() -> None:
    moments = [NOW - timedelta(minutes=30 * each) for each in range(0, 10 * 365 * 48, 7)]
    kept = len(moments) - len(to_thin(moments, NOW))
    assert kept < 100


def test_a_clock_that_went_back_loses_nothing() -> None:
    ahead = [NOW + timedelta(hours=each) for each in range(30)]
    assert to_thin(ahead, NOW) == set()
