"""Policy updates, their files, and what they changed of targets from a day on.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_update")),
        sa.UniqueConstraint("number", name=op.f("uq_policy_update_number")),
    )
    op.create_table(
        "policy_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["update_id"], ["policy_update.id"], name=op.f("fk_policy_file_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_file")),
    )
    with op.batch_alter_table("policy_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_file_update_id"), ["update_id"], unique=False)

    op.create_table(
        "target_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("comparator", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["target.id"], name=op.f("fk_target_revision_target_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["update_id"], ["policy_update.id"], name=op.f("fk_target_revision_update_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_revision")),
    )
    with op.batch_alter_table("target_revision", schema=None) as batch_op:
        batch_op.create_index("ix_target_revision_target", ["target_id", "since"], unique=False)

    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
