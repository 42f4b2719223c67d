"""人员档案: every person known to the ledger, once (S1 items 11 and 12, S3 item 14)."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Problem
from core.section import Field, Section, Values
from core.sections import shared
from core.sections.shared import field
from db.models import Person


def check(values: Values) -> list[Problem]:
    """A person has nothing to check beyond single fields."""
    del values
    return []


def _own(shared_field: Field) -> Field:
    """The field as the person's own section has it: without the `person.` before its key."""
    return replace(shared_field, key=shared_field.key.removeprefix("person."))


SECTION = Section(
    key="person",
    title="人员档案",
    model=Person,
    dating="",
    fields=(
        _own(shared.NAME),
        _own(shared.ID_NUMBER),
        _own(shared.ID_KIND),
        _own(shared.SEX),
        _own(shared.BIRTH_DATE),
        _own(shared.PHONE),
        field("person/household_area", "户籍地", width=120, group="人员", example="重庆市永川区"),
        _own(shared.EDUCATION),
        _own(shared.COLLEGE),
        _own(shared.MAJOR),
        _own(shared.GRADUATION_MONTH),
        shared.NOTE,
    ),
    identities=(("id_kind", "id_number"),),
    check=check,
    frozen=("name", "id_number"),
    icon="id",
    empty_hint="登记就业、服务时自动建档，也可以在这里新增或导入。档案本身不计数。",
)
