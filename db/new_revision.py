"""For developers: write the next numbered revision from what the models say.

`python -m db.new_revision "job fairs get a province"`; read the file before it is committed, and raise
`HEAD` in `db/migrate.py`. Triggers, data moves and renames are never found by themselves.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from db.engine import create_store
from db.migrate import alembic_config


def write_revision(words: str) -> Path:
    """Compare the models with a new ledger made by the revisions so far; write the difference.

    Args:
        words: what the revision does, in English; part of its file name.

    Returns:
        The file that was written.
    """
    with tempfile.TemporaryDirectory() as folder:
        engine = create_store(Path(folder) / "empty.ledger", secrets.token_bytes(32))
        try:
            with engine.begin() as connection:
                config = alembic_config(connection)
                command.upgrade(config, "head")
                last = ScriptDirectory.from_config(config).get_current_head()
                number = f"{int(last or 0) + 1:04}"
                command.revision(config, words, autogenerate=True, rev_id=number)
                found = ScriptDirectory.from_config(config).get_revision(number)
        finally:
            engine.dispose()
    assert found is not None
    return Path(found.path)


if __name__ == "__main__":
    sys.stdout.write(f"{write_revision(' '.join(sys.argv[1:]) or 'change')}\n")
