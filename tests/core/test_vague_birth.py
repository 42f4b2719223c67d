"""The day of birth that stands in the place of an erased one."""

from datetime import date

import pytest

from core.privacy.vague_birth import vague_birth


@pytest.mark.parametrize("born", [date(2001, 5, 6), date(2001, 1, 1), date(2000, 2, 29), date(1999, 12, 31)])
def test_another_day_of_birth_gives_the_same_ages(born: date) -> None:
    days = [date(2024, 2, 29), date(2025, 5, 5), date(2025, 5, 6), date(2025, 12, 30), date(2026, 1, 1)]

    def age(of: date, day: date) -> int:
        return day.year - of.year - (f"{day:%m-%d}" < f"{of:%m-%d}")

    for some in (days, days[1:2], days[:1], []):
        vague = vague_birth(born, some)
        assert vague.year == born.year
        assert [age(vague, day) for day in some] == [age(born, day) for day in some]
