"""Looking through every text of some tables with a test in Python; cleaning the file's free pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, or_, select

_TEST = "wanted_text"


def rows_with(
    connection: Connection, columns: Mapping[Table, Sequence[Column[str]]], test: Callable[[str], bool]
) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Rows of which a text passes a test: the table, its primary key and the columns that were looked at.

    Args:
        connection: in a transaction.
        columns: per table, which texts are looked at.
        test: called with each text that is not empty.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.create_function(_TEST, 1, lambda text: int(bool(text) and test(str(text))))
    try:
        for table, texts in columns.items():
            if texts:
                wanted = or_(*(getattr(func, _TEST)(each) == 1 for each in texts))
                shown = list(dict.fromkeys((*table.primary_key.columns, *texts)))
                for row in connection.execute(select(*shown).where(wanted)).mappings().all():
                    yield table, dict(row)
    finally:
        driver.create_function(_TEST, 1, None)


def clean_free_pages(engine: Engine) -> None:
    """Write the file anew, so that nothing of removed rows is left in pages that are free now.

    No transaction may be open on the engine. What is removed is overwritten at once (`secure_delete`); this
    also takes what older versions of a page left behind. Interrupted, the file is the old one.

    Raises:
        DiskFull: there is no room for the copy that the engine makes; nothing has changed.
    """
    pooled = engine.raw_connection()
    try:
        driver = pooled.driver_connection
        assert driver is not None
        driver.execute("VACUUM")
    finally:
        pooled.close()
