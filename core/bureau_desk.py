"""Forms of the bureau at the desk: learnt once, kept in the ledger, filled from a month's figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from core import bureau_form
from core.bureau_form import MEASURES, Form, FormCell, Moved
from core.codes import code_list
from core.errors import LedgerFault, NotFound
from core.figures import catalogue
from core.files import write_whole
from core.settings import value_of
from core.views import Change
from db import journal
from db.base import moment_text, utc_now
from db.models import BureauForm, Setting

if TYPE_CHECKING:
    from core.facade.base import OpenLedger
    from core.returns.desk import ReturnDesk

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "placement.total": (
        "留渝来渝就业创业",
        "留渝来渝",
        "高校毕业生等青年留渝来渝就业创业人数",
        "就业创业总数",
    ),
    "placement.origin.outside_city": ("市外来渝就业创业", "市外来渝", "市外"),
    "placement.origin.local_institution": ("区内院校毕业生", "区内高校"),
    "placement.origin.within_city": ("区外市内", "市内区外"),
    "placement.township.none": ("未分镇街",),
}
"""Other names that forms use for a figure."""


@dataclass(frozen=True, slots=True)
class FormView:
    """A form that was learnt."""

    id: int
    title: str
    file_name: str
    cells: tuple[FormCell, ...]


@dataclass(frozen=True, slots=True)
class FormReading:
    """A blank form that was opened: what may go where, and how it stands to a form known before."""

    form: Form
    cells: tuple[FormCell, ...]
    """Those of the known form at their places, else suggestions."""
    known: FormView | None
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled: how many cells, and the places that are unknown this month."""

    cells: int
    unknown: tuple[str, ...]
    state: str


class BureauDesk:
    """What the façade does with the bureau's forms."""

    def __init__(self, ledger: OpenLedger, returns: ReturnDesk) -> None:
        self._ledger = ledger
        self._returns = returns

    def figures(self) -> tuple[tuple[str, str], ...]:
        """Every figure that a cell may hold: (key, label)."""
        vocabulary = self._ledger.vocabulary
        towns = ((f"placement.township.{key}", name) for key, name in vocabulary.townships.items())
        return (*((each.key, each.label) for each in catalogue().values()), *towns)

    def forms(self) -> tuple[FormView, ...]:
        """Forms in use, newest first."""
        with self._ledger.reading() as connection:
            rows = connection.execute(
                select(BureauForm.id, BureauForm.title, BureauForm.file_name, BureauForm.cells)
                .where(BureauForm.retired.is_(False))
                .order_by(BureauForm.id.desc())
            )
            return tuple(FormView(row.id, row.title, row.file_name, _cells(row.cells)) for row in rows)

    def read(self, path: Path) -> FormReading:
        """Open a blank form and say what may go where. Writes nothing."""
        form = bureau_form.read_form(path)
        best: tuple[FormView, tuple[Moved, ...]] | None = None
        for known in self.forms():
            changes = bureau_form.moved(form, known.cells)
            if best is None or len(changes) < len(best[1]):
                best = known, changes
        if best is not None and len(best[1]) * 2 <= len(best[0].cells):
            known, changes = best
            return FormReading(form, bureau_form.following(known.cells, changes), known, changes)
        names = {key: (label, *_ALIASES.get(key, ())) for key, label in self.figures()}
        names |= {f"placement.industry.{each.code}": (each.name,) for each in code_list("industry").entries}
        return FormReading(form, bureau_form.suggestions(form, names), None, ())

    def learn(self, form: Form, title: str, cells: Sequence[FormCell], instead: int | None) -> Change:
        """Keep a form with what goes where; `instead` is the known form that it takes the place of.

        Raises:
            LedgerFault: no title, or no cell.
        """
        if not title.strip() or not cells:
            raise LedgerFault("没有写表名，或一格也没有指定，没有保存。", todo="写表名，至少指定一格。")
        with self._ledger.changing("bureau_form.learn") as connection:
            if instead is not None:
                connection.execute(update(BureauForm).where(BureauForm.id == instead).values(retired=True))
            values = {"title": title.strip(), "file_name": form.file_name, "digest": form.digest}
            kept = json.dumps([asdict(each) for each in cells], ensure_ascii=False)
            account = self._ledger.info.account
            connection.execute(
                insert(BureauForm).values(
                    **values,
                    content=form.content,
                    cells=kept,
                    learnt_at=moment_text(utc_now()),
                    account=account,
                    retired=False,
                )
            )
            after = {**values, "cells": len(cells), "instead": instead}
            journal.append(connection, account, "learn_form", "bureau_form", business=False, after=after)
        return Change(frozenset(("bureau_form",)))

    def fill(self, form: int, month: str, out: Path) -> Filled:
        """Write a form filled with a month's figures: those submitted, else as they stand now.

        Raises:
            LedgerFault: no such form or month, or the file cannot be written; nothing has changed then.
        """
        self._ledger.require("return.print")
        data = json.loads(self._returns.data(month))
        with self._ledger.noting() as connection:
            row = connection.execute(
                select(BureauForm.content, BureauForm.cells, BureauForm.title).where(BureauForm.id == form)
            ).first()
            if row is None:
                raise NotFound("台账里没有这张表，没有填。", todo="先学一遍空白表。")
            cells, texts = _cells(row.cells), _texts(connection, data)
            content, unknown = bureau_form.fill(row.content, cells, numbers_of(data), texts)
            self._ledger.note_on(
                connection,
                "fill_form",
                "bureau_form",
                reason=month,
                after={"form": form, "cells": len(cells)},
            )
            write_whole(out, content)
        return Filled(len(cells), tuple(each.cell for each in unknown), str(data["state"]))


def numbers_of(data: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every figure of a return's data file: (figure, plan) → measure → number; plan "" is the first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def add(figure: str, plan: str, line: Mapping[str, Any]) -> None:
        values = {key: line.get(key) for key in MEASURES}
        found.setdefault((figure, plan), values)
        found.setdefault((figure, ""), values)

    for block in data["blocks"]:
        for line in block["lines"]:
            add(line["figure"], block["plan"], line)
    for line in (
        *data["rates"],
        *data["posts"],
        *data["work"],
        data["subject_total"],
        data["subject_outside"],
    ):
        add(line["figure"], "", line)
    for line in data["townships"]:
        add(f"placement.township.{line['key']}", "", line)
    for line in data["industries"]:
        add(f"placement.industry.{line['key']}", "", line)
    return found


def _texts(connection: Connection, data: Mapping[str, Any]) -> dict[str, str]:
    stored = {row.key: row.value for row in connection.execute(select(Setting.key, Setting.value))}
    signed = {key: value_of(stored, key) for key in ("head", "reviewer", "preparer", "office_phone")}
    year, month = str(data["period"]["month"]).split("-")
    told = {"month": f"{year}年{int(month)}月", "until": data["period"]["end"], "number": data["number"]}
    return {**signed, **told, "office": data["unit"]["office"], "unit": data["unit"]["name"]}


def _cells(text: str) -> tuple[FormCell, ...]:
    return tuple(FormCell(**each) for each in json.loads(text))
