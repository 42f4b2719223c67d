"""A figure against its target as a line of a printed table."""

from __future__ import annotations

from core.figure_views import FigureView
from core.returns.snapshot import TargetLine


def target_line(
    view: FigureView,
    *,
    label: str | None = None,
    unit: str | None = None,
    indent: int = 0,
    responsible: str = "",
) -> TargetLine:
    """The line of a figure; label and unit are its own where no others are given."""
    return TargetLine(
        figure=view.key,
        label=view.label if label is None else label,
        unit=view.unit if unit is None else unit,
        indent=indent,
        comparator=view.comparator or "",
        target=view.target,
        month=view.month,
        value=view.value,
        completion=view.completion,
        pro_rata=view.pro_rata,
        gap=view.gap,
        year_on_year=view.year_on_year,
        missing=view.missing,
        pace=view.pace,
        responsible=responsible,
    )
