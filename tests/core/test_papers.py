"""Roster lists, townships' sheets and the year's return, written from a real ledger and read back."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from ledger_samples import cheap_keys, new_file, opened, placement
from paper_reading import run, text_of, words_of
from sqlalchemy import select

from core.city.collect import collect
from core.errors import Cancelled, LedgerFault, NotFound
from core.ledger import Ledger
from core.papers.roster_desk import printed_fields, roster_columns
from core.papers.township_desk import Figures
from core.period import Year
from core.returns.data_file import digest
from core.returns.drafting import Drafting
from core.returns.roster import Roster, RosterColumn, render_roster
from core.returns.sheet import BOTTOM, LEFT, PAGE_HEIGHT, RIGHT
from core.returns.year_compile import of_year
from core.returns.yearly import tables_of
from core.section import Section
from core.sections import SECTIONS
from core.views import Query
from db.models import Journal

PEOPLE = 60
WITHIN = date(2025, 10, 2)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with cheap_keys():
        path = new_file(tmp_path_factory.mktemp("papers"))
        with opened(path) as made:
            for serial in range(PEOPLE):
                made.save("placement", None, placement(serial))
            yield made


def prints(ledger: Ledger) -> list[str]:
    with ledger.reading() as connection:
        statement = select(Journal.reason).where(Journal.action == "print").order_by(Journal.seq)
        return [str(reason) for reason in connection.execute(statement).scalars()]


# -- rosters -----------------------------------------------------------------------------------------
def test_a_roster_is_masked_complete_and_journaled(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    assert ledger.write_roster("placement", Query(), "2025年", out) == PEOPLE
    text = text_of(out.read_bytes(), tmp_path / "read.pdf")
    assert "就业创业登记花名册" in text
    assert f"共{PEOPLE}条" in text
    for serial in range(PEOPLE):
        values = placement(serial)
        number, name = values["person.id_number"], values["person.name"]
        assert number not in text
        assert values["person.phone"] not in text
        assert name not in text
        assert number[:6] + "********" + number[-4:] in text
    assert "内部使用，不得外传" in text
    assert prints(ledger)[-1] == "花名册"
    run("qpdf", "--check", "PDF", pdf=out.read_bytes(), path=tmp_path / "read.pdf")


def test_names_in_full_need_a_reason_that_is_journaled(ledger: Ledger, tmp_path: Path) -> None:
    out = tmp_path / "roster.pdf"
    ledger.write_roster("placement", Query(), "2025年", out, names="上门核对")
    assert placement(3)["person.name"] in text_of(out.read_bytes(), tmp_path / "read.pdf")
    assert prints(ledger)[-1] == "上门核对"


def test_a_filter_narrows_the_roster_and_nothing_is_no_roster(ledger: Ledger, tmp_path: Path) -> None:
    some = ledger.write_roster(
        "placement", Query(filters={"placed_on": "2025-03"}), "3月", tmp_path / "a.pdf"
    )
    assert 0 < some < PEOPLE
    with pytest.raises(LedgerFault, match="没有要打印的登记"):
        ledger.write_roster("placement", Query(filters={"placed_on": "2031"}), "", tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()


def test_a_cancelled_roster_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    before = prints(ledger)

    def stop(share: float, words: str) -> None:
        assert 0 <= share <= 1
        assert re.fullmatch(r"已排 \d+ 行，共 60 行", words)
        raise Cancelled

    with pytest.raises(Cancelled):
        ledger.write_roster("placement", Query(), "", tmp_path / "a.pdf", stop)
    assert not (tmp_path / "a.pdf").exists()
    assert prints(ledger) == before


@pytest.mark.parametrize("section", [each for each in SECTIONS if not each.parent], ids=lambda each: each.key)
def test_every_section_s_columns_fit_and_show_no_hardship(section: Section) -> None:
    fields, columns = printed_fields(section), roster_columns(section)
    assert len(fields) >= 2
    assert not [field for field in fields if field.sensitive]
    assert sum(column.width for column in columns) <= 156.01


def made_up_roster(rows: int) -> Roster:
    columns = (
        RosterColumn("序号", 10, centred=True),
        RosterColumn("姓名", 14),
        RosterColumn("用人单位", 30),
        RosterColumn("金额", 20, right=True),
    )
    firm = "重庆市永川区演示人力资源和产业服务外包集团股份有限公司大数据应用分公司"
    body = [
        (str(number), "𬱖*", firm if number % 3 else "䶮㛃厂", f"{number}.00")
        for number in range(1, rows + 1)
    ]
    return Roster("样例花名册", "永川区", "全部", "已作遮盖", date(2025, 9, 30), False, columns, body, rows)


def test_a_roster_stays_inside_the_text_block_and_keeps_its_rows(tmp_path: Path) -> None:
    printed = render_roster(made_up_roster(100))
    assert printed.bytes == render_roster(made_up_roster(100)).bytes
    words = words_of(printed.bytes, tmp_path / "read.pdf")
    assert {word.page for word in words} == set(range(printed.pages))
    body = [word for word in words if word.bottom < PAGE_HEIGHT - BOTTOM]
    assert min(word.left for word in body) >= LEFT - 1
    assert max(word.right for word in body) <= RIGHT + 1
    assert [word.text for word in words if word.text == "100.00"]
    fonts = run("pdffonts", "PDF", pdf=printed.bytes, path=tmp_path / "read.pdf").splitlines()[2:]
    assert fonts
    assert all(" yes yes yes " in line for line in fonts)


def test_a_character_without_glyph_is_named_with_its_row() -> None:
    roster = made_up_roster(3)
    rows = [(*row[:2], "某\U00030edd厂", row[3]) if row[0] == "2" else row for row in roster.rows]
    printed = render_roster(replace(roster, rows=rows))
    assert printed.bytes == b""
    assert "第2行" in printed.problems[0].message
    assert "U+30EDD" in printed.problems[0].message


# -- townships ---------------------------------------------------------------------------------------
def test_township_sheets_say_what_the_ledger_holds(ledger: Ledger, tmp_path: Path) -> None:
    names = dict(ledger.vocabulary.townships)
    keys = list(names)[:2]
    seen: list[float] = []
    files = ledger.write_township_sheets("2025-09", keys, tmp_path, lambda share, _: seen.append(share))
    assert files == tuple(f"{names[key]}反馈单-2025-09.pdf" for key in keys)
    assert seen == [0.5, 1.0]
    assert prints(ledger)[-1] == "镇街反馈单 2025-09"
    for key, file in zip(keys, files, strict=True):
        text = text_of((tmp_path / file).read_bytes(), tmp_path / "read.pdf")
        figure = ledger.explain(f"placement.township.{key}", date(2025, 9, 30)).figure
        assert f"累计{figure.value}人" in text.replace("\n", "").replace(" ", "")
        assert "数据无误" in text


def test_a_township_or_month_that_is_not_there(ledger: Ledger, tmp_path: Path) -> None:
    for month, key in (("2025-13", "500118-01"), ("2025-09", "nowhere"), ("九月", "500118-01")):
        with pytest.raises(NotFound):
            ledger.write_township_sheets(month, [key], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ranks_are_those_of_the_return(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        figures = Figures(ledger.standings(connection, date(2025, 9, 30)), ledger.vocabulary.townships)
    values = figures.outside.values
    for key, rank in figures.outside.ranks.items():
        assert rank == 1 + sum(other > values[key] for other in values.values())


# -- the year ----------------------------------------------------------------------------------------
def test_the_year_s_return(ledger: Ledger, tmp_path: Path) -> None:
    preview = ledger.write_return("2025", tmp_path / "y.pdf", tmp_path / "y.xlsx", tmp_path / "y.json")
    pdf = (tmp_path / "y.pdf").read_bytes()
    text = text_of(pdf, tmp_path / "read.pdf")
    whole = ledger.explain("placement.total", date(2025, 12, 31)).figure.value
    assert preview.number == "500118-2025-1"
    assert "工作年报" in text
    assert f"全年累计{whole}人" in text.replace("\n", "").replace(" ", "")
    assert "逐月完成情况" in text
    assert "指标规则（附录）" in text
    with pikepdf.open(tmp_path / "y.pdf") as document:
        files = {name: each.get_file().read_bytes() for name, each in document.attachments.items()}
    written = files["500118-2025-1.json"]
    assert written == (tmp_path / "y.json").read_bytes()
    data = json.loads(written)
    assert data["schema"] == "yearly-return/1"
    assert data["period"]["start"] == "2025-01-01"
    assert data["period"]["end"] == "2025-12-31"
    assert len(data["months"]) == 12
    assert sum(each["new"] for each in data["months"]) == whole
    assert data["months"][-1]["total"] == whole
    assert digest((tmp_path / "y.xlsx").read_bytes()) == data["workbook"]["sha256"]
    months = openpyxl.load_workbook(tmp_path / "y.xlsx")["表2逐月完成情况"]
    assert [row[1] for row in months.iter_rows(min_row=4, max_row=15, values_only=True)] == [
        each["new"] for each in data["months"]
    ]
    assert prints(ledger)[-1] == "2025"
    run("qpdf", "--check", "PDF", pdf=pdf, path=tmp_path / "read.pdf")


def test_a_year_that_was_not_submitted_is_a_draft(ledger: Ledger, tmp_path: Path) -> None:
    preview = ledger.preview_return("2025")
    assert preview.pdf == ledger.preview_return("2025").pdf
    text = text_of(preview.pdf, tmp_path / "read.pdf")
    assert "草稿" in text.replace("　", "")
    assert "定稿后生成" in text


def test_a_year_that_is_not_over_lists_the_months_that_have_begun(ledger: Ledger) -> None:
    year = Year(2025)
    with ledger.reading() as connection:
        drafting = Drafting(ledger)
        december = drafting.drafted(connection, year.december).snapshot
        standings = ledger.standings(connection, year.cut_off)
        snapshot = of_year(connection, december, standings, year, WITHIN)
    assert len(snapshot.year_months) == 10
    assert len(snapshot.curve.done) == 10
    (_, months, *_) = tables_of(snapshot)
    assert months.parts[0].rows[-1].cells[0].text == "合计"


def test_the_city_s_side_passes_a_year_s_return_over(ledger: Ledger, tmp_path: Path) -> None:
    ledger.write_return("2025", tmp_path / "y.pdf", tmp_path / "y.xlsx")
    found = collect(tmp_path)
    assert found.entries == ()
    assert {name for name, _ in found.ignored} == {"y.pdf", "y.xlsx"}
