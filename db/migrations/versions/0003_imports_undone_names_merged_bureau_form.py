"""Imports of every kind with their sender; names merged and kept apart; the form of the bureau.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bureau_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("learnt_at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bureau_form")),
    )
    op.create_table(
        "name_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_alias")),
    )
    with op.batch_alter_table("name_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_alias_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index("uq_name_alias_text", ["kind", "text"], unique=True)

    op.create_table(
        "name_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_apart")),
    )
    with op.batch_alter_table("name_apart", schema=None) as batch_op:
        batch_op.create_index("uq_name_apart_pair", ["kind", "first", "second"], unique=True)

    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="import", nullable=False))
        batch_op.add_column(sa.Column("sender", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("kept", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
