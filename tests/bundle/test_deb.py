"""The quick part of the installers: what the checks find, and what stands in the package."""

import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "packaging" / "deb"
sys.path.insert(0, str(ROOT / "packaging"))

import compare_packages  # noqa: E402 - packaging/ is a folder of scripts and no package
import deb_package  # noqa: E402 - as above
import debian_root  # noqa: E402 - as above
import old_python  # noqa: E402 - as above
import sizes  # noqa: E402 - as above
import system_libraries  # noqa: E402 - as above
from elf import NotReadableError, demands  # noqa: E402 - as above
from screen_picture import read_screen, shades, write_png  # noqa: E402 - as above

linux = pytest.mark.skipif(sys.platform != "linux", reason="the .deb is made and tried on Linux")


def elf_file(*wanted: tuple[str, tuple[str, ...]], weak: bool = False, needed: tuple[str, ...] = ()) -> bytes:
    """A made ELF file of one loaded segment that asks for versions (library, versions) and for libraries."""
    words = b"\0"
    places: dict[str, int] = {}
    for word in [*needed, *(each for library, versions in wanted for each in (library, *versions))]:
        places.setdefault(word, len(words))
        words += word.encode() + b"\0" if places[word] == len(words) else b""
    body, begin = b"", 64 + 56 * 2
    for number, (library, versions) in enumerate(wanted):
        last = number == len(wanted) - 1
        following = 0 if last else 16 + 16 * len(versions)
        body += struct.pack("<HHIII", 1, len(versions), places[library], 16, following)
        for index, version in enumerate(versions):
            further = 0 if index == len(versions) - 1 else 16
            body += struct.pack("<IHHII", 0, 2 if weak else 0, 2 + index, places[version], further)
    need_at, words_at = begin, begin + len(body)
    entries = [(1, places[each]) for each in needed] + [(5, words_at)]
    entries += [(0x6FFFFFFE, need_at), (0x6FFFFFFF, len(wanted))] if wanted else []
    dynamic = b"".join(struct.pack("<QQ", *each) for each in [*entries, (0, 0)])
    dynamic_at = words_at + len(words)
    whole = dynamic_at + len(dynamic)
    head = b"\x7fELF" + bytes([2, 1, 1]) + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 64, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, whole, whole, 4096)
    dynamic_segment = struct.pack("<IIQQQQQQ", 2, 6, dynamic_at, dynamic_at, 0, len(dynamic), len(dynamic), 8)
    return head + load + dynamic_segment + body + words + dynamic


def checked(tmp_path: Path, **files: bytes) -> subprocess.CompletedProcess[str]:
    """Run the check over a folder of made files."""
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    for name, content in files.items():
        (folder / "deep" / name).write_bytes(content)
    command = [sys.executable, str(ROOT / "packaging" / "check_glibc.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_folder_for_the_old_system_passes(tmp_path: Path) -> None:
    old = elf_file(("libc.so.6", ("GLIBC_2.2.5", "GLIBC_2.28")), ("libstdc++.so.6", ("GLIBCXX_3.4.25",)))
    done = checked(tmp_path, old=old, text=b"no program")
    assert done.returncode == 0, done.stderr
    assert "GLIBC_2.28 at most (deep/old)" in done.stdout
    assert "GLIBCXX_3.4.25" in done.stdout


@pytest.mark.parametrize(
    ("library", "version"),
    [
        ("libc.so.6", "GLIBC_2.29"),
        ("libm.so.6", "GLIBC_2.38"),
        ("libc.so.6", "GLIBC_ABI_DT_RELR"),
        ("libstdc++.so.6", "GLIBCXX_3.4.26"),
        ("libstdc++.so.6", "CXXABI_1.3.12"),
    ],
)
def test_one_newer_symbol_fails_the_build_and_is_named(tmp_path: Path, library: str, version: str) -> None:
    wanted = (library, ("GLIBC_2.17", version))
    done = checked(tmp_path, old=elf_file(("libc.so.6", ("GLIBC_2.2.5",))), new=elf_file(wanted))
    assert done.returncode == 1
    assert "deep/new" in done.stderr
    assert "deep/old" not in done.stderr
    assert version in done.stderr or "GLIBC_2.36" in done.stderr


def test_what_may_be_missing_is_not_asked_for() -> None:
    assert demands(elf_file(("libc.so.6", ("GLIBC_2.40",)), weak=True)).versions == {"libc.so.6": ()}


def test_libraries_are_read_in_their_order() -> None:
    assert demands(elf_file(needed=("libz.so.1", "libc.so.6"))).needed == ("libz.so.1", "libc.so.6")


@pytest.mark.parametrize("length", [3, 20, 63, 100, 180, 200])
def test_a_cut_file_is_said_to_be_unreadable(tmp_path: Path, length: int) -> None:
    cut = elf_file(("libc.so.6", ("GLIBC_2.17",)), needed=("libc.so.6",))[:length]
    with pytest.raises(NotReadableError):
        demands(cut)
    if length > 4:
        assert checked(tmp_path, cut=cut).returncode == 1


def test_an_empty_folder_is_no_proof(tmp_path: Path) -> None:
    assert checked(tmp_path, text=b"nothing").returncode == 1


@linux
def test_the_reader_agrees_with_readelf() -> None:
    if not shutil.which("readelf"):
        pytest.skip("binutils are not installed")
    file = Path(sys.executable).resolve()
    said = subprocess.run(["readelf", "-d", str(file)], capture_output=True, text=True, check=True).stdout
    assert list(demands(file.read_bytes()).needed) == re.findall(r"\(NEEDED\).*\[(.+)\]", said)


def test_depends_names_a_package_for_every_library_and_its_later_name() -> None:
    named = system_libraries.packages(["libc.so.6", "libm.so.6", "libglib-2.0.so.0", "libcups.so.2"])
    assert named == ["libc6 (>= 2.28)", "libcups2 | libcups2t64", "libglib2.0-0 | libglib2.0-0t64"]
    with pytest.raises(KeyError):
        system_libraries.packages(["libunheard.so.3"])


def test_only_libraries_beside_the_program_are_left_to_the_system() -> None:
    assert system_libraries.is_of_system("libglib-2.0.so.0")
    assert system_libraries.is_of_system("libpng16.so.16")
    assert not system_libraries.is_of_system("libxcb-cursor.so.0")
    assert not system_libraries.is_of_system("PySide6/Qt/lib/libQt6Core.so.6")
    assert not system_libraries.is_of_system("pillow.libs/libpng16-0.so.16")


def test_control_has_what_dpkg_and_a_clerk_need() -> None:
    text = deb_package.control("1.2.3", ["libc6 (>= 2.28)", "libegl1"], 240_000)
    found = deb_package.fields(text)
    assert found["Package"] == "placement-ledger"
    assert found["Version"] == "1.2.3"
    assert found["Architecture"] == "amd64"
    assert found["Depends"] == "libc6 (>= 2.28), libegl1"
    assert found["Installed-Size"] == "240000"
    assert found["Conflicts"] == "ledger"
    assert text.endswith("\n") and "\n\n" not in text
    assert all(line.startswith(" ") for line in found["Description"].splitlines()[1:])


def laid_out(tmp_path: Path) -> Path:
    """A package tree around a stand-in for the program folder."""
    folder = tmp_path / "folder"
    (folder / "_internal").mkdir(parents=True)
    (folder / "placement-ledger").write_bytes(b"#!/bin/sh\n")
    (folder / "placement-ledger").chmod(0o700)
    (folder / "_internal" / "base_library.zip").write_bytes(b"PK")
    icons = tmp_path / "icons" / "48x48" / "apps"
    icons.mkdir(parents=True)
    (icons / "placement-ledger.png").write_bytes(b"PNG")
    tree = tmp_path / "tree"
    deb_package.lay_out(folder, ROOT, tmp_path / "icons", tree)
    deb_package.add_control(tree, deb_package.version(ROOT), ["libc6 (>= 2.28)"])
    return tree


@linux
def test_tree_holds_program_commands_menu_entry_and_licences(tmp_path: Path) -> None:
    tree = laid_out(tmp_path)
    assert (tree / "usr/bin/ledger").readlink() == Path("/opt/placement-ledger/placement-ledger")
    for name in (
        "opt/placement-ledger/_internal/base_library.zip",
        "usr/share/applications/placement-ledger.desktop",
        "usr/share/mime/packages/placement-ledger.xml",
        "usr/share/icons/hicolor/48x48/apps/placement-ledger.png",
        "usr/share/doc/placement-ledger/THIRD_PARTY.md",
        "usr/share/doc/placement-ledger/manual.md",
    ):
        assert (tree / name).is_file(), name
    licence = (tree / "usr/share/doc/placement-ledger/copyright").read_text("utf-8")
    assert "Permission is hereby granted" in licence
    listed = (tree / "DEBIAN/md5sums").read_text("utf-8")
    assert "  opt/placement-ledger/placement-ledger\n" in listed
    assert "DEBIAN" not in listed


@linux
def test_dpkg_takes_the_tree_and_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb"):
        pytest.skip("dpkg is not installed")
    made = []
    for name in ("first", "second"):
        tree = laid_out(tmp_path / name)
        deb_package.settle(tree, 1_700_000_000)
        file = tmp_path / f"{name}.deb"
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(file)]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run(command, check=True, capture_output=True, env=environment)
        made.append(file.read_bytes())
    assert made[0] == made[1]
    assert compare_packages.differences(tmp_path / "first.deb", tmp_path / "second.deb") == []
    told = subprocess.run(
        ["dpkg-deb", "--contents", str(tmp_path / "first.deb")], capture_output=True, text=True, check=True
    )
    rights = re.findall(r"^(\S+) (\S+) .* (\S+)$", told.stdout, re.MULTILINE)
    assert {owner for _, owner, _ in rights} == {"root/root"}
    assert ("-rwxr-xr-x", "root/root", "./opt/placement-ledger/placement-ledger") in rights


@linux
def test_a_difference_between_two_packages_is_named(tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb"):
        pytest.skip("dpkg is not installed")
    for name in ("first", "second"):
        tree = laid_out(tmp_path / name)
        if name == "second":
            (tree / "opt/placement-ledger/_internal/base_library.zip").write_bytes(b"KP")
        deb_package.settle(tree, 1_700_000_000)
        command = [
            "dpkg-deb",
            "--root-owner-group",
            "-Zgzip",
            "--build",
            str(tree),
            str(tmp_path / f"{name}.deb"),
        ]
        subprocess.run(command, check=True, capture_output=True)
    found = compare_packages.differences(tmp_path / "first.deb", tmp_path / "second.deb")
    assert found == ["files ./opt/placement-ledger/_internal/base_library.zip: content"]


def test_version_is_the_same_everywhere() -> None:
    from core.crash_log import VERSION

    assert deb_package.version(ROOT) == VERSION


def test_menu_entry_and_file_type_belong_together() -> None:
    entry = (PARTS / "placement-ledger.desktop").read_text("utf-8")
    fields = dict(re.findall(r"^([^=\n]+)=(.*)$", entry, re.MULTILINE))
    assert fields["Name[zh_CN]"] == "留渝来渝就业创业台账"
    assert fields["Exec"] == "/usr/bin/ledger %f"
    assert fields["Icon"] == "placement-ledger"
    kind = (PARTS / "placement-ledger.xml").read_text("utf-8")
    assert fields["MimeType"] == "application/x-placement-ledger;"
    assert 'type="application/x-placement-ledger"' in kind
    assert 'pattern="*.ledger"' in kind
    if shutil.which("desktop-file-validate"):
        command = ["desktop-file-validate", str(PARTS / "placement-ledger.desktop")]
        assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == ""


@linux
@pytest.mark.parametrize("name", deb_package.SCRIPTS)
def test_maintainer_scripts_are_sound_shell_and_touch_nothing(name: str) -> None:
    text = (PARTS / name).read_text("utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", str(PARTS / name)], check=False).returncode == 0
    assert not re.search(
        r"\b(rm|mv|unlink|rmdir|truncate)\b|>\s*[\"'/$]", re.sub(r">&2|2>/dev/null", "", text)
    )


@linux
@pytest.mark.parametrize("what", ["remove", "purge"])
def test_removal_keeps_ledgers_and_says_where_they_are(tmp_path: Path, what: str) -> None:
    home = tmp_path / "home" / "zhou min"
    usual = home / "文档" / "就业创业台账"
    elsewhere = tmp_path / "数据 盘" / "永川区.ledger"
    for file in (usual / "永川区.ledger", usual / "永川区.ledger.keys", elsewhere):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"encrypted")
    recent = home / ".config" / "placement-ledger" / "recent.json"
    recent.parent.mkdir(parents=True)
    recent.write_text(f'{{"ledger": "{elsewhere}", "account": "admin"}}', "utf-8")
    environment = {
        **os.environ,
        "LEDGER_HOMES": str(tmp_path / "home"),
        "LEDGER_ROOT_HOME": str(tmp_path / "no"),
    }
    done = subprocess.run(
        ["sh", str(PARTS / "postrm"), what], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(usual / "永川区.ledger") in done.stdout
    assert str(elsewhere) in done.stdout
    assert "admin" not in done.stdout
    assert (usual / "永川区.ledger.keys").read_bytes() == elsewhere.read_bytes() == b"encrypted"


@linux
def test_removal_where_no_ledger_is_found_says_so(tmp_path: Path) -> None:
    environment = {**os.environ, "LEDGER_HOMES": str(tmp_path), "LEDGER_ROOT_HOME": str(tmp_path / "no")}
    done = subprocess.run(
        ["sh", str(PARTS / "postrm"), "remove"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "从不随程序删除" in done.stdout


@linux
@pytest.mark.parametrize(
    ("name", "word"), [("preinst", "upgrade"), ("prerm", "remove"), ("postrm", "upgrade")]
)
def test_scripts_let_pass_where_nothing_runs(name: str, word: str) -> None:
    done = subprocess.run(["sh", str(PARTS / name), word], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_mirror_is_the_one_that_is_asked_for_and_is_told() -> None:
    mirror = debian_root.find_mirror({"APT_MIRROR": "http://mirror.example/debian/"})
    assert str(mirror).startswith("http://mirror.example/debian (APT_MIRROR")
    assert mirror.security == "http://mirror.example/debian-security"


def test_without_a_named_archive_the_build_stops_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian_root, "_answer", lambda *_command: "")
    with pytest.raises(debian_root.BuildError, match="APT_MIRROR"):
        debian_root.find_mirror({})


def test_patches_that_mend_are_taken_and_debians_own_are_not() -> None:
    taken = [
        name
        for name in (
            "CVE-2025-4516-1.patch",
            "0001-3.11-gh-123270-x.patch",
            "deb-setup.diff",
            "multiarch.diff",
        )
        if old_python.is_mend(name)
    ]
    assert taken == ["CVE-2025-4516-1.patch", "0001-3.11-gh-123270-x.patch"]


def test_sizes_are_told_by_part(tmp_path: Path) -> None:
    for name, size in (
        ("_internal/PySide6/Qt/lib/a", 30),
        ("_internal/resources/fonts/b", 20),
        ("_internal/c", 1),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    assert sizes.size_by_part(tmp_path) == {"Qt": 30, "fonts": 20, "other libraries": 1}


def test_a_screen_is_read_and_written_as_a_picture(tmp_path: Path) -> None:
    width, height = 3, 2
    header = struct.pack(
        ">25I",
        100,
        7,
        2,
        24,
        width,
        height,
        0,
        0,
        32,
        0,
        32,
        32,
        width * 4,
        4,
        0,
        0,
        0,
        8,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    )
    (tmp_path / "screen").write_bytes(header + bytes([1, 2, 3, 0]) * width * height)
    found = read_screen(tmp_path / "screen")
    assert found == (width, height, bytes([3, 2, 1]) * 6)
    assert shades(found[2]) == 1
    write_png(tmp_path / "screen.png", *found)
    assert (tmp_path / "screen.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
