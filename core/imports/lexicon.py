"""The words of a sheet's column as typed values: each word is read once, however often it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from core.identity import IdKind, kind_of_words
from core.imports.values import Codes, read_code
from core.problems import Problem, Severity
from core.section import Field, Kind


class Lexicon:
    """The words of one column as typed values, grown batch by batch."""

    def __init__(self, field: Field, codes: Codes | None) -> None:
        self.field = field
        self._codes = codes
        self.values: list[Any] = []
        self.kinds: list[str | None] = []
        self.bad: dict[int, list[Problem]] = {}

    def forget(self) -> None:
        """Begin anew with no words."""
        self.values.clear()
        self.kinds.clear()
        self.bad.clear()

    def grow(self, words: Sequence[Any], bad: Mapping[str, Sequence[Any]]) -> None:
        """Take over new words, and the problems of those (by number) that have some."""
        for number, problems in bad.items():
            self.bad[int(number)] = [
                Problem(self.field.key, str(message), Severity(severity), str(masked))
                for message, severity, masked in problems
            ]
        kind = self.field.kind
        if kind is Kind.RESIDENT_ID:
            self.kinds += [_kind_of_document(plain) for plain in words]
            self.values += [plain[1] if plain.__class__ is list else plain for plain in words]
        elif kind in (Kind.DATE, Kind.MONEY, Kind.CODE):
            for plain in words:
                self.values.append(None if plain is None else self._typed(plain))
        else:
            self.values += words

    def _typed(self, plain: Any) -> Any:
        kind = self.field.kind
        if kind is Kind.DATE:
            return date.fromisoformat(plain)
        if kind is Kind.MONEY:
            return Decimal(plain)
        if kind is Kind.CODE and self._codes is not None:
            return self._coded(str(plain), self._codes)
        return plain

    def _coded(self, text: str, codes: Codes) -> str | None:
        if self.field.codes == "id_kind" and (kind := kind_of_words(text)) is not None:
            return codes.resolve(text) or kind.value
        code, found = read_code(self.field, text, codes)
        if found:
            self.bad.setdefault(len(self.values), []).extend(found)
        return code  # type: ignore[no-any-return]  # a code is text


def _kind_of_document(plain: Any) -> str | None:
    if plain is None:
        return None
    return str(plain[0]) if plain.__class__ is list else IdKind.RESIDENT_ID.value
