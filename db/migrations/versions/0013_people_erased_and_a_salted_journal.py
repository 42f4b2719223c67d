"""People can be erased; journal entries are salted, and may lose personal values under an erasure's name.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.journal import ERASING_TRIGGER

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_person")),
    )
    op.create_index("ix_erased_person_digest", "erased_person", ["digest"], unique=False)
    op.add_column("journal", sa.Column("salt", sa.String(), server_default="", nullable=False))
    op.add_column("journal", sa.Column("erased_by", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("erased_at", sa.String(27), nullable=True))
    op.execute("DROP TRIGGER journal_no_update")
    op.execute(ERASING_TRIGGER)


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
