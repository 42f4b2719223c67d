"""In a place that cannot be written the window opens to read, and says why and what to do."""

import shutil
from pathlib import Path

import pytest
from barred_places import fill, read_only, small_disk
from frame_samples import PASSWORD, entered, made_ledger, program, settle
from pytestqt.qtbot import QtBot

from core.ledger import Ledger
from ui.section_page import SectionPage


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_ledger(tmp_path_factory.mktemp("base"))[0]


def put(base: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in (base.name, f"{base.name}.keys"):
        shutil.copy(base.with_name(name), folder / name)
    return folder / base.name


def test_a_read_only_place_opens_with_a_banner_and_takes_no_words(
    qtbot: QtBot, tmp_path: Path, base: Path
) -> None:
    path = put(base, tmp_path / "home")
    with read_only(path.parent), program(qtbot, tmp_path) as made:
        workspace = entered(qtbot, made, path)
        assert workspace.banner.isVisible()
        assert "只读" in workspace.banner.text
        workspace.open_page("placement")
        settle(qtbot, made)
        page = workspace.pages["placement"]
        assert isinstance(page, SectionPage)
        page.add_row()
        assert not page.edit.is_new
        for key in ("overview", "targets", "return", "system"):
            workspace.open_page(key)
            settle(qtbot, made)


def test_a_full_disk_opens_to_read_and_is_writable_as_soon_as_there_is_room(
    qtbot: QtBot, tmp_path: Path, base: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path = put(base, disk / "home")
        filler = fill(disk, 200_000)
        with program(qtbot, tmp_path) as made:
            workspace = entered(qtbot, made, path)
            assert workspace.banner.isVisible()
            assert "1.0 MB" in workspace.banner.text
            filler.unlink()
            workspace.minute.go()
            settle(qtbot, made)
            assert not workspace.banner.isVisible()
        ledger = Ledger.open(path, "admin", PASSWORD)
        ledger.close()
