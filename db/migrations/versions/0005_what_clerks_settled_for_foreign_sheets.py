"""What clerks settled for foreign sheets.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remembered_columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_columns")),
    )
    with op.batch_alter_table("remembered_columns", schema=None) as batch_op:
        batch_op.create_index("ix_remembered_columns_sender", ["section", "sender", "shape"], unique=True)
        batch_op.create_index("ix_remembered_columns_shape", ["section", "shape"], unique=False)

    op.create_table(
        "remembered_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("used_at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_word")),
    )
    with op.batch_alter_table("remembered_word", schema=None) as batch_op:
        batch_op.create_index("ix_remembered_word_text", ["section", "field", "text"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
