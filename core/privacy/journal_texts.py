"""What becomes of the journal's own texts when somebody is erased. Reads only; `db.journal.erase` writes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from core.columns import table_of
from core.privacy.columns import STAYS, dropped
from core.privacy.traces import Traces, pruned, rewritten
from core.verification.runs import JOURNALED, digest_of_run
from db.cells import rows_with
from db.models import Journal
from db.portions import portions

_TABLE = table_of(Journal)
_FILE_KEYS = frozenset(("original_name",))
"""Of a file that was attached: its name, which may name somebody."""
Texts = dict[int, dict[str, str]]
"""Sequence number → column → its text afterwards; only columns that change."""


def redacted(
    connection: Connection,
    own: Mapping[str, Sequence[int]],
    traces: Traces,
    said: Traces,
) -> Texts:
    """Entries that lose something.

    Args:
        connection: in a transaction.
        own: table → rows of the persons; their entries lose every personal value.
        traces: looked for in those.
        said: looked for in all other entries.
    """
    found: Texts = {}
    for name, ids in own.items():
        keys = _FILE_KEYS | (dropped(name) if name in STAYS else frozenset())
        for entry in _entries_of(connection, name, ids):
            _note(found, entry, keys, traces)
    columns = {_TABLE: (_TABLE.c.reason, _TABLE.c.before, _TABLE.c.after)}
    for _which, entry in rows_with(connection, columns, said.found_in):
        if entry["seq"] not in found:
            _note(found, entry, frozenset(), said)
    return found


def _entries_of(connection: Connection, section: str, ids: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    for chunk in portions(ids):
        wanted = select(_TABLE).where(_TABLE.c.section == section, _TABLE.c.row_id.in_(chunk))
        yield from map(dict, connection.execute(wanted).mappings().all())


def _note(found: Texts, entry: Mapping[str, Any], drops: frozenset[str], traces: Traces) -> None:
    new = {
        key: rewritten(
            entry[key], lambda value: traces.taken_out_of(pruned(value, lambda each: each in drops))
        )
        for key in ("before", "after")
    }
    new["reason"] = traces.taken_out(entry["reason"])
    changed = {key: text for key, text in new.items() if text != entry[key]}
    if changed:
        found[entry["seq"]] = changed


def checks_anew(connection: Connection, runs: Sequence[int], texts: Mapping[int, Mapping[str, str]]) -> Texts:
    """Entries of checks whose kept rows lost something: the digest in them is that of what is left."""
    found: Texts = {}
    for run in runs:
        wanted = select(_TABLE).where(
            _TABLE.c.section == JOURNALED, _TABLE.c.row_id == run, _TABLE.c.action == "verify"
        )
        for entry in connection.execute(wanted).mappings():
            known = texts.get(entry["seq"], {})
            after = json.loads(known.get("after", entry["after"])) | {
                "changes": digest_of_run(connection, run)
            }
            text = json.dumps(after, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            found[entry["seq"]] = {**known, "after": text}
    return found
