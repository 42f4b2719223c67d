"""Long lists in portions: nothing lost, nothing twice, the order kept."""

import pytest

from db.portions import MOST, portions


@pytest.mark.parametrize("count", [0, 1, MOST - 1, MOST, MOST + 1, 3 * MOST])
def test_the_portions_are_the_whole(count: int) -> None:
    found = list(portions(range(count)))
    assert [each for portion in found for each in portion] == list(range(count))
    assert all(0 < len(portion) <= MOST for portion in found)
    assert len(found) == -(-count // MOST)
