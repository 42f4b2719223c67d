"""Sensitive facts in a table apart, carried over from the columns of the rows they were recorded with.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOVED = (
    ("unemployed_leaver", "disadvantaged", {"disadvantaged": "category"}),
    (
        "unemployment",
        "hard_to_place",
        {
            "hard_to_place": "category",
            "certificate_number": "certificate_number",
            "certified_on": "certified_on",
            "certified_until": "certified_until",
        },
    ),
)
"""Table, kind of its facts, and which column goes where."""


def upgrade() -> None:
    op.create_table(
        "sensitive_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("unemployed_leaver_id", sa.Integer(), nullable=True),
        sa.Column("unemployment_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("certificate_number", sa.String(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("certified_until", sa.Date(), nullable=True),
        sa.Column("draft_values", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sensitive_fact_person_id")),
        sa.ForeignKeyConstraint(
            ["unemployed_leaver_id"],
            ["unemployed_leaver.id"],
            name=op.f("fk_sensitive_fact_unemployed_leaver_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unemployment_id"],
            ["unemployment.id"],
            name=op.f("fk_sensitive_fact_unemployment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_fact")),
        sa.UniqueConstraint("unemployed_leaver_id", name=op.f("uq_sensitive_fact_unemployed_leaver_id")),
        sa.UniqueConstraint("unemployment_id", name=op.f("uq_sensitive_fact_unemployment_id")),
    )
    with op.batch_alter_table("sensitive_fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sensitive_fact_person_id"), ["person_id"], unique=False)

    for table, kind, columns in _MOVED:
        _carry(table, kind, columns)
        for column in columns:
            op.drop_column(table, column)


def _carry(table: str, kind: str, columns: dict[str, str]) -> None:
    """Move what is stored, and what was typed in these fields and could not be taken."""
    connection = op.get_bind()
    filled = " OR ".join(f"{old} IS NOT NULL" for old in columns)
    connection.exec_driver_sql(
        f"INSERT INTO sensitive_fact (person_id, {table}_id, kind, {', '.join(columns.values())},"
        " draft_values)"
        f" SELECT person_id, id, '{kind}', {', '.join(columns)}, '' FROM {table} WHERE {filled}"
    )
    drafts = connection.exec_driver_sql(
        f"SELECT id, person_id, draft_values FROM {table} WHERE draft_values != ''"
    ).fetchall()
    for row_id, person_id, text in drafts:
        typed = json.loads(text)
        apart = {key: typed.pop(key) for key in columns if key in typed}
        if apart:
            _carry_draft(table, kind, (row_id, person_id), typed, apart)


def _carry_draft(
    table: str, kind: str, row: tuple[int, int | None], left: dict[str, str], apart: dict[str, str]
) -> None:
    connection = op.get_bind()
    row_id, person_id = row
    words = json.dumps(apart, ensure_ascii=False)
    found = connection.exec_driver_sql(
        f"UPDATE sensitive_fact SET draft_values = ? WHERE {table}_id = ?",
        (words, row_id),
    )
    if not found.rowcount:
        connection.exec_driver_sql(
            f"INSERT INTO sensitive_fact (person_id, {table}_id, kind, draft_values) VALUES (?, ?, ?, ?)",
            (person_id, row_id, kind, words),
        )
    rest = json.dumps(left, ensure_ascii=False) if left else ""
    connection.exec_driver_sql(
        f"UPDATE {table} SET draft_values = ? WHERE id = ?",
        (rest, row_id),
    )


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
