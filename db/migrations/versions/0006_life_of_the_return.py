"""Life of the return: states, reasons, what happened, and the editions that were submitted.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "return_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("replaces", sa.String(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("hotspots", sa.Text(), nullable=False),
        sa.Column("pdf_digest", sa.String(), nullable=False),
        sa.Column("workbook_digest", sa.String(), nullable=False),
        sa.Column("data_digest", sa.String(), nullable=False),
        sa.Column("journal_head", sa.String(), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_edition")),
    )
    with op.batch_alter_table("return_edition", schema=None) as batch_op:
        batch_op.create_index("uq_return_edition_month_version", ["month", "version"], unique=True)

    op.create_table(
        "return_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_event")),
    )
    with op.batch_alter_table("return_event", schema=None) as batch_op:
        batch_op.create_index("ix_return_event_month", ["month"], unique=False)

    op.create_table(
        "return_note",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("month", "version", "kind", "key", name=op.f("pk_return_note")),
    )
    op.create_table(
        "return_file",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["return_edition.id"], name=op.f("fk_return_file_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "kind", name=op.f("pk_return_file")),
    )
    with op.batch_alter_table("return_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), server_default="draft", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("makers", sa.Text(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("frozen", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("frozen_checks", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("frozen_seq", sa.Integer(), server_default="0", nullable=False))

    for table in ("return_edition", "return_file", "return_event"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was submitted stays as it was'); END"
            )


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
