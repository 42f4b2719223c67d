"""Every ledger of the documents: posts, leavers, services, training, start-ups, payments, tasks.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conduct_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("respondent", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_case")),
    )
    with op.batch_alter_table("conduct_case", schema=None) as batch_op:
        batch_op.create_index("ix_conduct_case_received_on", ["received_on", "id"], unique=False)

    op.create_table(
        "destination_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("college", sa.String(), nullable=True),
        sa.Column("cohort", sa.String(), nullable=True),
        sa.Column("graduates", sa.Integer(), nullable=True),
        sa.Column("settled", sa.Integer(), nullable=True),
        sa.Column("reported_as_of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destination_report")),
    )
    with op.batch_alter_table("destination_report", schema=None) as batch_op:
        batch_op.create_index("ix_destination_report_reported_as_of", ["reported_as_of", "id"], unique=False)

    op.create_table(
        "graduate_supply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("college", sa.String(), nullable=True),
        sa.Column("cohort", sa.String(), nullable=True),
        sa.Column("major", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("graduates", sa.Integer(), nullable=True),
        sa.Column("home_area", sa.String(), nullable=True),
        sa.Column("month", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_graduate_supply")),
    )
    with op.batch_alter_table("graduate_supply", schema=None) as batch_op:
        batch_op.create_index("ix_graduate_supply_college", ["college", "cohort"], unique=False)

    op.create_table(
        "service_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("services", sa.String(), nullable=True),
        sa.Column("staff_count", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_point")),
    )
    with op.batch_alter_table("service_point", schema=None) as batch_op:
        batch_op.create_index("ix_service_point_opened_on", ["opened_on", "id"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_name"), ["name"], unique=False)

    op.create_table(
        "startup_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("leader", sa.String(), nullable=True),
        sa.Column("contest", sa.String(), nullable=True),
        sa.Column("award", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("selected_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_startup_project")),
    )
    with op.batch_alter_table("startup_project", schema=None) as batch_op:
        batch_op.create_index("ix_startup_project_selected_on", ["selected_on", "id"], unique=False)

    op.create_table(
        "startup_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("operator", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("desks", sa.Integer(), nullable=True),
        sa.Column("occupied", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_startup_site")),
    )
    with op.batch_alter_table("startup_site", schema=None) as batch_op:
        batch_op.create_index("ix_startup_site_opened_on", ["opened_on", "id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=True),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("deadline_words", sa.String(), nullable=True),
        sa.Column("situation", sa.String(), nullable=True),
        sa.Column("progress", sa.String(), nullable=True),
        sa.Column("evidence_note", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_plan", ["plan", "item"], unique=False)

    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("institution", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("attendances", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("certificates", sa.Integer(), nullable=True),
        sa.Column("subsidy", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    with op.batch_alter_table("training", schema=None) as batch_op:
        batch_op.create_index("ix_training_starts_on", ["starts_on", "id"], unique=False)

    op.create_table(
        "employer_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("job", sa.String(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("placed_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("dispatched_on", sa.Date(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_employer_order_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_order")),
    )
    with op.batch_alter_table("employer_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_employer_order_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_employer_order_placed_on", ["placed_on", "id"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("provided_on", sa.Date(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_service_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(
            "ix_service_person_kind_provided_on", ["person_id", "kind", "provided_on"], unique=False
        )
        batch_op.create_index("ix_service_provided_on", ["provided_on", "id"], unique=False)

    op.create_table(
        "startup_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("bank", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_startup_loan_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_startup_loan_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_startup_loan")),
    )
    with op.batch_alter_table("startup_loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_startup_loan_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_startup_loan_issued_on", ["issued_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_startup_loan_person_id"), ["person_id"], unique=False)

    op.create_table(
        "subsidy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_subsidy_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_subsidy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subsidy")),
    )
    with op.batch_alter_table("subsidy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subsidy_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_subsidy_paid_on", ["paid_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subsidy_person_id"), ["person_id"], unique=False)

    op.create_table(
        "traineeship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("agreement_number", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("living_pay", sa.BigInteger(), nullable=True),
        sa.Column("insured", sa.Boolean(), nullable=True),
        sa.Column("subsidy_months", sa.Integer(), nullable=True),
        sa.Column("subsidy_amount", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_traineeship_employer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_traineeship_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traineeship")),
    )
    with op.batch_alter_table("traineeship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_traineeship_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_traineeship_ended_on", ["ended_on", "id"], unique=False)
        batch_op.create_index("ix_traineeship_person_starts_on", ["person_id", "starts_on"], unique=False)
        batch_op.create_index("ix_traineeship_starts_on", ["starts_on", "id"], unique=False)

    op.create_table(
        "unemployed_leaver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cohort", sa.String(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("handed_over_batch", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("willing", sa.Boolean(), nullable=True),
        sa.Column("disadvantaged", sa.String(), nullable=True),
        sa.Column("helper", sa.String(), nullable=True),
        sa.Column("situation", sa.String(), nullable=True),
        sa.Column("situation_on", sa.Date(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("lists_sent_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unemployed_leaver_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unemployed_leaver")),
    )
    with op.batch_alter_table("unemployed_leaver", schema=None) as batch_op:
        batch_op.create_index("ix_unemployed_leaver_handed_over_on", ["handed_over_on", "id"], unique=False)
        batch_op.create_index("ix_unemployed_leaver_person", ["person_id", "cohort"], unique=False)

    op.create_table(
        "unemployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("situation", sa.String(), nullable=True),
        sa.Column("hard_to_place", sa.String(), nullable=True),
        sa.Column("certificate_number", sa.String(), nullable=True),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("certified_until", sa.Date(), nullable=True),
        sa.Column("deregistered_on", sa.Date(), nullable=True),
        sa.Column("ground", sa.String(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("reemployed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unemployment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unemployment")),
    )
    with op.batch_alter_table("unemployment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_unemployment_person_registered_on", ["person_id", "registered_on"], unique=False
        )
        batch_op.create_index("ix_unemployment_reemployed_on", ["reemployed_on", "id"], unique=False)
        batch_op.create_index("ix_unemployment_registered_on", ["registered_on", "id"], unique=False)

    op.create_table(
        "vacancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("major", sa.String(), nullable=True),
        sa.Column("pay", sa.String(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("township", sa.String(), nullable=True),
        sa.Column("township_text", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("updated_at", sa.String(27), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_vacancy_employer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
    )
    with op.batch_alter_table("vacancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vacancy_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index("ix_vacancy_published_on", ["published_on", "id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a ledger goes back by restoring the backup made before the upgrade")
