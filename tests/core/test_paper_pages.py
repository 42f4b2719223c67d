"""The drawn return read back: text and geometry, page breaks, fonts, metadata, the same bytes again."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from paper_lines import HOSTS
from paper_reading import Word, compare, run, text_of, words_of
from paper_samples import SAMPLES, usual

from core.returns.fonts import Fonts
from core.returns.pdf import RenderedReturn, render
from core.returns.sheet import BOTTOM, LEFT, PAGE_HEIGHT, RIGHT, TOP
from core.returns.snapshot import HostLine, Snapshot

HALF_EM = 15.79 / 2 + 0.1
WATERMARK = set("草稿送审退回未经核不得上报")
FURNITURE = re.compile(
    r"演示数据|非实际统计结果|编号|—|\d+|摘要|[0-9a-f]{8}|草稿第\d+稿|送审稿第\d+稿|未定稿，无摘要|\S*-\S*"
)


@cache
def drawn(name: str) -> RenderedReturn:
    result = render(SAMPLES[name]())
    assert result.problems == ()
    return result


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, Snapshot, RenderedReturn]:
    name = str(request.param)
    return name, SAMPLES[name](), drawn(name)


def own_path() -> dict[str, str]:
    """The environment of a process that finds the program and the samples."""
    tests = Path(__file__).parents[1]
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(tests.parent), str(tests)))}


def content(words: list[Word]) -> list[Word]:
    """Words of the text itself, the watermark left out."""
    return [word for word in words if not (set(word.text) <= WATERMARK and word.bottom - word.top > 20)]


def test_text_and_geometry_are_the_golden_ones(
    sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path
) -> None:
    name, _, result = sample
    words = words_of(result.bytes, tmp_path / "paper.pdf")
    compare(f"paper_{name}.txt", "\n".join(map(str, words)) + "\n")


def test_every_word_lies_inside_the_text_block(
    sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path
) -> None:
    for word in content(words_of(sample[2].bytes, tmp_path / "paper.pdf")):
        upper, lower = PAGE_HEIGHT - word.top, PAGE_HEIGHT - word.bottom
        if lower < BOTTOM - 0.5 or upper > TOP + 0.5:
            beside = word.left >= LEFT - 0.1 and word.right <= RIGHT + 0.1
            assert beside and (FURNITURE.fullmatch(word.text) or lower > TOP), word
            continue
        assert word.left >= LEFT - 0.1, word
        assert word.right <= RIGHT + HALF_EM, word


def test_no_two_words_of_a_page_overlap(sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path) -> None:
    words = content(words_of(sample[2].bytes, tmp_path / "paper.pdf"))
    for page in range(sample[2].pages):
        here = [word for word in words if word.page == page]
        for number, one in enumerate(here):
            for other in here[number + 1 :]:
                across = min(one.right, other.right) - max(one.left, other.left)
                along = min(one.bottom, other.bottom) - max(one.top, other.top)
                squeezed = abs(one.top - other.top) < 0.1 and across < HALF_EM
                assert across < 1.0 or along < 1.0 or squeezed, (one, other)


def test_the_last_page_carries_text_above_the_signature(
    sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path
) -> None:
    words = content(words_of(sample[2].bytes, tmp_path / "paper.pdf"))
    last = [word for word in words if word.page == sample[2].pages - 1]
    (signature,) = [word for word in words if word.text.startswith("单位负责人：")]
    assert signature.page == sample[2].pages - 1
    above = [word for word in last if PAGE_HEIGHT - word.top < TOP and word.bottom < signature.top]
    assert len(above) >= 2


def test_every_page_has_a_number_and_the_identity(
    sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path
) -> None:
    _, snapshot, result = sample
    words = words_of(result.bytes, tmp_path / "paper.pdf")
    for page in range(result.pages):
        foot = [word for word in words if word.page == page and PAGE_HEIGHT - word.bottom < BOTTOM - 10]
        assert any(snapshot.number in word.text for word in foot)
        (number,) = [word for word in foot if word.text == str(page + 1)]
        assert (number.left > 300) == (page % 2 == 0)


def test_a_running_table_repeats_caption_and_head(tmp_path: Path) -> None:
    text = text_of(drawn("many").bytes, tmp_path / "paper.pdf")
    pages = text.split("\f")
    for caption, head in (("表4 +分镇街完成情况", "任务数"), ("表7 +本月招聘活动情况", "活动名称")):
        places = [page for page in pages if re.search(caption, page)]
        assert len(places) > 1
        assert all(head in page for page in places)
        assert all("（续）" in page for page in places[1:])
        assert not re.search(caption + r"[^\n]*（续）", places[0])


def test_the_same_snapshot_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from core.returns.pdf import render\n"
        "from paper_samples import usual\n"
        "result = render(usual())\n"
        "pathlib.Path(sys.argv[1]).write_bytes(result.bytes + result.workbook + result.data)\n"
    )
    written = tmp_path / "again"
    subprocess.run([sys.executable, "-c", script, str(written)], check=True, env=own_path())
    result = drawn("usual")
    assert written.read_bytes() == result.bytes + result.workbook + result.data


def test_the_file_is_sound_and_its_fonts_are_embedded(
    sample: tuple[str, Snapshot, RenderedReturn], tmp_path: Path
) -> None:
    pdf, path = sample[2].bytes, tmp_path / "paper.pdf"
    run("qpdf", "--check", "PDF", pdf=pdf, path=path)
    for trace in (b"ReportLab", b"/Rotate", b"/Trans", b"Helvetica", b"anonymous"):
        assert trace not in pdf
    drawn_pages = subprocess.run(
        ["pdftoppm", "-r", "20", "-png", str(path), str(tmp_path / "page")], capture_output=True, check=True
    )
    assert drawn_pages.stderr == b""
    rows = run("pdffonts", "PDF", pdf=pdf, path=path).splitlines()[2:]
    assert len(rows) >= 6
    for row in rows:
        assert re.search(r"CID TrueType\s+Identity-H\s+yes\s+yes\s+yes", row), row


def test_rare_characters_copy_out(tmp_path: Path) -> None:
    hosts = (*HOSTS, HostLine("演示𠮷野\U0002a6d6有限公司", "2025年6月", "区级", 1, 1, 1, 0))
    result = render(replace(usual(), hosts=hosts))
    text = text_of(result.bytes, tmp_path / "paper.pdf")
    for name in ("䶮㛃", "𬱖", "𠮷野\U0002a6d6"):
        assert name in text


def test_signs_and_marks_copy_out(tmp_path: Path) -> None:
    words = {word.text for word in words_of(drawn("usual").bytes, tmp_path / "paper.pdf")}
    assert {"-4.57", "+2.53", "▲", "▼", "≥75"} <= words


def test_a_character_without_glyph_stops_the_print() -> None:
    hosts = (HostLine("演示\U00030edd有限公司", "2025年6月", "区级", 1, 1, 1, 0),)
    result = render(replace(usual(), hosts=hosts))
    assert result.bytes == b""
    (problem,) = result.problems
    assert "U+30EDD" in problem.message
    assert "表8第1行" in problem.message


def test_a_text_too_long_stops_the_print() -> None:
    hosts = (HostLine("演示" * 80, "2025年6月", "区级", 1, 1, 1, 0),)
    result = render(replace(usual(), hosts=hosts))
    assert result.bytes == b""
    assert "过长" in result.problems[0].message


def test_metadata_names_unit_and_period_only(tmp_path: Path) -> None:
    snapshot = SAMPLES["behind"]()
    pdf, path = drawn("behind").bytes, tmp_path / "paper.pdf"
    facts = run("pdfinfo", "PDF", pdf=pdf, path=path) + run("pdfinfo", "-meta", "PDF", pdf=pdf, path=path)
    assert snapshot.office in facts
    assert "2025年9月" in facts
    for officer in (snapshot.signatures.head, snapshot.signatures.preparer, snapshot.signatures.phone):
        assert officer
        assert officer not in facts
    assert not re.search(r"(?i)reportlab|qpdf|pikepdf|producer|creator:|pdfaid|/home|/root", facts)
    assert drawn("behind").digest in facts


def test_a_draft_prints_neither_digest_nor_date(tmp_path: Path) -> None:
    result = drawn("usual")
    text = text_of(result.bytes, tmp_path / "paper.pdf")
    assert result.digest[:8] not in text
    assert result.digest[:4] not in text
    assert "定稿后生成" in text
    assert "2025年10月9日" not in text
    assert "草稿第2稿" in text


def test_a_submitted_return_prints_its_digest_in_groups_of_four(tmp_path: Path) -> None:
    result = drawn("submitted")
    text = text_of(result.bytes, tmp_path / "paper.pdf")
    for start in range(0, 64, 16):
        row = result.digest[start : start + 16]
        assert " ".join(row[at : at + 4] for at in range(0, 16, 4)) in text
    assert f"摘要 {result.digest[:8]}" in text
    assert "2025年10月9日" in text
    assert "草稿第" not in text
    assert "未定稿" not in text


def test_only_the_demonstration_ledger_prints_its_box(tmp_path: Path) -> None:
    pages = text_of(drawn("usual").bytes, tmp_path / "paper.pdf").split("\f")[:-1]
    assert all("非实际统计结果" in page for page in pages)
    assert "非实际统计结果" not in text_of(drawn("above").bytes, tmp_path / "paper.pdf")


def test_hotspots_lie_on_the_numbers_they_open(tmp_path: Path) -> None:
    result = drawn("usual")
    words = words_of(result.bytes, tmp_path / "paper.pdf")
    own = [spot for spot in result.hotspots if spot.plan == "yongchuan-2025" and spot.page == 0]
    assert {spot.figure for spot in own} == {
        "placement.total",
        "placement.origin.local_institution",
        "placement.origin.within_city",
        "placement.origin.outside_city",
    }
    for spot in own:
        left, lower, right, upper = spot.place
        inside = [
            word.text
            for word in words
            if word.page == 0
            and left <= word.left
            and word.right <= right
            and lower <= PAGE_HEIGHT - word.bottom
            and PAGE_HEIGHT - word.top <= upper
        ]
        assert inside, spot


def test_page_one_tightens_before_the_rates_move(tmp_path: Path) -> None:
    behind = text_of(drawn("behind").bytes, tmp_path / "paper.pdf").split("\f")
    assert "比率指标" in behind[0]
    many = text_of(drawn("many").bytes, tmp_path / "paper.pdf").split("\f")
    assert "比率指标" not in many[0]
    assert re.search("表1 +核心指标完成情况（续）", many[1])


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (lambda given: replace(given, posts=()), "公共部门岗位"),
        (lambda given: replace(given, townships=()), "分镇街完成情况"),
        (lambda given: replace(given, hosts=()), "见习单位"),
        (lambda given: replace(given, difficulties="", next_steps=""), "存在问题"),
    ],
)
def test_numbering_runs_on_when_a_table_is_missing(
    change: Callable[[Snapshot], Snapshot], gone: str, tmp_path: Path
) -> None:
    text = text_of(render(change(usual())).bytes, tmp_path / "paper.pdf")
    assert gone not in text
    captions = [int(number) for number in re.findall(r"表(\d+) +\S", text)]
    assert sorted(set(captions)) == list(range(1, max(captions) + 1))
    titles = "存在问题|下一步打算|更正说明|指标规则|统计口径"
    headings = re.findall(rf"^\s+([一二三四五])、(?:{titles})", text, re.MULTILINE)
    assert headings == list("一二三四五"[: len(headings)])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_return_is_quick_and_small() -> None:
    """Limits: 0.6 s of CPU, 100 MB; only ten times the first fails, for a machine may be busy."""
    script = (
        "import time, pathlib\nfrom paper_samples import submitted\nsnapshot = submitted()\n"
        "start = time.process_time()\nfrom core.returns.pdf import render\nrender(snapshot)\n"
        "print(time.process_time() - start)\nprint(pathlib.Path('/proc/self/status').read_text())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=own_path()
    )
    assert float(done.stdout.partition("\n")[0]) < 6
    peak = re.search(r"VmHWM:\s+(\d+) kB", done.stdout)
    assert peak is not None
    assert int(peak.group(1)) < 100_000


def test_the_layout_asks_for_few_fonts() -> None:
    """Hanazono's 29 MB stay closed unless a character needs them."""
    fonts = Fonts()
    assert not fonts.missing
    assert "HanaMinB" not in str(run_fonts())


def run_fonts() -> list[str]:
    script = (
        "from core.returns.pdf import render\nfrom core.returns import fonts\n"
        "from paper_samples import usual\nopened=[]\nkept=fonts._opened.__wrapped__\n"
        "fonts._opened=lambda path: (opened.append(path.name), kept(path))[1]\n"
        "render(usual())\nprint(sorted(set(opened)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, env=own_path()
    )
    return done.stdout.splitlines()
