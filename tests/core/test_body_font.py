"""The body font that the settings may name: found, examined, tied to its digest, never exchanged."""

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from ledger_samples import cheap_keys, new_file, opened, placement
from paper_reading import run
from paper_samples import submitted, usual

from core.errors import LedgerFault
from core.returns.body_font import chosen, examined, offered, path_of
from core.returns.fonts import FOLDER
from core.returns.pdf import render
from core.returns.truetype import FontError

OURS = FOLDER / "NotoSansSC-Medium.ttf"
"""Stands for a Fangsong: another face than the one of the house, and ours to give away."""


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The account's own font folder with a font called simfang.ttf."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    folder = tmp_path / ".local" / "share" / "fonts"
    folder.mkdir(parents=True)
    (folder / "simfang.ttf").write_bytes(OURS.read_bytes())
    yield folder


def with_rights(content: bytes, rights: int) -> bytes:
    """A font that says so much about embedding (OS/2 fsType)."""
    font = bytearray(content)
    for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, at)
        if tag == b"OS/2":
            struct.pack_into(">H", font, offset + 8, rights)
    return bytes(font)


def test_a_fangsong_of_the_computer_is_offered_and_named_with_its_digest(fonts: Path) -> None:
    (fonts / "other.ttf").write_bytes(OURS.read_bytes())
    assert "simfang.ttf" in offered()
    assert "other.ttf" not in offered([fonts])
    text = chosen("simfang.ttf")
    name, digest = text.split("|")
    assert (name, len(digest)) == ("simfang.ttf", 64)
    assert chosen(text) == text
    assert chosen(str(fonts / "simfang.ttf")) == text
    assert chosen("") == ""
    assert path_of(text) == fonts / "simfang.ttf"
    assert path_of("") is None


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0200])
def test_a_font_that_may_not_be_embedded_is_refused(fonts: Path, rights: int) -> None:
    (fonts / "simfang.ttf").write_bytes(with_rights(OURS.read_bytes(), rights))
    with pytest.raises(LedgerFault, match="不允许"):
        chosen("simfang.ttf")


@pytest.mark.parametrize("content", [b"", b"OTTO" + bytes(60), b"no font at all", bytes(4000)])
def test_what_is_no_truetype_font_is_refused(fonts: Path, content: bytes) -> None:
    (fonts / "simfang.ttf").write_bytes(content)
    with pytest.raises(FontError):
        examined(fonts / "simfang.ttf")
    with pytest.raises(LedgerFault, match="不能用"):
        chosen("simfang.ttf")


def test_a_font_without_chinese_is_refused(fonts: Path) -> None:
    (fonts / "simfang.ttf").write_bytes((FOLDER / "LiberationSerif-Regular.ttf").read_bytes())
    with pytest.raises(LedgerFault, match="常用字"):
        chosen("simfang.ttf")


def test_a_font_that_is_not_there_is_said_with_those_that_are(fonts: Path) -> None:
    with pytest.raises(LedgerFault) as fault:
        chosen("仿宋_GB2312.ttf")
    assert "simfang.ttf" in str(fault.value)


def test_a_font_outside_the_font_folders_is_refused(fonts: Path, tmp_path: Path) -> None:
    (tmp_path / "U").mkdir()
    (tmp_path / "U" / "zhuque.ttf").write_bytes((FOLDER / "LedgerKai-Regular.ttf").read_bytes())
    with pytest.raises(LedgerFault, match="没有装在这台电脑上"):
        chosen(str(tmp_path / "U" / "zhuque.ttf"))


def test_the_named_font_draws_the_body_and_is_embedded(fonts: Path, tmp_path: Path) -> None:
    named = replace(usual(), basis=replace(usual().basis, font=chosen("simfang.ttf")))
    drawn = render(named)
    assert drawn.problems == ()
    assert drawn.bytes == render(named).bytes
    rows = run("pdffonts", "PDF", pdf=drawn.bytes, path=tmp_path / "a.pdf").splitlines()[2:]
    assert any("+fangsong" in row for row in rows)
    assert all(" yes yes yes " in row for row in rows)
    assert b'"font":"simfang.ttf|' in drawn.data
    text = run("pdftotext", "-layout", "PDF", "-", pdf=drawn.bytes, path=tmp_path / "a.pdf")
    assert "累计10462人" in text.replace("\n", "").replace(" ", "")
    with pikepdf.open(tmp_path / "a.pdf") as document:
        assert str(fonts) not in str(document.docinfo)


def test_the_same_snapshot_is_not_drawn_with_another_font(fonts: Path) -> None:
    named = replace(submitted(), basis=replace(submitted().basis, font=chosen("simfang.ttf")))
    (fonts / "simfang.ttf").write_bytes((FOLDER / "LedgerKai-Regular.ttf").read_bytes())
    drawn = render(named)
    assert drawn.bytes == b""
    assert "simfang.ttf" in drawn.problems[0].message
    (fonts / "simfang.ttf").unlink()
    assert render(named).bytes == b""
    (fonts / "FangSong_renamed.ttf").write_bytes(OURS.read_bytes())
    assert render(named).bytes != b""


def test_the_setting_goes_into_the_snapshot_and_a_submitted_month_keeps_its_bytes(
    fonts: Path, tmp_path: Path
) -> None:
    with cheap_keys(), opened(new_file(tmp_path / "ledger")) as ledger:
        ledger.save("placement", None, placement(1))
        before = ledger.preview_return("2025-09").pdf
        ledger.set_setting("body_font", "simfang.ttf", "本局有仿宋")
        assert ledger.settings()["body_font"].startswith("simfang.ttf|")
        after = ledger.preview_return("2025-09").pdf
        assert b"+fangsong" in after
        assert b"+fangsong" not in before
        (fonts / "simfang.ttf").unlink()
        preview = ledger.preview_return("2025-09")
        assert preview.pdf == b""
        assert any("simfang.ttf" in check.detail for check in preview.checks)
        with pytest.raises(LedgerFault, match="没有找到字体"):
            ledger.set_setting("body_font", "simsun.ttf", "试")
        ledger.set_setting("body_font", "", "改回")
        assert b"+fangsong" not in ledger.preview_return("2025-09").pdf
