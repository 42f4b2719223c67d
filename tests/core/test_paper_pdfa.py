"""Every paper keeps the measurable rules of PDF/A-3b, and the rules find what breaks them."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pikepdf
import pytest
from paper_samples import SAMPLES, above, submitted, usual
from pdfa_rules import violations
from test_paper_other_sheets import CALLS, CARD, SHEET

from core.period import Month
from core.returns.call_list import render_call_list
from core.returns.fair_card import render_fair_card
from core.returns.pdf import render
from core.returns.roster import Roster, RosterColumn, render_roster
from core.returns.snapshot import YearMonth
from core.returns.township_sheet import render_township_sheet


def year(*, over: bool) -> bytes:
    months = tuple(YearMonth(Month(2025, number), 9, 9 * number, 1, number, None) for number in range(1, 13))
    day = date(2026, 1, 8)
    whole = replace(above(), year_months=months, title=above().title.replace("月报", "年报"))
    rendered = render(replace(whole, state="submitted", reported_on=day) if over else whole)
    assert rendered.problems == ()
    return rendered.bytes


def month(name: str) -> bytes:
    return render(SAMPLES[name]()).bytes


def roster() -> bytes:
    columns = (RosterColumn("序号", 20), RosterColumn("姓名", 40))
    rows = [(str(number), "𬱖*") for number in range(80)]
    return render_roster(
        Roster("花名册", "永川区", "全部", "已遮盖", date(2025, 9, 30), True, columns, rows, 80)
    ).bytes


PAPERS: dict[str, Callable[[], bytes]] = {
    **{f"return {name}": partial(month, name) for name in SAMPLES},
    "returned": lambda: render(replace(usual(), state="returned")).bytes,
    "year": lambda: year(over=True),
    "year, a draft": lambda: year(over=False),
    "roster": roster,
    "township": lambda: render_township_sheet(SHEET).bytes,
    "fair card": lambda: render_fair_card(CARD).bytes,
    "call list": lambda: render_call_list(CALLS).bytes,
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_measurable_rules_are_kept(name: str) -> None:
    assert violations(PAPERS[name]()) == []


def spoilt(spoil: Callable[[pikepdf.Pdf], object]) -> list[str]:
    with pikepdf.open(io.BytesIO(render(submitted()).bytes)) as document:
        spoil(document)
        out = io.BytesIO()
        document.save(out, static_id=True)
    return violations(out.getvalue())


def drop_intent(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def add_colour(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(document.make_stream(b"1 0 0 rg"))


def add_font(document: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    document.pages[0].resources.Font["/H1"] = document.make_indirect(font)


def add_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))


def add_transparency(document: pikepdf.Pdf) -> None:
    document.pages[0].resources.ExtGState = pikepdf.Dictionary(G0=pikepdf.Dictionary(ca=0.5))


def drop_metadata(document: pikepdf.Pdf) -> None:
    del document.Root.Metadata


def drop_relation(document: pikepdf.Pdf) -> None:
    del document.Root.AF[0].AFRelationship


def change_width(document: pikepdf.Pdf) -> None:
    for each in document.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/CIDFontType2":
            each.W[1][0] = 5


def change_title(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "其他"


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (drop_intent, "6.2.3"),
        (add_colour, "6.2.4"),
        (add_font, "6.2.11.4"),
        (add_script, "6.5.1"),
        (add_transparency, "6.2.5"),
        (drop_metadata, "6.6.2.1"),
        (drop_relation, "6.8"),
        (change_width, "6.2.11.5"),
        (change_title, "6.6.3"),
    ],
)
def test_the_rules_find_what_breaks_them(spoil: Callable[[pikepdf.Pdf], object], clause: str) -> None:
    assert any(found.startswith(clause) for found in spoilt(spoil)), spoilt(spoil)


def test_streams_and_objects_end_as_the_standard_asks() -> None:
    sound = render(submitted()).bytes
    broken = sound.replace(b"\nendstream", b" endstream", 1)
    assert "6.1.7.1 ends of streams" in violations(broken)
