"""What the ledger knows of a person or an employer completes the row in which they are typed."""

from __future__ import annotations

from typing import Any, Protocol

from core.section import Section, Values


class Knowing(Protocol):
    """Who can say what the ledger knows: the ledger itself, or `KnownRecords` inside a transaction."""

    def known_person(self, number: str) -> Values | None:
        """The person with this ID number."""

    def known_employer(self, name: str) -> Values | None:
        """The employer with this name."""


def completed(known: Knowing, section: Section, values: Values, typed: frozenset[str]) -> dict[str, Any]:
    """The values with what the ledger knows of the person or employer that was typed.

    What was typed by hand stays. A new employer does not keep the kind and code of the one before.
    """
    result = dict(values)
    number, name = values.get("person.id_number"), values.get("employer.name")
    if section.people and "person.id_number" in typed and number:
        result |= _untyped(known.known_person(str(number)) or {}, section, typed)
    if section.employers and "employer.name" in typed:
        blank = {
            key: None for key in section.by_key if key.startswith("employer.") and key != "employer.name"
        }
        found = known.known_employer(str(name)) if name else None
        result |= _untyped({**blank, **(found or {})}, section, typed)
    return result


def _untyped(known: Values, section: Section, typed: frozenset[str]) -> dict[str, Any]:
    fields = section.by_key
    return {
        key: value
        for key, value in known.items()
        if key in fields
        and key not in typed
        and not fields[key].derived
        and (value is not None or "." in key)
    }
