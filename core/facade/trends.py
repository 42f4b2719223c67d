"""Trends, and their export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from core.facade.base import OpenLedger
from core.files import write_whole
from core.plain_workbook import Cell, PlainSheet, plain_workbook
from core.trends import Durations, Group, Trends, TrendsView, Wanted


class TrendsOfLedger(OpenLedger):
    """Where leavers come from, who hires, how long work takes to find."""

    def trends(self, as_of: date, wanted: Wanted | None = None) -> TrendsView:
        """All trends of the statistical year up to a day."""
        with self.reading() as connection:
            return Trends(connection, self.rules(connection), as_of, wanted or Wanted()).view()

    def export_trends(self, as_of: date, wanted: Wanted, out: Path) -> int:
        """Write the trends to a workbook of totals; gives how many lines. Journaled."""
        self.require("sheets.export")
        view = self.trends(as_of, wanted)
        sheets = (
            _groups("专业", "专业", view.majors),
            _groups("院校", "院校", view.colleges),
            _employers(view.employers),
            _durations("登记到就业", view.registered),
            _durations("交接到就业", view.handed_over),
        )
        lines = sum(len(list(each.rows)) for each in sheets)
        with self.noting() as connection:
            self.note_on(connection, "export", "trends", after={"rows": lines})
            write_whole(out, plain_workbook(*sheets))
        return lines


def _groups(title: str, head: str, groups: tuple[Group, ...]) -> PlainSheet:
    columns = [(head, 30.0), ("未就业实名人数", 16.0), ("其中已就业", 12.0), ("已就业比例（%）", 16.0)]
    rows: list[list[Cell]] = [[each.name, len(each.rows), len(each.in_work), each.share] for each in groups]
    return PlainSheet(title, columns, rows, 1)


def _employers(groups: tuple[Group, ...]) -> PlainSheet:
    rows: list[list[Cell]] = [[each.name, len(each.rows)] for each in groups]
    return PlainSheet("用人单位", [("用人单位", 36.0), ("本年吸纳（人）", 16.0)], rows, 1)


def _durations(title: str, found: Durations) -> PlainSheet:
    rows: list[list[Cell]] = [["合计", len(found.rows), len(found.in_work), found.median_days]]
    for month in found.months:
        rows.append([month.month, len(month.rows), len(month.in_work), month.median_days])
    for bucket in found.buckets:
        rows.append([bucket.words, None, len(bucket.rows), None])
    columns = [("月份或用时", 20.0), ("人数", 10.0), ("已就业", 10.0), ("用时中位数（天）", 18.0)]
    return PlainSheet(title, columns, rows, 1)
