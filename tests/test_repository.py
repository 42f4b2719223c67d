"""What is in the repository beside code: locks, fonts, icons, licences, and no trace of anybody's machine."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"
ICONS = ROOT / "resources" / "icons"
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bundle.lock")
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, set[str]]:
    """Return name → pinned versions (more than one where the Python version decides)."""
    found: dict[str, set[str]] = {}
    for name, version in PIN.findall((ROOT / lock).read_text("utf-8")):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_carry_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    entries = [entry for entry in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE) if "==" in entry]
    assert len(entries) >= len(pins(lock)) > 20
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?:|file:|--index|--find-links|--extra", text)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_larger_locks_hold_the_runtime_lock(lock: str) -> None:
    wider = pins(lock)
    assert {name: versions for name, versions in pins(LOCKS[0]).items() if wider.get(name) != versions} == {}


def test_lock_holds_what_the_project_asks_for() -> None:
    asked = dict(re.findall(r'^  "([A-Za-z0-9-]+)==([\d.]+)",$', (ROOT / "pyproject.toml").read_text(), re.M))
    locked = {**pins(LOCKS[1]), **pins(LOCKS[0])}
    assert asked
    assert {name: wanted for name, wanted in asked.items() if locked.get(name.lower()) != {wanted}} == {}


def test_every_library_shipped_has_its_licence_listed() -> None:
    listed = set(re.findall(r"^\| ([A-Za-z0-9._-]+) \|", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), re.M))
    names = {re.sub(r"[._]", "-", name).lower() for name in listed}
    assert set(pins(LOCKS[0])) - names == set()


def test_every_font_is_listed_with_its_digest() -> None:
    readme = (FONTS / "README.md").read_text("utf-8")
    files = sorted(FONTS.glob("*.ttf"))
    assert len(files) == 13
    wrong = [path.name for path in files if hashlib.sha256(path.read_bytes()).hexdigest() not in readme]
    assert wrong == []
    assert {path.name for path in FONTS.glob("LICENSE-*.txt")} == set(re.findall(r"LICENSE-\w+\.txt", readme))


def test_fonts_can_be_embedded_and_show_rare_names() -> None:
    covered: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        face = TTFontFile(str(path))
        assert b"glyf" in path.read_bytes()[:1024], f"{path.name} is no glyf TrueType"
        covered |= set(face.charToGlyph)
    assert {sign for sign in "䶮㛃𬱖𫟹𬍛𬭎𠅤𠮷𪚥" if ord(sign) not in covered} == set()


def test_figures_fonts_have_digits_and_signs_of_one_width() -> None:
    for style in ("Regular", "Bold"):
        face = TTFontFile(str(FONTS / f"LedgerFigures-{style}.ttf"))
        assert {face.charWidths[ord(digit)] for digit in "0123456789"} == {500}
        assert face.charWidths[ord("-")] == face.charWidths[ord("+")]
        assert str(face.familyName, "ascii") == "Ledger Figures"


def test_reserved_font_names_are_not_used_by_derived_fonts() -> None:
    for path in FONTS.glob("Ledger*.ttf"):
        name = str(TTFontFile(str(path)).familyName, "latin-1")
        assert not re.search("Liberation|LXGW|WenKai|Tinos|Klee", name)


def quoted_words() -> set[str]:
    """Return every quoted string of our own code that could name a file."""
    found: set[str] = set()
    for top in ("ui", "core"):
        for path in (ROOT / top).rglob("*.py"):
            found |= set(re.findall(r'"([A-Za-z0-9./_-]+)"', path.read_text("utf-8")))
    return found


def test_every_font_and_icon_named_in_code_exists() -> None:
    words = quoted_words()
    missing_fonts = {word for word in words if word.endswith(".ttf")} - {p.name for p in FONTS.iterdir()}
    missing_icons = {word for word in words if word.endswith(".svg")} - {p.name for p in ICONS.iterdir()}
    system = {"simfang.ttf", "SIMFANG.TTF"}
    assert {word for word in missing_fonts if "/" not in word} - system == set()
    assert {word for word in missing_icons if "/" not in word} == set()


def test_icons_take_the_colour_of_their_role() -> None:
    icons = sorted(ICONS.glob("*.svg"))
    assert len(icons) >= 60
    assert [path.name for path in icons if 'stroke="currentColor"' not in path.read_text("utf-8")] == []
    assert (ICONS / "LICENSE").read_text("utf-8").startswith("MIT License")


def test_repository_names_no_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    home = re.compile(r"/(?:home|Users|root|work|tmp)/\w+|file:///\w")
    wrong = []
    for name in filter(None, listed.stdout.decode("utf-8").split("\0")):
        path = ROOT / name
        shipped = path.suffix in {".py", ".md", ".toml", ".lock", ".spec", ".qss"} and path.exists()
        if shipped and not name.startswith("tests/"):  # tests make up paths of other machines
            lines = path.read_text("utf-8").splitlines()
            wrong += [f"{name}:{number}" for number, line in enumerate(lines, 1) if home.search(line)]
    assert wrong == []


def test_every_document_that_code_points_to_exists() -> None:
    named: set[str] = set()
    for top in ("ui", "core", "db", "resources"):
        for path in (ROOT / top).rglob("*"):
            if path.suffix in {".py", ".toml"}:
                named |= set(re.findall(r"docs/[\w/-]+\.\w+", path.read_text("utf-8")))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_picture_and_page_that_a_document_shows_exists() -> None:
    missing = []
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "resources").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            if not (document.parent / target).exists():
                missing.append(f"{document.relative_to(ROOT)}: {target}")
    assert missing == []
