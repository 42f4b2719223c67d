"""Evidence: bytes in are bytes out, nothing of it lies elsewhere, and each foreign file has its sentence."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from evidence_samples import jpeg, pdf, png
from ledger_samples import HEADINGS, add_account, cheap_keys, files_in, line, new_file, opened, placement
from sheet_samples import write_xlsx
from sqlalchemy import func, select, update

from core.errors import LedgerFault, NotAllowed
from core.evidence import opened as opened_files
from core.evidence.desk import guessed_kind
from core.evidence.file_kinds import MOST_BYTES, UnfitFile, recognised, size_words
from core.ledger import Ledger
from core.views import Query
from db.engine import reading, writing
from db.models import EvidenceContent, Journal, Person

CANARY = "欧阳金丝雀"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with cheap_keys(), opened(new_file(tmp_path_factory.mktemp("evidence"))) as made:
        for serial in range(8):
            made.save("placement", None, placement(serial))
        yield made


def rows_of(ledger: Ledger) -> list[int]:
    return sorted(ledger.find("placement", Query()))


def test_bytes_in_are_bytes_out_and_the_same_content_is_stored_once(ledger: Ledger, tmp_path: Path) -> None:
    first, second, *_ = rows_of(ledger)
    content = pdf()
    path = tmp_path / f"{CANARY}劳动合同.PDF"
    path.write_bytes(content)
    before = ledger.evidence_size()
    _change, one = ledger.attach_evidence("placement", first, path)
    _change, two = ledger.attach_evidence("placement", second, path)
    assert ledger.evidence_size() == (before[0] + 1, before[1] + len(content))
    assert (one.view.kind, one.view.media_type, one.notice) == ("contract", "application/pdf", "")
    assert ledger.view_evidence(two.view.id) == (two.view, content)
    assert one.view.digest == hashlib.sha256(content).hexdigest()
    assert ledger.evidence_counts("placement", [first, second, 10_000]) == {first: 1, second: 1}
    with pytest.raises(UnfitFile, match="内容完全相同"):
        ledger.attach_evidence("placement", first, path)


def test_a_file_reaches_the_ledger_without_lying_anywhere_else(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    content = pdf("a mark that is looked for", 3)
    before = set(files_in(ledger.info.path.parent))
    ledger.attach_content("placement", rows_of(ledger)[2], content, f"{CANARY}.pdf")
    assert not list(folder.iterdir())
    after = files_in(ledger.info.path.parent)
    assert set(after) - before <= {ledger.info.path.with_name(ledger.info.path.name + "-journal")}
    assert all(content[200:260] not in held for held in after.values()), "the ledger is not encrypted"


def test_no_name_of_a_file_stands_in_the_journal(ledger: Ledger) -> None:
    row = rows_of(ledger)[3]
    _change, made = ledger.attach_content("placement", row, png(shade=3), f"{CANARY}照片.png")
    ledger.view_evidence(made.view.id)
    ledger.void_evidence(made.view.id, "拍糊了")
    ledger.unvoid_evidence(made.view.id, "还是用它")
    with reading(ledger.engine) as connection:
        told = [str(tuple(entry)) for entry in connection.execute(select(Journal.__table__))]
    assert not [entry for entry in told if CANARY in entry]
    actions = [each.action for each in ledger.history("placement", row)]
    assert actions[:4] == ["恢复佐证材料", "作废佐证材料", "看佐证材料", "添加佐证材料"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"PK\x03\x04" + b"x" * 60, "Word、Excel"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 60, "旧版 Word"),
        (b"\x00\x00\x00\x18ftypheic" + b"x" * 60, "HEIC"),
        (b"\x00\x00\x00\x18ftypisom" + b"x" * 60, "影音"),
        (b"GIF89a" + b"x" * 60, "GIF"),
        (b"MZ" + b"x" * 60, "程序文件"),
        (b"\xef\xbb\xbf <html></html>", "网页"),
        ("张某的证明".encode(), "不是 PDF 或图片"),
        (pdf()[:-120], "不完整"),
        (png()[:-14], "不完整"),
        (jpeg()[:-2], "不完整"),
        (b"%PDF-1.7" + b"0" * MOST_BYTES, "超过每个文件 20 MB"),
    ],
)
def test_what_is_no_evidence_has_its_own_sentence(content: bytes, words: str) -> None:
    with pytest.raises(UnfitFile) as refused:
        recognised(content, f"{CANARY}.pdf")
    fault = refused.value
    assert words in fault.happened
    assert fault.happened.endswith("没有添加。")
    assert CANARY not in f"{fault.happened}{fault.safe}{fault.todo}"


def test_the_content_decides_not_the_name() -> None:
    kind, notice = recognised(png(), "合同.pdf")
    assert kind.media_type == "image/png"
    assert "其实是 PNG 图片" in notice
    assert recognised(jpeg(), "扫描.JPEG")[1] == ""
    assert recognised(pdf(), "没有后缀")[1] == ""
    assert [guessed_kind(name) for name in ("劳动合同.pdf", "合同和社保.pdf", "IMG_1.jpg")] == [
        "contract",
        "other",
        "other",
    ]
    assert [size_words(size) for size in (812, 46_000, MOST_BYTES)] == ["812 字节", "45 KB", "20 MB"]


def test_a_void_row_a_missing_file_and_a_folder_take_nothing(ledger: Ledger, tmp_path: Path) -> None:
    row = rows_of(ledger)[4]
    with pytest.raises(UnfitFile, match="不在原处"):
        ledger.attach_evidence("placement", row, tmp_path / "gone.pdf")
    with pytest.raises(UnfitFile, match="不是一个文件"):
        ledger.attach_evidence("placement", row, tmp_path)
    ledger.void("placement", [row], "试一下")
    with pytest.raises(LedgerFault, match="已作废"):
        ledger.attach_content("placement", row, png(), "a.png")
    ledger.unvoid("placement", [row], "试完了")


def test_opened_files_have_a_name_of_chance_and_are_wiped(ledger: Ledger, tmp_path: Path) -> None:
    content = png(shade=77)
    row = rows_of(ledger)[5]
    made = ledger.attach_content("placement", row, content, f"{CANARY}.png")[1].view
    path = ledger.open_evidence_outside(made.id)
    assert path.read_bytes() == content
    assert CANARY not in str(path)
    assert path.suffix == ".png"
    if os.name == "posix":
        assert path.parent.stat().st_mode & 0o077 == 0
    assert opened_files.place() in path.parents
    second = os.open(path, os.O_RDONLY)  # what a reader still holds is zeros by then
    try:
        assert opened_files.wipe() == 0
        assert os.read(second, len(content)) == bytes(len(content))
    finally:
        os.close(second)
    assert not path.exists()
    assert opened_files.wipe(tmp_path / "never made") == 0


def test_saving_out_needs_a_reason_and_leaves_the_bytes(ledger: Ledger, tmp_path: Path) -> None:
    content = pdf("saved", 2)
    row = rows_of(ledger)[6]
    made = ledger.attach_content("placement", row, content, "合同.pdf")[1].view
    with pytest.raises(LedgerFault, match="没有写用途"):
        ledger.save_evidence(made.id, tmp_path / "out.pdf", " ")
    assert ledger.save_evidence(made.id, tmp_path / "out", "报市局核验").read_bytes() == content
    entry = ledger.history("placement", row)[0]
    assert (entry.action, entry.reason) == ("另存佐证材料", "报市局核验")


def test_roles(tmp_path: Path) -> None:
    with cheap_keys(), opened(new_file(tmp_path)) as made:
        made.save("placement", None, placement(1))
        row = rows_of(made)[0]
        view = made.attach_content("placement", row, png(), "a.png")[1].view
        for name, roles in (("二号", "recorder"), ("审核", "reviewer"), ("审计", "auditor")):
            add_account(made, name, roles)
        path = made.info.path
    with opened(path, "二号") as other, pytest.raises(NotAllowed, match="不是本人添加"):
        other.void_evidence(view.id, "不是我的")
    with opened(path, "审计") as auditor:
        assert auditor.view_evidence(view.id)[1] == png()
        for forbidden in (
            lambda: auditor.attach_content("placement", row, pdf(), "b.pdf"),
            lambda: auditor.open_evidence_outside(view.id),
            lambda: auditor.save_evidence(view.id, tmp_path / "x.png", "看看"),
            lambda: auditor.void_evidence(view.id, "试试"),
        ):
            with pytest.raises(NotAllowed):
                forbidden()
    with opened(path, "审核") as reviewer:
        reviewer.void_evidence(view.id, "材料不对")
        assert [each.void for each in reviewer.evidence("placement", row)] == [True]


def test_verify_finds_content_that_was_changed_and_viewing_refuses_it(tmp_path: Path) -> None:
    with cheap_keys(), opened(new_file(tmp_path)) as made:
        made.save("placement", None, placement(1))
        view = made.attach_content("placement", 1, png(), "a.png")[1].view
        assert {check.name: check.level for check in made.verify()}["佐证材料"] == "pass"
        with writing(made.engine) as connection:
            connection.execute(update(EvidenceContent.__table__).values(content=png(shade=9)))  # type: ignore[arg-type]  # typed as FromClause
        found = {check.name: check for check in made.verify()}["佐证材料"]
        assert (found.level, "1 份" in found.detail) == ("block", True)
        with pytest.raises(LedgerFault, match="校验值"):
            made.view_evidence(view.id)


def test_files_of_a_merged_record_are_shown_with_the_one_that_stays(tmp_path: Path) -> None:
    with cheap_keys(), opened(new_file(tmp_path)) as made:
        for serial in (1, 2):
            made.save("placement", None, placement(serial))
        people = sorted(made.find("person", Query()))
        made.attach_content("person", people[0], png(), "x")
        made.attach_content("person", people[1], pdf(), "y")
        with writing(made.engine) as connection:
            merged = update(Person.__table__).where(Person.id == people[1]).values(merged_into=people[0])  # type: ignore[arg-type]  # typed as FromClause
            connection.execute(merged)
        assert [each.media_type for each in made.evidence("person", people[0])] == [
            "image/png",
            "application/pdf",
        ]
        assert len(made.evidence("person", people[1])) == 1


def test_an_import_is_not_taken_back_under_evidence_or_a_draw(tmp_path: Path) -> None:
    with cheap_keys(), opened(new_file(tmp_path)) as made:
        rows = [line(serial) for serial in range(3)]
        result = made.import_file("placement", write_xlsx(tmp_path / "a.xlsx", [list(HEADINGS), *rows]))
        assert result.batch is not None
        assert made.plan_undo(result.batch).free
        ids = rows_of(made)
        made.attach_content("placement", ids[0], png(), "x.png")
        assert made.plan_undo(result.batch).edited["placement"] == (ids[0],)
        made.draw_sample(date(2025, 1, 1), date(2025, 12, 31), None, True, "100%")
        assert made.plan_undo(result.batch).edited["placement"] == tuple(ids)


def test_listing_evidence_reads_no_content(ledger: Ledger) -> None:
    """A row's list is asked for at every step through the rows: it may not touch the stored bytes."""
    from sqlalchemy import event

    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        ledger.evidence("placement", rows_of(ledger)[0])
        ledger.evidence_counts("placement", rows_of(ledger))
    finally:
        event.remove(ledger.engine, "before_cursor_execute", note)
    assert asked
    assert not [statement for statement in asked if "evidence_content" in statement]
    with reading(ledger.engine) as connection:
        assert connection.execute(select(func.count()).select_from(EvidenceContent)).scalar_one()
