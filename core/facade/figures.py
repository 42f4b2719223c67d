"""Figures, their reasons and their months."""

from __future__ import annotations

from datetime import date

from core import trust
from core.compute import Evaluator
from core.errors import NotFound
from core.facade.base import OpenLedger
from core.figure import Tally
from core.figure_views import Dashboard, Explanation, FigureView
from core.figures import figure_of
from core.returns.snapshot import Number
from core.sections import section_of
from core.two_masters import Comparison, TwoMasters


class Figures(OpenLedger):
    """Figures at a cut-off, and why they are what they are."""

    def dashboard(self, as_of: date) -> Dashboard:
        """Everything 总览 shows at a cut-off."""
        with self.reading() as connection:
            rows = self.listing(connection).count(section_of("placement"))
            due = trust.due(self, connection, as_of)
            return self.standings(connection, as_of).dashboard(due, rows)

    def figures(self, as_of: date) -> tuple[FigureView, ...]:
        """Every figure at a cut-off, against each plan of this unit that asks for it."""
        with self.reading() as connection:
            return self.standings(connection, as_of).figures()

    def explain(self, key: str, as_of: date, plan: str | None = None) -> Explanation:
        """Why a figure is what it is: rule, clause, rows counted and rows left out with the reason."""
        with self.reading() as connection:
            return self.standings(connection, as_of).explain(key, plan)

    def two_masters(self, as_of: date) -> TwoMasters:
        """The city's quota and the unit's own plan side by side, and why their numbers differ."""
        with self.reading() as connection:
            return Comparison(self.standings(connection, as_of)).view()

    def series(self, key: str, year: int) -> tuple[tuple[str, Number], ...]:
        """A counted figure month by month: (2025-09, value).

        Raises:
            NotFound: an unknown figure, or one that is not counted from rows.
        """
        figure = figure_of(key, self._vocabulary.townships)
        if not isinstance(figure, Tally):
            raise NotFound(f"“{figure.label}”不能逐月计数。")
        with self.reading() as connection:
            evaluator = Evaluator(connection, self.rules(connection))
            return tuple((str(month), value) for month, value in evaluator.series(figure, year))
