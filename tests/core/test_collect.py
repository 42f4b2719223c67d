"""The city's side: 41 units' returns added up, and every way in which one can be wrong."""

import io
import json
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from city_samples import SEPTEMBER, all_units, drawn, parts_of, snapshot_of, write_return
from ledger_samples import (
    Commands,
    add_account,
    cheap_keys,
    line,
    new_file,
    opened,
    placement,
    sheet,
)

from core.city.collect import collect, judged, quotas_of
from core.city.pdf_parts import characters_of
from core.city.received import Collection, Received, State
from core.city.summary import write_collection
from core.period import Month
from core.returns.data_file import digest, write_data
from core.units import Unit, find_unit


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All 41 units; each has done its quota, so that the sums are the city's totals."""
    folder = tmp_path_factory.mktemp("city")
    quotas = quotas_of(2025)
    for place, unit in enumerate(all_units()):
        quota = quotas[unit.key]
        snapshot = snapshot_of(unit, quota.target_total, quota.target_outside_city)
        write_return(folder / ("主城" if place < 10 else "其他"), snapshot)
    return folder


def unit_of(name: str) -> Unit:
    found = find_unit(name, 2025)
    assert found is not None
    return found


def paper(folder: Path, name: str, total: int = 1000, **options: Any) -> Path:
    file = options.pop("file", "")
    return write_return(folder, snapshot_of(unit_of(name), total, 100, **options), file)


def test_returns_with_and_without_an_appendix_are_sound(tmp_path: Path) -> None:
    """A program before the appendix of figure rules drew its papers without column and appendix."""
    now = snapshot_of(unit_of("永川区"), 1000, 100)
    assert now.figure_rules
    write_return(tmp_path, now)
    write_return(tmp_path, replace(snapshot_of(unit_of("忠县"), 1000, 100), figure_rules=()))
    found = collect(tmp_path)
    assert {entry.state for entry in found.entries} == {State.SUBMITTED}
    assert found.total == 2000


def test_another_rule_in_the_appendix_is_found(tmp_path: Path) -> None:
    snapshot = snapshot_of(unit_of("永川区"), 1000, 100)
    first, *others = snapshot.figure_rules
    spoilt = replace(snapshot, figure_rules=(replace(first, rule="凡登记的都计入。"), *others))
    path = write_return(tmp_path, snapshot)
    with (
        pikepdf.open(io.BytesIO(drawn(spoilt).bytes)) as other,
        pikepdf.open(path, allow_overwriting_input=True) as own,
    ):
        for page, theirs in zip(own.pages, other.pages, strict=True):
            page.obj["/Contents"] = own.copy_foreign(theirs.obj["/Contents"])
            page.obj["/Resources"] = own.copy_foreign(other.make_indirect(theirs.obj["/Resources"]))
        own.save(path)
    _name, state, words = only(collect(tmp_path))
    assert state is State.DAMAGED
    assert "指标规则" in words


def only(collection: Collection) -> tuple[str, State, str]:
    (entry,) = collection.entries
    return entry.unit_name, entry.state, entry.words


def altered(path: Path, total: int) -> bytes:
    """The data file of a paper with another total."""
    with pikepdf.open(path) as document:
        (name,) = [each for each in document.attachments if each.endswith(".json")]
        content = json.loads(document.attachments[name].get_file().read_bytes())
    content["subject_total"]["value"] = total
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def attached(document: pikepdf.Pdf, content: bytes, name: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        document, content, filename=name, mime_type="", creation_date="", mod_date="", description=""
    )


def put_data(path: Path, content: bytes, *, metadata: bool) -> None:
    """Exchange a paper's data file; with `metadata` the digest kept in the metadata too."""
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        (name,) = [each for each in document.attachments if each.endswith(".json")]
        old = document.attachments[name].get_file().read_bytes()
        document.attachments[name] = attached(document, content, name)
        if metadata:
            stream = document.Root.Metadata
            packet = stream.read_bytes().replace(digest(old).encode(), digest(content).encode())
            stream.write(packet)
        document.save(path)


# -- the whole city --------------------------------------------------------------------------------
def test_all_units_add_up_to_the_city(city: Path, tmp_path: Path, commands: Commands) -> None:
    answer = commands("collect", city, "--xlsx", tmp_path / "sum.xlsx")
    assert answer["total"] == 400_000
    assert answer["missing"] == []
    assert len(answer["units"]) == 41
    assert sum(each["outside_city"] for each in answer["units"]) == 60_000
    assert {each["state"] for each in answer["units"]} == {"submitted"}
    assert answer["units"][17] == {
        "unit": "永川区",
        "month": "2025-09",
        "edition": 1,
        "total": 13530,
        "outside_city": 2260,
        "state": "submitted",
    }
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
    assert book.sheetnames == ["表1收表情况", "表2分单位汇总", "表3分行业汇总", "表4对不上的地方"]
    total = next(row for row in book["表2分单位汇总"].iter_rows(values_only=True) if row[1] == "全市合计")
    assert total[3:] == (
        342721,
        400000,
        400000 // 11 - total_lost(),
        400000,
        100,
        116.71,
        65394,
        60000,
        60000,
        100,
    )
    industries = [row for row in book["表3分行业汇总"].iter_rows(values_only=True) if isinstance(row[5], int)]
    assert industries[0][5] == 400_000
    assert sum(int(str(row[5])) for row in industries[1:]) == 400_000
    assert industries[0][2:4] == (323192, 400000)
    assert book["表4对不上的地方"]["C4"].value == "各数都对得上"


def test_a_folder_named_from_where_one_stands(
    city: Path, tmp_path: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "九月").mkdir()
    shutil.copy(next(city.rglob("*永川区*.pdf")), tmp_path / "九月")
    monkeypatch.chdir(tmp_path)
    answer = commands("collect", "九月", "--xlsx", "sum.xlsx")
    assert [(each["unit"], each["state"]) for each in answer["units"]] == [("永川区", "submitted")]


def total_lost() -> int:
    """What rounding each unit's month down takes from the whole."""
    return 400_000 // 11 - sum(row.target_total // 11 for row in quotas_of(2025).values())


def test_a_forged_and_a_stale_one_are_found(city: Path, tmp_path: Path, commands: Commands) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(city, folder)
    forged = folder / "主城" / "渝中区2025-09-1.pdf"
    put_data(forged, altered(forged, 39_999), metadata=True)
    old = folder / "其他" / "永川区2025-09-1.pdf"
    old.unlink()
    paper(folder, "永川区", month=Month(2025, 8))
    answer = commands("collect", folder, "--xlsx", tmp_path / "sum.xlsx", code=1)
    states = {each["unit"]: each["state"] for each in answer["units"] if each["state"] != "submitted"}
    assert states == {"渝中区": "damaged", "永川区": "stale"}
    assert answer["total"] == 400_000 - 32_370 - 13_530
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
    said = [row[1:3] for row in book["表4对不上的地方"].iter_rows(min_row=4, values_only=True)]
    assert [unit for unit, _ in said] == ["渝中区"]
    received = {row[0]: row for row in book["表1收表情况"].iter_rows(min_row=4, values_only=True)}
    assert received["永川区"][1:3] == ("过期", "2025-08")
    assert received["永川区"][9] == "是2025年8月的月报，不是本期"


# -- forged ------------------------------------------------------------------------------------------
def test_changed_data_is_found_by_the_digest_of_the_metadata(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县")
    put_data(path, altered(path, 1111), metadata=False)
    unit, state, words = only(collect(tmp_path))
    assert (unit, state) == ("忠县", State.DAMAGED)
    assert "数据文件与PDF记录的摘要不一致，数据被改过" in words
    assert collect(tmp_path).total == 0


def test_changed_data_with_changed_metadata_is_found_by_the_print(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县")
    put_data(path, altered(path, 1111), metadata=True)
    words = only(collect(tmp_path))[2]
    assert "记录的摘要" not in words
    assert "PDF印的摘要与所附数据不一致" in words
    assert "二维码与所附数据不一致" in words
    assert "首页文字与所附数据不一致" in words


def test_a_draft_s_data_and_metadata_changed_is_found_by_the_printed_numbers(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县", submitted=False)
    put_data(path, altered(path, 1111), metadata=True)
    unit, state, words = only(collect(tmp_path))
    assert (unit, state) == ("忠县", State.DAMAGED)
    assert "首页文字与所附数据不一致" in words


@pytest.mark.parametrize("submitted", [True, False])
def test_a_draft_made_submitted_is_found(tmp_path: Path, submitted: bool) -> None:
    path = paper(tmp_path, "忠县", submitted=submitted)
    with pikepdf.open(path) as document:
        (name,) = [each for each in document.attachments if each.endswith(".json")]
        content = document.attachments[name].get_file().read_bytes()
    other = content.replace(b'"state":"submitted"', b'"state":"DRAFT"').replace(
        b'"state":"draft"', b'"state":"submitted"'
    )
    put_data(path, other.replace(b'"DRAFT"', b'"draft"'), metadata=True)
    assert only(collect(tmp_path))[1] is State.DAMAGED


def rewritten(path: Path, old: str, new: str, *, once: bool = False) -> None:
    """Draw another number in the place of one, in the codes of the page's own font."""
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        page = document.pages[0]
        content = page.Contents.read_bytes()
        fonts = {name: characters_of(font) or {} for name, font in page.resources.Font.items()}
        for characters in fonts.values():
            codes = {text: f"{code:04X}" for code, text in characters.items()}
            if set(old + new) <= set(codes):
                before = "".join(codes[each] for each in old).encode()
                after = "".join(codes[each] for each in new).encode()
                content = content.replace(b"<" + before + b">", b"<" + after + b">", 1 if once else -1)
        page.Contents = document.make_stream(content)
        document.save(path)


def test_a_number_changed_on_the_page_alone_is_found(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县", total=1234)
    assert only(collect(tmp_path))[1] is State.SUBMITTED
    rewritten(path, "1234", "4321", once=True)
    unit, state, words = only(collect(tmp_path))
    assert (unit, state) == ("忠县", State.DAMAGED)
    assert "表印的数与所附数据不一致" in words
    assert "PDF上印有数据文件里没有的数" in words


def test_a_page_of_another_return_is_found(tmp_path: Path) -> None:
    path, other = paper(tmp_path, "忠县", total=1234), paper(tmp_path / "x", "忠县", total=1235)
    with pikepdf.open(path, allow_overwriting_input=True) as document, pikepdf.open(other) as second:
        document.pages[-1] = second.pages[-1]
        document.save(path)
    other.unlink()
    assert only(collect(tmp_path))[1] is State.DAMAGED


def test_a_workbook_put_in_place_of_the_attached_one_is_found(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县")
    other = drawn(snapshot_of(unit_of("忠县"), 1001, 100)).workbook
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        (name,) = [each for each in document.attachments if each.endswith(".xlsx")]
        document.attachments[name] = attached(document, other, name)
        document.save(path)
    assert "所附工作簿与数据文件记的摘要不一致" in only(collect(tmp_path))[2]


def test_a_paper_saved_anew_without_a_change_stays_good(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    assert only(collect(tmp_path))[1] is State.SUBMITTED


# -- damaged -----------------------------------------------------------------------------------------
def test_damaged_files_are_told_and_the_others_read(tmp_path: Path) -> None:
    paper(tmp_path, "忠县")
    whole = paper(tmp_path, "巫山县").read_bytes()
    (tmp_path / "巫溪县2025-09.pdf").write_bytes(whole[: len(whole) // 3])
    (tmp_path / "云阳县2025-09.pdf").write_bytes(b"")
    (tmp_path / "石柱县2025-09.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    bare = paper(tmp_path, "秀山县")
    with pikepdf.open(bare, allow_overwriting_input=True) as document:
        for name in list(document.attachments):
            del document.attachments[name]
        document.save(bare)
    found = collect(tmp_path)
    assert {entry.unit_name: entry.state for entry in found.entries} == {
        "忠县": State.SUBMITTED,
        "巫山县": State.SUBMITTED,
        "巫溪县": State.DAMAGED,
        "云阳县": State.DAMAGED,
        "石柱县": State.DAMAGED,
        "秀山县": State.DAMAGED,
    }
    assert found.total == 2000
    assert len(found.missing) == 41 - 6


def test_a_locked_paper(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    unit, state, words = only(collect(tmp_path))
    assert (unit, state, words) == ("忠县", State.DAMAGED, "PDF加了密码，读不出")


def test_a_file_that_blows_up_the_reader_costs_only_itself(tmp_path: Path) -> None:
    paper(tmp_path, "忠县")
    bomb = pikepdf.new()
    bomb.add_blank_page()
    bomb.pages[0].Contents = bomb.make_stream(b"0 0 m " * 90_000_000)
    bomb.save(tmp_path / "巫山县.pdf", compress_streams=True)
    found = collect(tmp_path)
    assert {entry.unit_name: entry.state for entry in found.entries} == {
        "忠县": State.SUBMITTED,
        "巫山县": State.DAMAGED,
    }


def test_what_is_no_return_is_left_alone(tmp_path: Path, commands: Commands) -> None:
    paper(tmp_path / "a", "忠县")
    (tmp_path / "a" / "通知.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "a" / "说明.txt").write_text("请于10日前报送", "utf-8")
    (tmp_path / "a" / "设置.json").write_text("{}", "utf-8")
    sheet(tmp_path / "a" / "名单.xlsx", line(1))
    other = pikepdf.new()
    other.add_blank_page()
    other.pages[0].Contents = other.make_stream(b"BT /F1 12 Tf (notice) Tj ET")
    other.save(tmp_path / "a" / "文件.pdf")
    out = tmp_path / "a" / "sum.xlsx"
    answer = commands("collect", tmp_path / "a", "--xlsx", out)
    assert [each["unit"] for each in answer["units"]] == ["忠县"]
    assert commands("collect", tmp_path / "a", "--xlsx", out) == answer
    found = collect(tmp_path / "a")
    assert {name for name, _ in found.ignored} == {
        "通知.docx", "说明.txt", "设置.json", "名单.xlsx", "文件.pdf", "sum.xlsx",
    }  # fmt: skip


def test_names_and_texts_that_no_workbook_can_hold(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    try:
        (folder / "\udcff月报\x01.pdf").write_bytes(b"%PDF torn")
        (folder / "\udcff.txt").write_bytes(b"")
    except OSError:
        pytest.skip("this file system keeps no such names")
    unit = unit_of("忠县")
    snapshot = snapshot_of(unit, 900, 90)
    first, second = snapshot.blocks[0].lines
    odd = replace(first, label="人\x02数", completion=Decimal("1.00"))
    rendered = drawn(snapshot)
    content = write_data(
        replace(snapshot, blocks=(replace(snapshot.blocks[0], lines=(odd, second)),)), rendered.workbook
    )
    (folder / "忠县.json").write_bytes(content)
    found = collect(folder)
    write_collection(found, tmp_path / "sum.xlsx")
    book = openpyxl.load_workbook(tmp_path / "sum.xlsx")
    assert any("人数" in str(row[2]) for row in book["表4对不上的地方"].iter_rows(values_only=True))
    assert any("月报.pdf" in str(row[8]) for row in book["表1收表情况"].iter_rows(values_only=True))


# -- editions, drafts, copies --------------------------------------------------------------------------
def test_an_older_edition_is_stale(tmp_path: Path) -> None:
    paper(tmp_path, "忠县", 900)
    paper(tmp_path, "忠县", 950, version=2)
    found = collect(tmp_path)
    assert [(entry.state, entry.received.version) for entry in found.entries] == [
        (State.SUBMITTED, 2),
        (State.STALE, 1),
    ]
    assert found.total == 950
    assert not found.bad


def test_a_draft_is_counted_and_marked_until_the_submitted_one_comes(tmp_path: Path) -> None:
    paper(tmp_path, "忠县", 900, submitted=False, file="草稿.pdf")
    found = collect(tmp_path)
    assert (only(found)[1], found.total) == (State.DRAFT, 900)
    paper(tmp_path, "忠县", 950)
    found = collect(tmp_path)
    assert [entry.state for entry in found.entries] == [State.SUBMITTED, State.STALE]
    assert found.total == 950


def test_two_of_one_edition_with_other_numbers_are_both_left_out(tmp_path: Path, commands: Commands) -> None:
    folder = tmp_path / "a"
    paper(folder, "忠县", 900, file="一.pdf")
    paper(folder, "忠县", 901, file="二.pdf")
    paper(folder, "云阳县", 100)
    answer = commands("collect", folder, "--xlsx", tmp_path / "sum.xlsx", code=1)
    assert [(each["unit"], each["state"]) for each in answer["units"]] == [
        ("忠县", "duplicate"),
        ("忠县", "duplicate"),
        ("云阳县", "submitted"),
    ]
    assert answer["total"] == 100


def test_the_same_paper_twice_counts_once(tmp_path: Path) -> None:
    path = paper(tmp_path, "忠县", 900, file="一.pdf")
    shutil.copy(path, tmp_path / "二.pdf")
    found = collect(tmp_path)
    assert [entry.state for entry in found.entries] == [State.SUBMITTED, State.DUPLICATE]
    assert found.total == 900


def test_workbook_and_data_file_beside_their_paper_belong_to_it(tmp_path: Path) -> None:
    snapshot = snapshot_of(unit_of("忠县"), 900, 90)
    rendered = drawn(snapshot)
    (tmp_path / "a.pdf").write_bytes(rendered.bytes)
    (tmp_path / "a.xlsx").write_bytes(rendered.workbook)
    (tmp_path / "a.json").write_bytes(rendered.data)
    found = collect(tmp_path)
    (entry,) = found.entries
    assert (entry.state, entry.copies, found.total) == (State.SUBMITTED, ("a.xlsx", "a.json"), 900)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.save(tmp_path / "a.xlsx")
    (entry,) = collect(tmp_path).entries
    assert entry.copies == ("a.xlsx", "a.json")


# -- workbooks and data files alone --------------------------------------------------------------------
def test_a_workbook_alone_is_taken_and_a_changed_one_found(tmp_path: Path) -> None:
    snapshot = snapshot_of(unit_of("西部科学城重庆高新区"), 900, 90)
    path = tmp_path / "月报.xlsx"
    path.write_bytes(drawn(snapshot).workbook)
    (entry,) = collect(tmp_path).entries
    received = entry.received
    assert (entry.unit_name, entry.state) == ("西部科学城重庆高新区", State.SUBMITTED)
    assert (received.month, received.version, received.total, received.outside) == (SEPTEMBER, 1, 900, 90)
    assert [part.value for part in received.industries] == parts_of(900)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["D5"] = 990
    book.save(path)
    unit, state, words = only(collect(tmp_path))
    assert (unit, state) == ("西部科学城重庆高新区", State.DAMAGED)
    assert "核对码不符" in words


def test_a_draft_workbook_is_a_draft(tmp_path: Path) -> None:
    (tmp_path / "月报.xlsx").write_bytes(drawn(snapshot_of(unit_of("忠县"), 9, 1, submitted=False)).workbook)
    assert only(collect(tmp_path))[1] is State.DRAFT


def test_a_data_file_alone_is_taken_with_a_remark(tmp_path: Path) -> None:
    (tmp_path / "月报.json").write_bytes(drawn(snapshot_of(unit_of("忠县"), 900, 90)).data)
    unit, state, words = only(collect(tmp_path))
    assert (unit, state, words) == ("忠县", State.SUBMITTED, "只有数据文件，没有可核对摘要的PDF")


# -- what does not add up ------------------------------------------------------------------------------
def test_what_does_not_add_up_is_said(tmp_path: Path) -> None:
    unit = unit_of("忠县")
    snapshot = snapshot_of(unit, 900, 90)
    first, second = snapshot.blocks[0].lines
    odd = replace(snapshot.industries[0], value=snapshot.industries[0].value + 5)
    wrong = replace(first, target=4000)
    write_return(
        tmp_path,
        replace(
            snapshot,
            subject_total=wrong,
            blocks=(replace(snapshot.blocks[0], lines=(wrong, second)),),
            industries=(odd, *snapshot.industries[1:]),
        ),
    )
    write_return(tmp_path, snapshot_of(unit, 950, 90, month=Month(2025, 8)))
    for name in ("云阳县", "城口县"):
        write_return(tmp_path, snapshot_of(unit_of(name), 90, 9))
    said = [oddity.words for oddity in collect(tmp_path).oddities if oddity.unit == "忠县"]
    assert "分行业累计合计905人，总数900人" in said
    assert "月报的目标4000人，市下达4030人" in said
    assert "累计900人，少于2025年8月的950人" in said
    assert any("完成率印" in words for words in said)


# -- real ledgers --------------------------------------------------------------------------------------
def test_returns_of_real_ledgers(tmp_path: Path, commands: Commands) -> None:
    folder = tmp_path / "a"
    for unit, people in (("永川区", 7), ("忠县", 4)):
        ledger = new_file(tmp_path / unit, unit)
        sheet(tmp_path / "in.xlsx", *(line(serial, 镇街="") for serial in range(people)))
        commands("import", ledger, "placement", tmp_path / "in.xlsx")
        pdf, book = folder / f"{unit}.pdf", folder / f"{unit}.xlsx"
        commands("return", ledger, "--month", "2025-09", "--pdf", pdf, "--xlsx", book)
    answer = commands("collect", folder, "--xlsx", tmp_path / "sum.xlsx")
    assert [(each["unit"], each["total"], each["state"]) for each in answer["units"]] == [
        ("永川区", 7, "draft"),
        ("忠县", 4, "draft"),
    ]
    assert answer["total"] == 11
    assert len(answer["missing"]) == 39


def handed_in(path: Path, pdf: Path, *, again: str = "") -> None:
    """Hand September in, approve and submit it as two persons, and print it."""
    if again:
        with opened(path, "shen") as ledger:
            ledger.move_return("2025-09", "reopen", again)
    with opened(path, "lu") as ledger:
        preview = ledger.preview_return("2025-09")
        for check in preview.checks:
            if check.level == "warn":
                ledger.explain_check("2025-09", check.key, "已电话核实，情况属实。")
        ledger.move_return("2025-09", "hand_in")
    with opened(path, "shen") as ledger:
        ledger.move_return("2025-09", "approve")
        ledger.move_return("2025-09", "submit")
        ledger.write_return("2025-09", pdf, pdf.with_suffix(".xlsx"))


def test_submitted_editions_of_a_real_ledger(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    path = new_file(tmp_path)
    with cheap_keys():
        with opened(path) as ledger:
            for key, value in (("office_phone", "49812345"), ("head", "演示甲"), ("document_number", "2025")):
                ledger.set_setting(key, value, "填表")
            for serial in range(8):
                ledger.save("placement", None, placement(serial))
            for name, roles in (("lu", "recorder"), ("shen", "reviewer")):
                add_account(ledger, name, roles)
        handed_in(path, folder / "一.pdf")
        (entry,) = collect(folder).entries
        assert (entry.state, entry.copies, entry.words) == (State.SUBMITTED, ("一.xlsx",), "")
        with opened(path) as ledger:
            ledger.save("placement", None, placement(20, placed_on=date(2025, 9, 2)))
        handed_in(path, folder / "二.pdf", again="漏报一人")
    found = collect(folder)
    assert [(entry.state, entry.received.version) for entry in found.entries] == [
        (State.SUBMITTED, 2),
        (State.STALE, 1),
    ]
    assert found.total == found.entries[1].received.total + 1  # type: ignore[operator]  # both are known
    assert not found.bad


def test_an_empty_folder_and_none(tmp_path: Path, commands: Commands) -> None:
    (tmp_path / "empty").mkdir()
    answer = commands("collect", tmp_path / "empty", "--xlsx", tmp_path / "sum.xlsx")
    assert (answer["units"], len(answer["missing"]), answer["total"]) == ([], 41, 0)
    commands.fails("collect", tmp_path / "none", "--xlsx", tmp_path / "other.xlsx")
    commands.fails("collect", tmp_path / "empty")


def test_after_november_the_new_unit_takes_the_quotas_of_those_that_went_into_it() -> None:
    unit = find_unit("500100-LJ2025")
    assert unit is not None
    received = Received("a.pdf", "pdf", unit, Month(2025, 12), 1, submitted=True, total=1)
    found = judged("", (received,))
    assert len(found.rows) == 39
    (row,) = [row for row in found.rows if row.entry]
    assert (row.unit.name, row.quota, row.quota_outside) == ("两江新区", 30_850 + 35_990 + 34_510, 20_620)
    assert sum(each.quota or 0 for each in found.rows) == 400_000
