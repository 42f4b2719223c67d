"""The bureau's own workbook, learnt once and filled every month."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from core.facade.returns import Returns
from core.views import Change

if TYPE_CHECKING:
    from core.bureau_desk import BureauDesk, Filled, FormReading, FormView
    from core.bureau_form import Form, FormCell


class BureauForms(Returns):
    """The bureau's own workbook."""

    @cached_property
    def _bureau_desk(self) -> BureauDesk:
        from core.bureau_desk import BureauDesk  # late: it needs the whole of openpyxl

        return BureauDesk(self, self._returns)

    def bureau_forms(self) -> tuple[FormView, ...]:
        """Forms that were learnt and are in use, newest first."""
        return self._bureau_desk.forms()

    def form_figures(self) -> tuple[tuple[str, str], ...]:
        """Every figure that a cell of a form may hold: (key, label)."""
        return self._bureau_desk.figures()

    def read_bureau_form(self, path: Path) -> FormReading:
        """Open a blank form: suggestions of what goes where, or what has moved in a known one."""
        return self._bureau_desk.read(path)

    def learn_bureau_form(
        self, form: Form, title: str, cells: Sequence[FormCell], instead: int | None = None
    ) -> Change:
        """Keep a form with what goes where."""
        return self._bureau_desk.learn(form, title, cells, instead)

    def fill_bureau_form(self, form: int, month: str, out: Path) -> Filled:
        """Write a form filled with a month's figures."""
        return self._bureau_desk.fill(form, month, out)
