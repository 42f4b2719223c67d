"""The workbook and the data file beside the paper: the same figures, number cells, the same bytes."""

import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from openpyxl.workbook import Workbook
from paper_reading import run
from paper_samples import SAMPLES, usual
from PIL import ImageCms

from core.returns.data_file import SCHEMA, digest, write_data
from core.returns.pdf import RenderedReturn, render
from core.returns.workbook import write_workbook


@cache
def drawn(name: str) -> RenderedReturn:
    return render(SAMPLES[name]())


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_one_sheet_per_table_and_one_for_the_rules() -> None:
    assert opened(drawn("usual").workbook).sheetnames == [
        "表1核心指标完成情况",
        "表2公共部门岗位落实情况",
        "表3工作指标完成情况",
        "表4分镇街完成情况",
        "表5分行业情况",
        "表6本月到期及逾期重点任务",
        "表7本月招聘活动情况",
        "表8就业见习单位及岗位情况",
        "表9对已上报数据的更正",
        "表10指标规则",
        "口径",
    ]


def test_figures_are_number_cells() -> None:
    sheet = opened(drawn("usual").workbook)["表1核心指标完成情况"]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    row = rows["留渝来渝就业创业人数"]
    assert [cell.value for cell in row[1:]] == [
        *(13530, 1286, 10462, 77.32, 74.79, 2.53, 11.09, 3068, 33.3),
        "1",
    ]
    assert [cell.number_format for cell in row[1:]] == [
        *(["0"] * 3 + ["0.00"] * 4 + ["0", "0.0"]),
        "General",
    ]
    own = rows["　其中：区内院校留永"]
    assert own[7].value == "—"


def test_money_keeps_two_decimals() -> None:
    sheet = opened(drawn("usual").workbook)["表3工作指标完成情况"]
    (row,) = [row for row in sheet.iter_rows() if row[0].value == "就业补贴发放"]
    assert [row[3].value, row[4].value] == [186.4, 1423.75]
    assert row[4].number_format == "0.00"


def test_print_setup() -> None:
    for sheet in opened(drawn("usual").workbook).worksheets:
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.freeze_panes is not None
        assert sheet.print_title_rows is not None


@pytest.mark.parametrize("name", SAMPLES)
def test_every_number_of_the_paper_is_in_the_workbook(name: str, tmp_path: Path) -> None:
    text = run("pdftotext", "-layout", "PDF", "-", pdf=drawn(name).bytes, path=tmp_path / "paper.pdf")
    book = opened(drawn(name).workbook)
    values = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    known = {Decimal(str(value)) for row in values for value in row if isinstance(value, int | float)}
    first = text.partition("表1")[2].partition("注：")[0]
    printed = {Decimal(number) for number in re.findall(r"(?<![\d〔至年月])[+-]?\d+\.\d\d?(?!\d)", first)}
    assert printed
    assert printed <= known


def test_the_bytes_do_not_depend_on_time_or_place() -> None:
    first, second = write_workbook(usual()), write_workbook(usual())
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2025-09-30T00:00:00Z" in package.read("docProps/core.xml")
        assert b"creator" not in package.read("docProps/core.xml")


def test_text_is_escaped() -> None:
    title = '甲<乙>&丙"市下达'
    block = replace(usual().blocks[0], title=title)
    book = opened(write_workbook(replace(usual(), blocks=(block,))))
    assert book.worksheets[0]["A4"].value.startswith("一、" + title)


def test_the_data_file_is_canonical_and_names_the_workbook() -> None:
    result = drawn("usual")
    data = json.loads(result.data)
    assert data["schema"] == SCHEMA
    assert data["state"] == "draft"
    assert data["unit"]["code"] == "500118"
    assert data["period"] == {
        "month": "2025-09",
        "start": "2025-09-01",
        "end": "2025-09-30",
        "cut_off_day": 0,
    }
    assert data["blocks"][0]["lines"][0]["completion"] == 77.32
    assert data["blocks"][1]["lines"][1]["year_on_year"] is None
    assert data["workbook"]["sha256"] == digest(result.workbook)
    again = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert result.data == (again + "\n").encode()


def test_the_data_file_names_no_officer() -> None:
    assert "演示甲".encode() not in drawn("behind").data
    assert b"12300000000" not in drawn("behind").data


def test_a_change_of_one_figure_changes_the_digest() -> None:
    changed = replace(usual(), industry_total=replace(usual().industry_total, value=10463))
    workbook = write_workbook(usual())
    assert digest(write_data(changed, workbook)) != digest(write_data(usual(), workbook))


@pytest.mark.parametrize("name", ["usual", "submitted"])
def test_both_files_are_attached_with_their_relation(name: str) -> None:
    result = drawn(name)
    with pikepdf.open(io.BytesIO(result.bytes)) as document:
        number = SAMPLES[name]().number
        assert document.attachments[f"{number}.json"].get_file().read_bytes() == result.data
        assert document.attachments[f"{number}.xlsx"].get_file().read_bytes() == result.workbook
        relations = [str(spec.AFRelationship) for spec in document.Root.AF]
        assert relations == ["/Data", "/Alternative"]
        assert str(document.Root.Lang) == "zh-CN"
        assert result.digest.encode() in document.Root.Metadata.read_bytes()
        assert "/OutputIntents" in document.Root


def test_the_metadata_packet_and_the_profile_can_be_read() -> None:
    with pikepdf.open(io.BytesIO(drawn("submitted").bytes)) as document:
        with document.open_metadata() as metadata:
            assert metadata["{urn:monthly-return:1}dataDigest"] == drawn("submitted").digest
            assert metadata["{urn:monthly-return:1}state"] == "submitted"
            assert "pdfaid" not in str(metadata)
        profile = document.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    assert len(profile) == int.from_bytes(profile[:4], "big")
    opened_profile = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    assert opened_profile.xcolor_space.strip() == "GRAY"
    assert "gamma 2.2" in str(opened_profile.profile_description)


def test_without_attachments() -> None:
    with pikepdf.open(io.BytesIO(render(usual(), attachments=False).bytes)) as document:
        assert not document.attachments
