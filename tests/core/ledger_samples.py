"""Real encrypted ledgers with made-up people, and the headless commands called on them."""

import atexit
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sheet_samples import resident_id, write_xlsx

from core.commands import run
from core.ledger import Ledger
from db.engine import store_of, writing
from db.key_slots import Cost
from db.keys import KeyFile
from db.models import Account

CHEAP = Cost(memory=64, passes=1)
PASSWORD = "Taoyuan#42"
UNIT, YEAR = "永川区", 2025
TOWNSHIPS = tuple(f"500118-{number:02d}" for number in range(1, 24))
HEADINGS = (
    "姓名",
    "身份证号",
    "来源",
    "毕业去向",
    "就业单位",
    "镇街",
    "行业",
    "就业时间",
    "联系电话",
    "备注",
)

Json = dict[str, Any]
Files = dict[Path, bytes]


@contextmanager
def cheap_keys() -> Iterator[None]:
    """Make new key slots cost next to nothing; the product's own cost is a default that nobody sets."""
    made = KeyFile.create.__func__  # type: ignore[attr-defined]  # a bound class method has one

    def create(
        cls: type[KeyFile], ledger: Path, account: str, password: str, cost: Cost = CHEAP
    ) -> tuple[bytes, str]:
        found: tuple[bytes, str] = made(cls, ledger, account, password, cost)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeyFile, "create", classmethod(create))
        yield


@cache
def _closed(unit: str, year: int) -> Path:
    folder = Path(mkdtemp(prefix="ledger-for-core-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with cheap_keys():
        ledger, _code = Ledger.create(folder / "made.ledger", unit, year, PASSWORD)
    ledger.close()
    return folder / "made.ledger"


def copied(source: Path, target: Path) -> Path:
    """A copy of a closed ledger with its keys."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    shutil.copy(f"{source}.keys", f"{target}.keys")
    return target


def new_file(folder: Path, unit: str = UNIT, year: int = YEAR) -> Path:
    """A new ledger's file, closed, in a folder of one's own."""
    return copied(_closed(unit, year), folder / "office" / f"{unit}.ledger")


@contextmanager
def opened(path: Path, account: str = "admin", password: str = PASSWORD) -> Iterator[Ledger]:
    """The open ledger."""
    ledger = Ledger.open(path, account, password)
    try:
        yield ledger
    finally:
        ledger.close()


def add_account(ledger: Ledger, name: str, roles: str) -> None:
    """Give the ledger one more account with the same password."""
    store = store_of(ledger.engine)
    KeyFile(store.path, CHEAP).add_slot(store.key, name, PASSWORD)
    with writing(ledger.engine) as connection:
        connection.execute(
            Account.__table__.insert().values(name=name, roles=roles, created_at="", disabled=False)  # type: ignore[attr-defined]  # typed as FromClause
        )


def placement(serial: int, **changes: Any) -> dict[str, Any]:
    """Values of one whole placement; changes by field key, `person__name` for person.name."""
    values: dict[str, Any] = {
        "person.name": f"示例{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{'金木水火土'[serial // 10 % 5]}",
        "person.id_number": resident_id(serial),
        "person.phone": f"12{serial:09d}",
        "placed_on": date(YEAR, 1 + serial % 9, 1 + serial % 28),
        "origin": ("local_institution", "within_city", "outside_city")[serial % 3],
        "destination": "11",
        "employer.name": f"重庆样例{serial % 4}有限公司",
        "township": TOWNSHIPS[serial % 23],
        "industry": f"{serial % 19 + 1:02d}",
        "verification": "phone",
    }
    return values | {key.replace("__", "."): value for key, value in changes.items()}


def line(serial: int, **changes: Any) -> list[Any]:
    """One row of a sheet under `HEADINGS`."""
    row: dict[str, Any] = {
        "姓名": f"示例{'甲乙丙丁戊己庚辛壬癸'[serial % 10]}{'金木水火土'[serial // 10 % 5]}",
        "身份证号": resident_id(serial),
        "来源": "区外市内",
        "毕业去向": "11",
        "就业单位": "重庆示例制造有限公司",
        "镇街": "朱沱镇",
        "行业": "制造业",
        "就业时间": "2025-09-01",
        "联系电话": f"12{serial:09d}",
        "备注": "",
    }
    row |= changes
    return [row[heading] for heading in HEADINGS]


def sheet(path: Path, *rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Path:
    """A workbook of rows under headings."""
    made: Path = write_xlsx(path, [list(headings), *rows])
    return made


def files_in(folder: Path, *but: str) -> Files:
    """Every file below a folder with its bytes, but those whose name ends in one of `but`."""
    return {
        path: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not (but and path.name.endswith(but))
    }


class Commands:
    """The headless commands, called in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.capsys = capsys
        self.folder = folder

    def __call__(self, *arguments: object, code: int = 0) -> Json:
        """The JSON that a command prints; its exit code is held to `code`."""
        self.capsys.readouterr()
        got = run([*map(str, arguments), "--json"])
        out, err = self.capsys.readouterr()
        assert (got, err) == (code, ""), (got, err)
        assert out.count("\n") == 1, "one object on standard output, nothing else"
        answer = json.loads(out)
        assert isinstance(answer, dict)
        return answer

    def fails(self, *arguments: object, but: Sequence[str] = ()) -> str:
        """The sentence of a command that could not do it: nothing created, nothing changed."""
        before = files_in(self.folder, *but)
        folders = {path for path in self.folder.rglob("*") if path.is_dir()}
        self.capsys.readouterr()
        got = run([*map(str, arguments), "--json"])
        out, err = self.capsys.readouterr()
        assert (got, out) == (2, ""), (got, out, err)
        assert err.count("\n") == 1, err
        assert "一" <= err[0] <= "鿿" or err[0] in "“0123456789" or not err.isascii(), err
        assert not [word for word in ("Traceback", "Error", "程序出错", "usage", "！") if word in err], err
        assert files_in(self.folder, *but) == before, "something was changed"
        assert {path for path in self.folder.rglob("*") if path.is_dir()} == folders, "a folder was made"
        return err.strip()

    def warnings(self, answer: Mapping[str, Any]) -> list[str]:
        """Messages of the warnings of an import."""
        return [each["message"] for each in answer["problems"] if each["severity"] == "warning"]

    def total(self, ledger: Path, as_of: str = "2025-12-31") -> int:
        """placement.total at a day."""
        found = self("explain", ledger, "placement.total", "--as-of", as_of)["value"]
        assert isinstance(found, int)
        return found
