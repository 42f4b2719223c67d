"""A mapped class is the record; a `Section` is how people meet it.

Table, form, filters, import, export, template and history all come from the values declared here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.problems import Problem

Values = Mapping[str, Any]
"""Field key → value: str, int, Decimal, date, bool or None."""


class Kind(StrEnum):
    """How a field is entered, checked and shown."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    MONTH = "month"
    CODE = "code"
    FLAG = "flag"
    RESIDENT_ID = "resident_id"
    PHONE = "phone"
    ROW = "row"
    """A row of another section: its id, shown and typed as its 系统编号."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a section.

    Attributes:
        key: mapped attribute of the section's model, or "person.name", "employer.credit_code" for a
            field of the record that the row refers to.
        label: the Chinese heading.
        kind: how it is entered.
        aliases: other headings that clerks' sheets use for it.
        codes: name of the code list for CODE fields (see `core.codes`).
        required: missing → the row stays a draft at the desk, is refused on import.
        derived: filled by the program; shown, never typed, ignored on import.
        masked: personal; shown and exported masked unless revealed.
        sensitive: a fact of hardship: its column in the table apart (`db.models.SensitiveFact`). It is hidden
            until someone switches it on, and leaves the ledger in no return and in no masked export.
        width: column width in logical pixels.
        unit: unit of measure for numbers ("人", "元").
        group: heading of the form group that the field stands under.
        example: value of the example row in the template.
        summed: False for numbers whose sum says nothing (a pay, a number of months).
        hint: a sentence below the field and in the template's note.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    codes: str = ""
    required: bool = False
    derived: bool = False
    masked: bool = False
    sensitive: str = ""
    width: int = 112
    unit: str = ""
    group: str = ""
    example: str = ""
    hint: str = ""
    summed: bool = True


@dataclass(frozen=True, slots=True)
class Parent:
    """Of what each row of a section is a part: a fair of its employers.

    Attributes:
        section: key of the section that the whole is a row of; fields "section.title" show the whole's own.
        model: its mapped class.
        field: key of the field, of `Kind.ROW`, that holds its id.
    """

    section: str
    model: type[Any]
    field: str


@dataclass(frozen=True, slots=True)
class Section:
    """One ledger section.

    Attributes:
        key: its name in commands and the journal.
        title: its Chinese name.
        model: the mapped class.
        dating: attribute that dates a row for figures and months, or "".
        fields: columns in their order.
        identities: natural keys, tried in order: field keys that together name one row.
        check: problems of a whole row beside those of single fields.
        people: True when a row belongs to a person (`person.*` fields).
        employers: True when a row belongs to an employer (`employer.*` fields).
        repeats: True when several rows of one person are nothing to warn of.
        parent: of what its rows are a part; None for most.
        frozen: keys of the columns that stay in place when the table scrolls sideways.
        empty_hint: two sentences for the empty state: how rows get here, whether they count.
    """

    key: str
    title: str
    model: type[Any]
    dating: str
    fields: tuple[Field, ...]
    identities: tuple[tuple[str, ...], ...]
    check: Callable[[Values], list[Problem]]
    people: bool = False
    employers: bool = False
    repeats: bool = False
    parent: Parent | None = None
    frozen: tuple[str, ...] = ()
    icon: str = "clipboard-list"
    empty_hint: str = ""
    by_key: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {each.key: each for each in self.fields})

    def sensitive(self) -> tuple[Field, ...]:
        """Fields that lie in the table of sensitive facts."""
        return tuple(each for each in self.fields if each.sensitive)

    def required(self) -> tuple[Field, ...]:
        """Fields without which a row does not count."""
        return tuple(each for each in self.fields if each.required)
