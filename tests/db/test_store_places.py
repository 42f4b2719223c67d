"""Names, lengths and addresses as Windows has them, simulated; renames that a scanner holds up."""

import errno
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import places
from db.drive import windows_remote
from db.engine import create_store, open_store
from db.errors import PathTooLong, UnfitName, fault_from
from db.places import address, fits_everywhere, rename, room_for, safe_name

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("永川区.ledger", "永川区.ledger"),
        ("朱沱/镇:反馈单?.pdf", "朱沱-镇-反馈单-.pdf"),
        ('a<b>c"d|e*f\\g\x00h', "a-b-c-d-e-f-g-h"),
        ("CON", "CON_"),
        ("nul.ledger", "nul_.ledger"),
        ("Com1.2025.xlsx", "Com1_.2025.xlsx"),
        ("lpt³.txt", "lpt³_.txt"),
        ("CONTRACT.pdf", "CONTRACT.pdf"),
        ("月报. . ", "月报"),
        ("...", "-"),
        ("", "-"),
    ],
)
def test_a_name_is_the_nearest_that_every_system_takes(text: str, name: str) -> None:
    assert safe_name(text) == name
    assert fits_everywhere(name)
    assert fits_everywhere(text) == (text == name)


@given(st.text())
def test_whatever_is_typed_a_name_comes_of_it(text: str) -> None:
    name = safe_name(text)
    assert name
    assert safe_name(name) == name
    assert len(name.encode("utf-8", "surrogatepass")) <= 255
    assert not set(name) & set('<>:"/\\|?*')
    assert PureWindowsPath(name).name == name
    assert name[-1] not in ". "
    assert not PureWindowsPath(name).is_reserved()


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("用人单位" * 60 + ".xlsx")
    assert name.endswith(".xlsx")
    assert 250 <= len(name.encode()) <= 255


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("C:\\永川 区\\a#b?.ledger", "file:///C:/%E6%B0%B8%E5%B7%9D%20%E5%8C%BA/a%23b%3F.ledger"),
        ("\\\\server\\share\\备份\\a.ledger", "file:////server/share/%E5%A4%87%E4%BB%BD/a.ledger"),
        ("\\\\?\\C:\\a.ledger", "file:///C:/a.ledger"),
        ("\\\\?\\UNC\\server\\share\\a.ledger", "file:////server/share/a.ledger"),
    ],
)
def test_the_driver_is_given_an_address_without_a_host(path: str, uri: str) -> None:
    assert address(PureWindowsPath(path)) == uri
    assert address(PurePosixPath("/a b/c.ledger")) == "file:///a%20b/c.ledger"


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("C:\\台账\\永川区.ledger", False),
        ("Z:\\台账\\永川区.ledger", True),
        ("\\\\server\\share\\a.ledger", True),
        ("\\\\192.168.1.9\\共享\\a.ledger", True),
        ("\\\\?\\UNC\\server\\share\\a.ledger", True),
        ("\\\\?\\Z:\\a.ledger", True),
        ("\\\\?\\C:\\a.ledger", False),
        ("\\\\wsl$\\Debian\\a.ledger", True),
    ],
)
def test_shares_and_mapped_letters_are_network_drives(path: str, remote: bool) -> None:
    asked: list[str] = []

    def drive_type(root: str) -> int:
        asked.append(root)
        return 4 if root == "Z:\\" else 3

    assert windows_remote(PureWindowsPath(path), drive_type) == remote
    assert all(len(root) == 3 for root in asked), "only the root of a letter is asked about"


def test_the_room_of_a_path_counts_the_files_beside_the_ledger() -> None:
    folder = PureWindowsPath("C:\\" + "夹" * 200)
    assert room_for(folder / ("名" * 38 + ".ledger"), windows=True) < 0
    assert room_for(folder / ("名" * 20 + ".ledger"), windows=True) >= 0
    assert room_for(PurePosixPath("/" + "名" * 79 + ".ledger"), windows=False) < 0
    assert room_for(PurePosixPath("/" + "夹" * 80 + "/" + "名" * 70 + ".ledger"), windows=False) >= 0


@pytest.mark.parametrize("name", ["nul.ledger", "a:b.ledger", "台账?.ledger", "台账.ledger. "])
def test_no_ledger_is_made_under_a_name_that_windows_refuses(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnfitName):
        create_store(tmp_path / name, KEY)
    assert not list(tmp_path.iterdir())


def test_a_path_that_is_too_long_has_its_own_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PathTooLong):
        create_store(tmp_path / f"{'名' * 90}.ledger", KEY)
    assert isinstance(fault_from(OSError(errno.ENAMETOOLONG, "x"), tmp_path), PathTooLong)
    deep = tmp_path / ("夹" * 60) / ("夹a" * 50) / "永川区.ledger"
    assert len(str(deep)) < 259 < len(str(deep)) + 60
    monkeypatch.setattr("db.engine.is_windows", lambda: True)
    monkeypatch.setattr("db.places.LONGEST_PATH", len(str(deep)) + 5)
    with pytest.raises(PathTooLong):
        create_store(deep, KEY)
    monkeypatch.undo()
    engine = create_store(deep, KEY)
    engine.dispose()
    assert deep.exists(), "a long Chinese path is no matter elsewhere"
    deeper = tmp_path / ("夹" * 60) / ("夹" * 60) / ("夹" * 60) / "永川区.ledger"
    deeper.parent.mkdir(parents=True)
    deep.rename(deeper)
    for attempt in (create_store, open_store):
        with pytest.raises(PathTooLong):
            attempt(deeper, KEY)


def test_a_rename_waits_for_whoever_looks_at_the_file(tmp_path: Path) -> None:
    source, target = tmp_path / "new", tmp_path / "old"
    source.write_bytes(b"new")
    target.write_bytes(b"old")
    held, waited = [1, 1, 1], list[float]()

    def replace(one: Path, other: Path) -> None:
        if held:
            held.pop()
            raise PermissionError(errno.EACCES, "held by a scanner")
        one.replace(other)

    rename(source, target, tries=5, replace=replace, pause=waited.append)
    assert (target.read_bytes(), len(waited)) == (b"new", 3)
    source.write_bytes(b"newer")
    held.extend([1] * 9)
    with pytest.raises(PermissionError):
        rename(source, target, tries=4, replace=replace, pause=waited.append)
    assert (source.read_bytes(), target.read_bytes()) == (b"newer", b"new")
    assert not places.is_windows()
