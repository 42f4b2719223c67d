"""What each text column of the ledger may hold of a person, said once for every table.

A test holds this to the models: every text column is named here, or among those that never hold anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from sqlalchemy import Column, String, Table

from core.columns import table_of
from core.sections import SECTIONS
from db.base import Base, Record


class Holds(StrEnum):
    """What a text column may hold of a person."""

    NOBODY = "nobody"
    """Codes, days, digests, words of the documents: never anything of a person."""
    ACCOUNT = "account"
    """The name of an account."""
    NAME = "name"
    """A person's name: of the person, of an officer, of a contact."""
    PHONE = "phone"
    DOCUMENT = "document"
    ADDRESS = "address"
    WORDS = "words"
    """Free words of a clerk, which may name anybody."""
    PUBLIC = "public"
    """Names of bodies and of things: public, but a shop may bear its owner's name."""
    ROWS = "rows"
    """Values of rows as JSON."""
    FROZEN = "frozen"
    """Part of a return that was handed in: it stays as it is."""


_RECORD = {
    Holds.ACCOUNT: "created_by updated_by",
    Holds.WORDS: "void_reason note",
    Holds.ROWS: "draft_values",
    Holds.NOBODY: "state",
}
_COLUMNS: Mapping[str, Mapping[Holds, str]] = {
    "account": {Holds.ACCOUNT: "name", Holds.NOBODY: "roles created_at password_at"},
    "batch": {
        Holds.NOBODY: "section digest at kind",
        Holds.WORDS: "file_name sender",
        Holds.ACCOUNT: "account",
    },
    "batch_row": {Holds.NOBODY: "section", Holds.ROWS: "before after"},
    "bureau_form": {
        Holds.WORDS: "title file_name cells",
        Holds.NOBODY: "digest learnt_at",
        Holds.ACCOUNT: "account",
    },
    "conduct_case": {Holds.WORDS: "title result", Holds.NOBODY: "kind", Holds.NAME: "respondent officer"},
    "destination_report": {Holds.PUBLIC: "college source", Holds.NOBODY: "cohort edition"},
    "employer": {
        Holds.PUBLIC: "name",
        Holds.DOCUMENT: "credit_code",
        Holds.NOBODY: "type industry township initials",
        Holds.ADDRESS: "address",
        Holds.NAME: "contact",
        Holds.PHONE: "contact_phone",
    },
    "employer_order": {Holds.PUBLIC: "job", Holds.NAME: "officer"},
    "erased_person": {Holds.NOBODY: "digest key at", Holds.ACCOUNT: "account"},
    "evidence": {Holds.NOBODY: "section kind media_type digest", Holds.WORDS: "original_name"},
    "evidence_content": {Holds.NOBODY: "digest"},
    "fair_employer": {Holds.PUBLIC: "stand titles", Holds.NOBODY: "vetting", Holds.NAME: "vetted_by"},
    "graduate_supply": {Holds.PUBLIC: "college major home_area", Holds.NOBODY: "cohort education month"},
    "job_fair": {Holds.PUBLIC: "title venue province college hosts", Holds.NOBODY: "kind channel"},
    "journal": {
        Holds.NOBODY: "at action section previous_hash hash salt",
        Holds.ACCOUNT: "account",
        Holds.WORDS: "reason",
        Holds.ROWS: "before after",
    },
    "ledger_info": {Holds.NOBODY: "key value"},
    "name_alias": {Holds.NOBODY: "kind", Holds.PUBLIC: "text name"},
    "name_apart": {Holds.NOBODY: "kind at", Holds.PUBLIC: "first second", Holds.ACCOUNT: "account"},
    "old_password": {Holds.ACCOUNT: "account", Holds.NOBODY: "proof"},
    "person": {
        Holds.NAME: "name",
        Holds.DOCUMENT: "id_number",
        Holds.PHONE: "phone",
        Holds.NOBODY: "id_kind sex household_area education graduation_month initials",
        Holds.PUBLIC: "college major",
    },
    "phone_sample": {Holds.NOBODY: "at township wanted seed pool", Holds.ACCOUNT: "account"},
    "phone_sample_row": {
        Holds.NOBODY: "result checked_at",
        Holds.WORDS: "note",
        Holds.ACCOUNT: "checked_by",
        Holds.ROWS: "before",
    },
    "placement": {
        Holds.NOBODY: "origin destination industry township verification",
        Holds.WORDS: "industry_text township_text verification_note evidence_note",
        Holds.ACCOUNT: "verified_by",
    },
    "policy_file": {Holds.NOBODY: "name content"},
    "policy_update": {Holds.NOBODY: "title issuer signer digest at", Holds.ACCOUNT: "account"},
    "prior_actual": {Holds.NOBODY: "figure month unit", Holds.PUBLIC: "source"},
    "remembered_columns": {
        Holds.NOBODY: "section shape used_at",
        Holds.WORDS: "sender columns",
        Holds.ACCOUNT: "account",
    },
    "remembered_word": {
        Holds.NOBODY: "section field code used_at",
        Holds.WORDS: "text",
        Holds.ACCOUNT: "account",
    },
    "return_draft": {
        Holds.NOBODY: "month content_digest state",
        Holds.WORDS: "difficulties next_steps",
        Holds.ACCOUNT: "makers",
        Holds.FROZEN: "frozen frozen_checks",
    },
    "return_edition": {
        Holds.NOBODY: "month number replaces at pdf_digest workbook_digest data_digest journal_head",
        Holds.FROZEN: "snapshot checks hotspots",
        Holds.ACCOUNT: "account",
    },
    "return_event": {Holds.NOBODY: "month action state at", Holds.WORDS: "reason", Holds.ACCOUNT: "account"},
    "return_file": {Holds.NOBODY: "kind"},
    "return_note": {
        Holds.NOBODY: "month kind key at",
        Holds.WORDS: "text about",
        Holds.ACCOUNT: "account",
    },
    "sensitive_fact": {Holds.NOBODY: "kind category", Holds.DOCUMENT: "certificate_number"},
    "service": {
        Holds.NOBODY: "kind township",
        Holds.NAME: "officer",
        Holds.WORDS: "township_text outcome",
    },
    "service_point": {
        Holds.PUBLIC: "name services",
        Holds.NOBODY: "kind township",
        Holds.WORDS: "township_text",
        Holds.ADDRESS: "address",
    },
    "setting": {Holds.NOBODY: "key value"},
    "staff": {
        Holds.NAME: "name",
        Holds.NOBODY: "role township",
        Holds.DOCUMENT: "certificate",
        Holds.PUBLIC: "organisation",
        Holds.WORDS: "township_text",
    },
    "startup_loan": {Holds.PUBLIC: "bank"},
    "startup_project": {Holds.PUBLIC: "title contest award", Holds.NOBODY: "kind", Holds.NAME: "leader"},
    "startup_site": {
        Holds.PUBLIC: "name operator",
        Holds.NOBODY: "kind level township",
        Holds.WORDS: "township_text",
    },
    "subsidy": {Holds.NOBODY: "kind"},
    "target": {
        Holds.NOBODY: "plan figure scope_kind scope comparator unit label grouping item clause responsible"
    },
    "target_revision": {Holds.NOBODY: "comparator item clause"},
    "task": {
        Holds.NOBODY: "plan title summary responsible deadline_words situation",
        Holds.WORDS: "progress evidence_note",
    },
    "township": {Holds.NOBODY: "key name kind"},
    "township_alias": {Holds.WORDS: "text", Holds.NOBODY: "key"},
    "training": {Holds.PUBLIC: "title institution", Holds.NOBODY: "kind"},
    "traineeship": {Holds.PUBLIC: "post", Holds.DOCUMENT: "agreement_number", Holds.NOBODY: "ending"},
    "traineeship_host": {Holds.NOBODY: "level"},
    "traineeship_post": {Holds.PUBLIC: "title major venue", Holds.NOBODY: "education"},
    "unemployed_leaver": {
        Holds.NOBODY: "cohort township situation",
        Holds.WORDS: "handed_over_batch township_text",
        Holds.NAME: "helper",
    },
    "unemployment": {
        Holds.NOBODY: "cause township situation ground notified_how",
        Holds.WORDS: "township_text",
    },
    "unfinished": {Holds.ACCOUNT: "account", Holds.NOBODY: "place at", Holds.WORDS: "title content"},
    "vacancy": {
        Holds.PUBLIC: "title major pay",
        Holds.NOBODY: "kind education township",
        Holds.WORDS: "township_text",
    },
    "verification_row": {Holds.ROWS: "before after"},
    "verification_run": {
        Holds.NOBODY: "kind at digest counts undone_at",
        Holds.WORDS: "reason file_name",
        Holds.ACCOUNT: "account undone_by",
    },
}


@cache
def holdings(table: str) -> Mapping[str, Holds]:
    """Text column → what it may hold. Columns of a table that is not named here count as free words."""
    found = {column: holds for holds, names in _COLUMNS.get(table, {}).items() for column in names.split()}
    known = Base.metadata.tables[table]
    mapped = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    if issubclass(mapped[known], Record):
        found |= {column: holds for holds, names in _RECORD.items() for column in names.split()}
    if table == "sensitive_fact":
        found["draft_values"] = Holds.ROWS
    return found


def text_columns(table: Table) -> tuple[Column[str], ...]:
    """Columns of a table that hold text."""
    return tuple(column for column in table.c if isinstance(column.type, String))


def searched(table: Table) -> tuple[Column[str], ...]:
    """Text columns in which somebody may stand who is to be erased: all but those that hold nobody."""
    held = holdings(table.name)
    quiet = (Holds.NOBODY, Holds.ACCOUNT, Holds.FROZEN)
    return tuple(each for each in text_columns(table) if held.get(each.name, Holds.WORDS) not in quiet)


STAYS: Mapping[str, frozenset[str]] = {
    "person": frozenset(("id_kind", "education", "graduation_month", "merged_into", "erased_at")),
    "placement": frozenset(
        (
            *("origin", "destination", "industry", "industry_text", "township", "township_text"),
            *("placed_on", "ended_on", "verification", "verified_on", "verified_by", "employer_id"),
        )
    ),
    "service": frozenset(("kind", "provided_on", "headcount", "officer", "township", "township_text")),
    "unemployed_leaver": frozenset(
        (
            *("cohort", "handed_over_on", "handed_over_batch", "township", "township_text"),
            *("willing", "helper", "situation", "situation_on", "lists_sent_on"),
        )
    ),
    "unemployment": frozenset(
        (
            *("registered_on", "cause", "township", "township_text", "situation", "deregistered_on"),
            *("ground", "notified_on", "notified_how", "reemployed_on"),
        )
    ),
    "traineeship": frozenset(
        (
            *("employer_id", "starts_on", "ended_on", "living_pay", "insured", "subsidy_months"),
            *("subsidy_amount", "ending", "contract_on"),
        )
    ),
    "startup_loan": frozenset(("employer_id", "bank", "amount", "issued_on", "due_on")),
    "subsidy": frozenset(("employer_id", "kind", "months", "amount", "applied_on", "approved_on", "paid_on")),
    "sensitive_fact": frozenset(),
}
"""Table that refers to a person → what of its rows stays as a statistic (docs/decisions/072)."""
LIFE = frozenset(
    ("id", "person_id", "created_at", "created_by", "updated_at", "updated_by", "batch_id", "state")
)
"""Columns of every record that stay: whose it was is not in them."""
_SECTIONS = {table_of(each.model).name: each for each in SECTIONS}


def dropped(table: str) -> frozenset[str]:
    """Columns and field keys of a table's rows that go when their person is erased."""
    section = _SECTIONS.get(table)
    columns = set(Base.metadata.tables[table].c.keys())
    columns |= set(section.by_key) if section else set()
    columns |= {"employer.name", "employer.credit_code"}
    return frozenset(columns - STAYS[table] - LIFE)
