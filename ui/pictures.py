"""Pictures of every page of a real ledger, taken from the real window without a screen.

`python -m ui.pictures LEDGER OUT --password-file FILE [--dark] [--scale 1.5] [--width 911 --height 526]`.
Used for the manual, and to hold the window beside the design's own pictures.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from core.views import Query, RowView
from ui.picture_sheets import fill_insurance_list, fill_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.ledger import Ledger
    from core.people.views import MergePreview
    from ui.app import Program

TASK_BAR = 40
"""What a desktop's own bar takes off the screen's height."""
_PATIENCE = 120_000
_SETTLE = 400


_LISTED = {"destination": "11"}


class NeverIdleError(RuntimeError):
    """The worker did not come to rest."""


def take(
    ledger_path: Path,
    password: str,
    out_dir: Path,
    size: tuple[int, int] = (1366, 768),
    scale: float = 1.0,
    scheme: str = "light",
    today: date | None = None,
) -> tuple[Path, ...]:
    """Save a picture of every page, and of unlock, first run, the why panel and an import preview.

    Args:
        ledger_path: a ledger; it is opened as account admin, and nothing is written to it.
        password: its password.
        out_dir: where the PNGs go: overview.png, placement.png, …, why.png, import.png, unlock.png.
        size: of the screen in logical pixels; the window has 40 less in height.
        scale: device pixels per logical one; another one than 1 runs in a process of its own.
        scheme: light or dark.
        today: the day shown as today; 30 September of the ledger's year when not given.

    Raises:
        NeverIdleError: when the worker does not come to rest.
        subprocess.CalledProcessError: when the process of another scale fails.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    if scale != 1.0 and os.environ.get("QT_SCALE_FACTOR") != str(scale):
        return _in_child(ledger_path, password, out_dir, size, scale, scheme)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.app import Program, application
    from ui.recent import Recent
    from ui.theme import theme

    theme().apply(application(["pictures"]), scheme)
    with tempfile.TemporaryDirectory() as scratch:
        program = Program(Recent(Path(scratch) / "recent.json"))
        program.window.resize(size[0], size[1] - TASK_BAR)
        program.window.show()
        try:
            camera = _Camera(program, out_dir)
            camera.doors(ledger_path)
            camera.enter(ledger_path, password, today)
            camera.pages()
            camera.form()
            camera.merging()
            camera.fair()
            camera.people()
            camera.more_pages()
            camera.returns()
            camera.checks(Path(scratch))
            camera.why()
            camera.import_steps(Path(scratch))
            camera.papers()
            camera.city(Path(scratch))
        finally:
            program.window.close()
    return tuple(camera.taken)


class _Camera:
    """Walks through the window and saves what stands there."""

    def __init__(self, program: Program, out_dir: Path) -> None:
        self.program = program
        self.out = out_dir
        self.taken: list[Path] = []

    def doors(self, ledger: Path) -> None:
        """First run and unlock."""
        card = self.program.show_first_run()
        card.unit.search.setText("yc")
        self.shoot("first-run")
        self.program.window.show_unlock(ledger)
        self.shoot("unlock")

    def enter(self, ledger: Path, password: str, today: date | None) -> None:
        """Open the ledger."""
        from core.ledger import Ledger

        def entered(info: object) -> None:
            year = getattr(info, "year", date.today().year)
            self.program.window.today = today or date(year, 9, 30)

        window = self.program.window
        self.program.tasks.open("打开", lambda _: Ledger.open(ledger, "admin", password), entered)
        self.rest()
        info = self.program.tasks.info
        if info is None:
            raise NeverIdleError("the ledger did not open")
        window.enter(info)
        self.rest()

    def pages(self) -> None:
        """Every page of the rail."""
        workspace = self.program.window.workspace
        assert workspace is not None
        for key in workspace.rail_pages():
            workspace.open_page(key)
            self.shoot(key)
        for part, name in (
            ("imports", "imports"),
            *((part, f"system-{part}") for part in ("accounts", "settings", "journal", "updates", "about")),
        ):
            workspace.open_page("system", part=part)
            self.shoot(name)
        workspace.open_page("system", part="privacy")
        self.shoot("privacy")
        workspace.open_page("person", section="duplicates")
        self.shoot("duplicates")
        workspace.open_page("return", section="bureau")
        self.shoot("bureau-form")

    def form(self) -> None:
        """A row's form beside the table, down to its evidence."""
        from ui.section_page import SectionPage

        workspace = self.program.window.workspace
        assert workspace is not None
        workspace.open_page("placement")
        self.rest()
        page = workspace.pages["placement"]
        assert isinstance(page, SectionPage)
        page.open_form()
        self.rest()
        page.form.evidence.add.setFocus()
        self.shoot("form")

    def merging(self) -> None:
        """Two records beside each other, as they are looked at before one goes into the other."""
        from ui.merge_dialog import MergeDialog

        found: list[MergePreview] = []
        day = self.program.window.today or date.today()

        def read(ledger: Ledger, _: object) -> MergePreview:
            kept, other = list(ledger.find("person", Query()))[:2]
            return ledger.preview_merge(kept, other, day)

        self.program.tasks.run("合并", read, found.append)
        self.rest()
        dialog = MergeDialog(found[0], self.program.window)
        dialog.show()
        self.shoot("merge", dialog)
        dialog.deleteLater()

    def returns(self) -> None:
        """A return that corrects submitted months, one in review, and a submitted one with its history."""
        from ui.return_page import ReturnPage
        from ui.return_side import CHECKS, CORRECTIONS, HISTORY

        workspace = self.program.window.workspace
        assert workspace is not None
        year = workspace.info.year
        for month, tab, name in (
            (f"{year}-09", CORRECTIONS, "return-corrections"),
            (f"{year}-08", CHECKS, "return-review"),
            (f"{year}-07", HISTORY, "return-submitted"),
        ):
            workspace.open_page("return", month=month)
            self.rest()
            page = getattr(workspace.pages["return"], "part", None)
            if isinstance(page, ReturnPage):
                page.side.show_tab(tab)
            self.shoot(name)

    def people(self) -> None:
        """Whom to call, with the rule; and the person among them of whom most is recorded."""
        from ui.calls_page import CallsPage

        workspace = self.program.window.workspace
        assert workspace is not None
        workspace.open_page("call_list")
        self.rest()
        page = workspace.pages["leavers"].focusProxy()
        assert isinstance(page, CallsPage)
        page.toggle_rule()
        self.shoot("call-list")
        page.toggle_rule()
        found = page.found.rows if page.found else ()
        if found:
            most = max(found, key=lambda each: (bool(each.missing), sum(each.services)))
            workspace.open_page("person_card", row=most.person, of="call_list")
            self.shoot("person-card")

    def fair(self) -> None:
        """The first fair that has employers still to vet, else the first that has any."""
        workspace = self.program.window.workspace
        assert workspace is not None
        found: list[int] = []

        def take(rows: Sequence[RowView]) -> None:
            waiting = [row for row in rows if row.values["vetting"] == "pending"]
            found.extend(row.values["job_fair_id"] for row in (waiting or rows)[:1])

        self.program.tasks.run(
            "活动",
            lambda ledger, _: ledger.rows("fair_employer", ledger.find("fair_employer", Query())),
            take,
        )
        self.rest()
        for fair in found:
            workspace.open_page("fair", row=fair)
            self.shoot("fair")

    def more_pages(self) -> None:
        """Pages that are reached from others."""
        workspace = self.program.window.workspace
        assert workspace is not None
        for key in ("deregistration", "trends"):
            workspace.open_page(key)
            self.shoot(key)
        workspace.open_page("targets", section="masters")
        self.shoot("masters")

    def checks(self, scratch: Path) -> None:
        """The social-insurance check, with what a made-up list says, and the sample for calls."""
        workspace = self.program.window.workspace
        assert workspace is not None
        found: list[RowView] = []
        self.program.tasks.run(
            "登记",
            lambda ledger, _: ledger.rows("placement", ledger.find("placement", Query(filters=_LISTED))),
            found.extend,
        )
        self.rest()
        sheet = scratch / "9月参保名单.xlsx"
        fill_insurance_list(sheet, found)
        workspace.open_page("insurance")
        self.shoot("insurance")
        workspace.open_page("insurance", file=sheet)
        self.shoot("insurance-preview")
        workspace.open_page("sampling")
        self.shoot("sampling")

    def why(self) -> None:
        """The why panel over the overview."""
        workspace = self.program.window.workspace
        assert workspace is not None
        workspace.open_page("overview")
        self.rest()
        workspace.explain("placement.total", None, workspace.as_of)
        self.shoot("why")

    def import_steps(self, scratch: Path) -> None:
        """A township's sheet with new, faulty and odd rows, step by step on its way into 就业创业登记."""
        from ui.import_page import ImportPage
        from ui.import_steps import CHOOSE, COLUMNS, HEADER, WORDS

        workspace = self.program.window.workspace
        assert workspace is not None
        sheet = scratch / "朱沱镇9月台账.xlsx"

        columns: list[str] = []
        self.program.tasks.run("模板", lambda ledger, _: ledger.template("placement", sheet), columns.extend)
        self.rest()
        fill_sheet(sheet, columns)
        workspace.open_page("import", section="placement", file=sheet)
        self.rest()
        page = workspace.pages["import"]
        assert isinstance(page, ImportPage)
        for step, name in ((CHOOSE, "choose"), (HEADER, "header"), (COLUMNS, "columns"), (WORDS, "words")):
            page.show_step(step)
            self.shoot(f"import-{name}")
        page.foot.next_step.click()
        self.shoot("import")
        page.foot.cancel.click()  # an import left half way would be offered again
        self.rest()

    def papers(self) -> None:
        """The year's return at its desk, and 其他表单."""
        workspace = self.program.window.workspace
        assert workspace is not None
        workspace.open_page("return", month=str(workspace.as_of.year))
        self.shoot("return-year")
        workspace.open_page("return", section="papers")
        self.shoot("papers")

    def city(self, scratch: Path) -> None:
        """市级汇总 over made-up returns of the whole city."""
        from core.demo_city import write_like

        workspace = self.program.window.workspace
        assert workspace is not None
        folder = scratch / f"{workspace.as_of:%Y年}{workspace.as_of.month}月月报"
        month = f"{workspace.as_of:%Y-%m}"
        self.program.tasks.run("样例", lambda ledger, _: write_like(folder, ledger.preview_return(month).pdf))
        self.rest()
        workspace.open_page("return", section="city", folder=folder)
        self.shoot("city")

    def shoot(self, name: str, shown: QWidget | None = None) -> None:
        """Wait for rest and save the window, or what else is shown."""
        self.rest()
        path = self.out / f"{name}.png"
        if not (shown or self.program.window).grab().save(str(path)):
            raise OSError(f"{path.name} could not be written")
        self.taken.append(path)

    def rest(self) -> None:
        """Wait until the worker is idle and the window has painted."""
        for _ in _moments():
            if not self.program.tasks.busy:
                _wait(_SETTLE)
                if not self.program.tasks.busy:
                    return
        raise NeverIdleError


def _moments() -> Iterator[None]:
    for _ in range(_PATIENCE // 50):
        _wait(50)
        yield


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _in_child(
    ledger: Path, password: str, out: Path, size: tuple[int, int], scale: float, scheme: str
) -> tuple[Path, ...]:
    command = [sys.executable, "-m", "ui.pictures", str(ledger), str(out)]
    command += ["--width", str(size[0]), "--height", str(size[1]), "--scale", str(scale)]
    command += ["--dark"] if scheme == "dark" else []
    environment = {**os.environ, "QT_SCALE_FACTOR": str(scale), "LEDGER_PASSWORD": password}
    root = Path(__file__).resolve().parent.parent
    subprocess.run(command, check=True, env=environment, cwd=root)
    return tuple(sorted(out.glob("*.png")))


def main(argv: list[str] | None = None) -> int:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description="Pictures of every page of a ledger")
    parser.add_argument("ledger", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--width", type=int, default=1366)
    parser.add_argument("--height", type=int, default=768)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--first-rows", action="store_true", help="only measure the start")
    given = parser.parse_args(argv)
    password = os.environ.get("LEDGER_PASSWORD", "")
    if given.password_file is not None:
        password = given.password_file.read_text("utf-8").strip()
    size = (given.width, given.height)
    if given.first_rows:
        from ui.first_rows import first_rows

        return first_rows(given.ledger, password, given.out, (size[0], size[1] - TASK_BAR))
    take(given.ledger, password, given.out, size, given.scale, "dark" if given.dark else "light")
    return 0


if __name__ == "__main__":
    sys.exit(main())
