"""What a row says of itself: what it counts towards, or why it does not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import new_file, opened, placement

from core.ledger import Ledger
from core.views import RowView


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with opened(new_file(tmp_path)) as made:
        yield made


def save(ledger: Ledger, serial: int, **changes: Any) -> RowView:
    row = ledger.save("placement", None, placement(serial, **changes)).row
    assert row is not None
    return row


def test_counting_rows_and_the_others_say_so_in_words(ledger: Ledger) -> None:
    row = save(ledger, 2)
    told = ledger.counts_towards("placement", row.id)
    assert {"计入留渝来渝就业创业人数", "计入市外来渝"} <= set(told)
    second = save(ledger, 2, employer__name="重庆另一家有限公司", placed_on="2025-12-01")
    assert "同一人已计过" in ledger.counts_towards("placement", second.id)[0]
    study = save(ledger, 3, destination="80")
    assert "80" in ledger.counts_towards("placement", study.id)[0]
    draft = save(ledger, 4, placed_on=None)
    assert "草稿" in ledger.counts_towards("placement", draft.id)[0]
    ledger.void("placement", [row.id], "录错")
    assert "作废" in ledger.counts_towards("placement", row.id)[0]
    assert "计入留渝来渝就业创业人数" in ledger.counts_towards("placement", second.id)
    for sentence in (*told, *ledger.counts_towards("placement", study.id)):
        assert "placement" not in sentence
