"""The month's return at the desk: the same bytes, honest draft numbers, checks, and nobody's name in it."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from ledger_samples import TOWNSHIPS, copied, new_file, opened, placement
from paper_reading import text_of

from core.errors import LedgerFault
from core.ledger import Ledger
from core.return_views import ReturnPreview
from core.trust import restore
from core.views import Query
from db import journal

MONTH = "2025-09"
ROWS = 46


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = new_file(tmp_path_factory.mktemp("return"))
    with opened(path) as ledger:
        for serial in range(ROWS):
            ledger.save(
                "placement", None, placement(serial, placed_on=date(2025, 8 + serial % 2, 1 + serial % 28))
            )
    return path


@pytest.fixture
def ledger(filled: Path, tmp_path: Path) -> Iterator[Ledger]:
    with opened(copied(filled, tmp_path / "永川区.ledger")) as made:
        yield made
        assert all(each.level != "block" for each in made.verify())


def draft_of(preview: ReturnPreview) -> int:
    """The draft's number as it is printed in the watermark and data file."""
    with pikepdf.open(io.BytesIO(preview.pdf)) as pdf:
        for name in pdf.attachments:
            if name.endswith(".json"):
                found = re.search(rb'"draft":\s*(\d+)', pdf.attachments[name].get_file().read_bytes())
                assert found is not None
                return int(found[1])
    raise AssertionError("no data file")


def written(ledger: Ledger, folder: Path, month: str = MONTH) -> tuple[bytes, bytes]:
    folder.mkdir(exist_ok=True)
    ledger.write_return(month, folder / "a.pdf", folder / "a.xlsx")
    return (folder / "a.pdf").read_bytes(), (folder / "a.xlsx").read_bytes()


# -- the same bytes --------------------------------------------------------------------------------
def test_two_prints_are_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    first = written(ledger, tmp_path / "one")
    ledger.preview_return(MONTH)
    ledger.reveal("placement", 1, "person.id_number", "核对")
    ledger.export("placement", tmp_path / "out.xlsx")
    ledger.backup(tmp_path / "copies")
    assert written(ledger, tmp_path / "two") == first
    assert ledger.preview_return(MONTH).pdf == first[0]


def test_a_restored_backup_prints_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    first = written(ledger, tmp_path / "one")
    restore(ledger.backup(tmp_path / "copies"), tmp_path / "neu" / "b.ledger")
    with opened(tmp_path / "neu" / "b.ledger") as other:
        assert written(other, tmp_path / "two") == first


# -- the draft's number ----------------------------------------------------------------------------
def test_the_number_rises_only_with_the_content(ledger: Ledger, tmp_path: Path) -> None:
    assert draft_of(ledger.preview_return(MONTH)) == 1
    assert draft_of(ledger.write_return(MONTH, tmp_path / "a.pdf")) == 1
    ledger.save("placement", None, placement(80, placed_on=date(2025, 9, 2)))
    assert draft_of(ledger.preview_return(MONTH)) == 2
    assert draft_of(ledger.preview_return(MONTH)) == 2
    ledger.set_narrative(MONTH, "一是……", "一是……")
    assert draft_of(ledger.preview_return(MONTH)) == 3
    ledger.set_narrative(MONTH, "一是……", "一是……")
    assert draft_of(ledger.preview_return(MONTH)) == 3
    assert draft_of(ledger.preview_return("2025-08")) == 1
    assert draft_of(ledger.preview_return(MONTH)) == 3
    ledger.set_setting("head", "王五", "换届")
    assert draft_of(ledger.preview_return(MONTH)) == 4


def test_what_cannot_be_written_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    with ledger.reading() as connection:
        before = journal.head(connection)
    old = tmp_path / "a.pdf"
    old.write_bytes(b"%PDF-old")
    with pytest.raises(LedgerFault):
        ledger.write_return(MONTH, old, tmp_path / "folder.xlsx")
    with ledger.reading() as connection:
        assert journal.head(connection) == before
    assert old.read_bytes() == b"%PDF-old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    assert draft_of(ledger.write_return(MONTH, old, tmp_path / "b.xlsx")) == 1


def test_printing_moves_no_business_head(ledger: Ledger, tmp_path: Path) -> None:
    with ledger.reading() as connection:
        before = journal.business_head(connection), journal.head(connection)
    written(ledger, tmp_path / "one")
    with ledger.reading() as connection:
        assert journal.business_head(connection) == before[0]
        assert journal.head(connection) != before[1]


# -- nobody in it ----------------------------------------------------------------------------------
def everything_in(pdf: bytes, book: bytes, path: Path) -> str:
    """All text of both files: pages, metadata, attachments, and every part of the workbooks."""
    found = [text_of(pdf, path), pdf.decode("latin-1")]
    books = [book]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found.append(str(document.docinfo) if "/Info" in document.trailer else "")
        found.append(bytes(document.Root.Metadata.read_bytes()).decode("utf-8"))
        assert document.attachments
        for name in document.attachments:
            content = document.attachments[name].get_file().read_bytes()
            found.append(name)
            if content.startswith(b"PK"):
                books.append(content)
            else:
                found.append(content.decode("utf-8"))
    for each in books:
        with zipfile.ZipFile(io.BytesIO(each)) as archive:
            found += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return re.sub(r"\s", "", "".join(found))


def test_nobody_served_is_named_anywhere(ledger: Ledger, tmp_path: Path) -> None:
    ledger.set_narrative(MONTH, "一是登记不及时。", "一是按周调度。")
    pdf, book = written(ledger, tmp_path / "out")
    text = everything_in(pdf, book, tmp_path / "read.pdf")
    assert "永川区" in text
    assert "按周调度" in text
    rows = ledger.rows("person", ledger.find("person", Query()))
    assert len(rows) == ROWS
    hits = [
        key
        for row in rows
        for key in ("name", "id_number", "phone")
        if str(row.values[key]) in text or str(row.values["id_number"])[-8:] in text
    ]
    assert hits == []
    assert not [part for part in (str(tmp_path), "admin", str(ledger.info.path)) if part in text]


# -- content and checks ----------------------------------------------------------------------------
def test_the_paper_says_what_the_figures_say(ledger: Ledger, tmp_path: Path) -> None:
    pdf, _book = written(ledger, tmp_path / "out")
    text = "".join(text_of(pdf, tmp_path / "read.pdf").split())
    view = ledger.explain("placement.total", date(2025, 9, 30), "city-2025").figure
    assert view.value == ROWS
    assert f"累计{ROWS}人" in text
    for shown in (view.completion, view.pro_rata):
        assert f"{shown}" in text
    assert "13530" in text
    assert "13,530" not in text


def levels(preview: ReturnPreview) -> dict[str, str]:
    return {each.name: each.level for each in preview.checks}


def test_checks(ledger: Ledger) -> None:
    assert set(levels(ledger.preview_return(MONTH)).values()) <= {"pass", "warn"}
    ledger.set_split("placement.total", 2025, {TOWNSHIPS[0]: 500}, "分解")
    found = ledger.preview_return(MONTH)
    assert levels(found)["任务分解"] == "block"
    assert any("500" in each.detail and "13,530" in each.detail for each in found.checks)
    ledger.set_split("placement.total", 2025, {TOWNSHIPS[0]: 13530}, "分解")
    assert levels(ledger.preview_return(MONTH))["任务分解"] == "pass"
    ledger.save("placement", None, placement(90, placed_on="下周"))
    assert "warn" in {level for name, level in levels(ledger.preview_return(MONTH)).items() if "草稿" in name}
    for serial in range(100, 160):
        ledger.save("placement", None, placement(serial, placed_on=date(2025, 9, 3), verification="claimed"))
    assert levels(ledger.preview_return(MONTH))["未核查占比"] == "warn"
    silent = ledger.preview_return("2025-02")
    assert silent.state == "draft"


def test_a_character_that_no_font_has_blocks(ledger: Ledger, tmp_path: Path) -> None:
    ledger.set_narrative(MONTH, "单位名里有\U000f0000字。", "")
    preview = ledger.preview_return(MONTH)
    assert "block" in {each.level for each in preview.checks if each.name == "字形"}
    with ledger.reading() as connection:
        before = journal.head(connection)
    with pytest.raises(LedgerFault):
        ledger.write_return(MONTH, tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
    with ledger.reading() as connection:
        assert journal.head(connection) == before


def test_months_of_the_year(ledger: Ledger) -> None:
    ledger.preview_return(MONTH)
    found = {each.month: each.state for each in ledger.return_months(2025, date(2025, 10, 5))}
    assert len(found) == 12
    assert (found[MONTH], found["2025-11"], found["2025-12"]) == ("draft", "not_due", "not_due")


@pytest.mark.parametrize("month", ["2025-00", "2025-13", "2025-9", "", "9999-01", "２０２５-09"])
def test_what_is_no_month(ledger: Ledger, month: str) -> None:
    for ask in (ledger.preview_return, lambda text: ledger.set_narrative(text, "a", "b")):
        with pytest.raises(LedgerFault):
            ask(month)


def test_a_unit_that_ended_reports_its_last_month(tmp_path: Path) -> None:
    with opened(new_file(tmp_path, "渝北区")) as made:
        for serial, day in enumerate((date(2025, 11, 3), date(2025, 11, 20))):
            made.save("placement", None, placement(serial, placed_on=day, township=None))
        preview = made.preview_return("2025-11")
        assert preview.state == "draft"
        for month in ("2025-12", "2026-01"):
            with pytest.raises(LedgerFault):
                made.preview_return(month)
        assert made.explain("placement.total", date(2025, 12, 31)).figure.target is not None


def test_the_20th(ledger: Ledger, tmp_path: Path) -> None:
    for serial, day in enumerate((date(2025, 9, 20), date(2025, 9, 21)), 200):
        ledger.save("placement", None, placement(serial, placed_on=day))
    ledger.set_setting("cut_off_day", "20", "市局通知")
    expected = ledger.explain("placement.total", date(2025, 9, 20)).figure
    pdf, _book = written(ledger, tmp_path / "out")
    text = "".join(text_of(pdf, tmp_path / "read.pdf").split())
    assert f"累计{expected.value}人" in text
    assert "9月20日" in text
