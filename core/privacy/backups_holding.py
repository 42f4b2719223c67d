"""Which backups still hold somebody who is erased now, and when thinning removes each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from core.privacy.views import BackupHolding
from core.thinning import ALL, DAILY, MONTHLY, WEEKLY, to_thin


def holdings(made: Sequence[datetime], since: datetime, now: datetime) -> tuple[BackupHolding, ...]:
    """Backups made since a person was recorded, newest first, with the day by which each is gone.

    A backup is expected on every day to come: so the newest of a month or year that has not ended yet goes
    when a later one takes its place. The last of a year that is over never goes by itself.

    Args:
        made: when the backups were made, aware.
        since: when the person was recorded first.
        now: aware.
    """
    return tuple(
        BackupHolding(each, _gone_on(each, made, now)) for each in sorted(made, reverse=True) if each >= since
    )


def _gone_on(backup: datetime, made: Iterable[datetime], now: datetime) -> date | None:
    year_end = datetime(now.astimezone().year, 12, 31, 12, tzinfo=UTC)
    days = max(0, (year_end - now).days)
    expected = [now + timedelta(days=number) for number in range(1, days + 1)]
    everything = {*made, *expected}
    for after, shelf in ((ALL, 1), (DAILY, 8), (WEEKLY, 32), (MONTHLY, 367)):
        moment = max(now, backup + after) + timedelta(days=shelf)  # until newer ones stand on its shelf
        if backup in to_thin({each for each in everything if each <= moment}, moment):
            return moment.astimezone().date()
    return None
