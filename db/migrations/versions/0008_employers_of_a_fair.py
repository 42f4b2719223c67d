"""Employers of a fair; actuals of former units; how the end of a registration was made known.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fair_employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_fair_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("stand", sa.String(), nullable=True),
        sa.Column("titles", sa.String(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("vetting", sa.String(), nullable=False),
        sa.Column("vetted_by", sa.String(), nullable=True),
        sa.Column("vetted_on", sa.Date(), nullable=True),
        sa.Column("resumes", sa.Integer(), nullable=True),
        sa.Column("matches", sa.Integer(), nullable=True),
        sa.Column("hired", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_fair_employer_employer_id")),
        sa.ForeignKeyConstraint(["job_fair_id"], ["job_fair.id"], name=op.f("fk_fair_employer_job_fair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fair_employer")),
    )
    op.create_index(op.f("ix_fair_employer_employer_id"), "fair_employer", ["employer_id"], unique=False)
    op.create_index(
        "ix_fair_employer_job_fair_id", "fair_employer", ["job_fair_id", "employer_id"], unique=False
    )
    op.add_column("prior_actual", sa.Column("unit", sa.String(), nullable=True))
    op.add_column("unemployment", sa.Column("notified_how", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
