"""Planned rows of a sheet as a preview shows them: texts as they will stand, and what changes."""

from __future__ import annotations

from collections.abc import Iterable

from core.columns import text_of
from core.imports.answers import RowChoice
from core.imports.effects import Effect
from core.imports.plan import Planner, RowPlan
from core.imports.views import ImportRow
from core.section import Section
from core.vocabulary import Vocabulary


class PreviewRows:
    """Makes the rows of a preview from those of one planner."""

    def __init__(self, section: Section, vocabulary: Vocabulary, planner: Planner) -> None:
        self._section = section
        self._vocabulary = vocabulary
        self._planner = planner

    def row(self, plan: RowPlan, choice: RowChoice, effect: Effect | None) -> ImportRow:
        """One planned row, with what the clerk wants done with it and what it does to submitted months."""
        section = self._section
        texts = {
            key: text_of(section.by_key[key], value, self._vocabulary)
            for key, value in plan.values.items()
            if key in section.by_key
        }
        for problem in plan.problems:
            if problem.field in section.by_key and not texts.get(problem.field):
                texts[problem.field] = problem.value_masked
        target = plan.target.id if plan.target is not None and not plan.target.new else None
        return ImportRow(
            plan.row,
            plan.action,
            target,
            texts,
            tuple(self._changes(plan)),
            tuple(plan.problems),
            choice=choice,
            other=self._other(plan),
            effect=effect,
        )

    def _changes(self, plan: RowPlan) -> Iterable[tuple[str, str, str]]:
        for key, before, after in self._planner.changes_of(plan):
            if key == "employer_id":
                yield "employer.name", self._employer(before), self._employer(after)
            elif key in self._section.by_key:
                each = self._section.by_key[key]
                yield key, text_of(each, before, self._vocabulary), text_of(each, after, self._vocabulary)

    def _other(self, plan: RowPlan) -> tuple[tuple[str, str], ...]:
        """The same person's other row, as (label, text), beside which this one would be added."""
        section = self._section
        if plan.other is None or section.dating not in section.by_key:
            return ()
        values = plan.other.values
        day = text_of(section.by_key[section.dating], values.get(section.dating), self._vocabulary)
        shown = [(section.by_key[section.dating].label, day)]
        if section.employers:
            name = self._employer(values.get("employer_id"))
            shown.append((section.by_key["employer.name"].label, name))
        shown.append(("来自", self._planner.source_of(plan.other)))
        return tuple(shown)

    def _employer(self, employer_id: int | None) -> str:
        employers = self._planner.employers
        found = employers.by_id(employer_id) if employers and employer_id is not None else None
        return str(found.values.get("name") or "") if found is not None else ""
