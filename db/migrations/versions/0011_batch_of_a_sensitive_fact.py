"""A sensitive fact says by which batch it came, as its row does.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sensitive_fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
    for owner in ("unemployed_leaver", "unemployment"):
        op.execute(
            f"UPDATE sensitive_fact SET batch_id = (SELECT batch_id FROM {owner} "
            f"WHERE {owner}.id = sensitive_fact.{owner}_id) WHERE {owner}_id IS NOT NULL"
        )


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
