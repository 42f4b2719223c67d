"""Where a merged person went, and when somebody registered as unemployed is to be called next.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_person_merged_into"), ["merged_into"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_person_merged_into"), "person", ["merged_into"], ["id"])

    with op.batch_alter_table("unemployment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_contact_on", sa.Date(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
