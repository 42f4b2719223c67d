"""The files of a folder handed to the reading process one after another; what it says becomes values.

A file that kills the process or keeps it too long is damaged; the next process goes on with the next file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.city.received import IndustryCount, Received
from core.codes import code_list
from core.errors import LedgerFault
from core.imports.container import Refusal
from core.imports.reader import ReadingProcess
from core.period import Month
from core.units import Unit, all_units, find_unit
from core.wording import plain

if TYPE_CHECKING:
    from core.facade.base import Progress

_MOST_FILES = 2_000
_ENDINGS = frozenset((".pdf", ".xlsx", ".json"))
_LARGEST = 10**12


def files_below(folder: Path, out: Path | None = None) -> tuple[str, ...]:
    """The files of a folder and its subfolders, in the order of their names; hidden ones are left out.

    Raises:
        LedgerFault: it is no folder, cannot be read, or holds far too much.
    """
    if not folder.is_dir():
        raise LedgerFault("没有这个文件夹，没有汇总。", "安全。什么也没有改动。", "请选放月报的文件夹。")
    found: list[str] = []
    refused: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if (
                name.startswith((".", "~$"))
                or (out and path.resolve() == out.resolve())
                or not path.is_file()
            ):
                continue
            found.append(path.relative_to(folder).as_posix())
            if len(found) > _MOST_FILES:
                raise LedgerFault(
                    f"文件夹里有 {_MOST_FILES} 个以上的文件，没有汇总。",
                    "安全。什么也没有改动。",
                    "请选只放月报的文件夹。",
                )
    if refused and not found:
        raise LedgerFault("文件夹打不开，没有汇总。", "安全。什么也没有改动。", "请看是否有读取权限。")
    return tuple(found)


def read_all(
    folder: Path, files: tuple[str, ...], progress: Progress | None = None
) -> tuple[list[Received], list[tuple[str, str]]]:
    """Every return among the files, and the files that are none, each with the reason."""
    received: list[Received] = []
    ignored: list[tuple[str, str]] = []
    wanted = tuple(name for name in files if Path(name).suffix.lower() in _ENDINGS)
    ignored += [(_shown(name), "不是 PDF、工作簿或数据文件") for name in files if name not in set(wanted)]
    for number, facts in _facts(folder, wanted, progress):
        name = wanted[number]
        if "stranger" in facts:
            ignored.append((_shown(name), _text(facts["stranger"])))
        else:
            received.append(_received(_shown(name), facts))
    return received, ignored


def _facts(
    folder: Path, files: tuple[str, ...], progress: Progress | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(place of the file, its facts) for every file, whatever the files do to the process."""
    folder = folder.resolve()  # the reading process has a working folder of its own
    done = 0
    while done < len(files):

        def tick(at: int = done) -> None:
            if progress is not None:
                progress(at / len(files), f"正在核对第 {at + 1} 个文件，共 {len(files)} 个")

        request = {
            "job": "returns",
            "path": str(max((folder / name for name in files), key=_size)),
            "folder": str(folder),
            "files": list(files),
            "from": done,
        }
        before = done
        try:
            with ReadingProcess(request, tick if progress is not None else None) as process:
                for head, _ in process.frames("end"):
                    if head.get("t") == "return" and head.get("file") == done:
                        yield done, head["facts"] if isinstance(head.get("facts"), dict) else {}
                        done += 1
                        if progress is not None and done < len(files):
                            progress(done / len(files), f"正在核对第 {done + 1} 个文件，共 {len(files)} 个")
        except Refusal:
            died = True
        else:
            died = done == before
        if died and done < len(files):
            yield done, {"faults": ["文件读不出：已损坏，或内容异常庞大"]}
            done += 1


def _shown(name: str) -> str:
    """A file's name as it can be written anywhere: bytes that are no text become marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


# -- facts → values ----------------------------------------------------------------------------------
def _received(name: str, facts: dict[str, Any]) -> Received:
    """A file's facts as a value; nothing in them is believed to have the right type."""
    month = _month(facts) or _month_in(name)
    unit = _unit(facts, month) or _unit_in(name, month)
    faults = _texts(facts.get("faults"))
    if unit is None and not faults:
        faults = ("填报单位不在单位名录里",)
    if not faults and (month is None or _number(facts.get("total")) is None):
        faults = ("没有报告期或累计数",)
    return Received(
        file=name,
        kind=_text(facts.get("kind")) or Path(name).suffix.lower()[1:],
        unit=unit,
        month=month,
        version=_number(facts.get("version")) or 0,
        draft=_number(facts.get("draft")) or 0,
        submitted=facts.get("submitted") is True,
        reported_on=_day(facts.get("reported_on")),
        demonstration=facts.get("demonstration") is True,
        digest=_text(facts.get("digest")),
        workbook_digest=_text(facts.get("workbook_digest")),
        total=_number(facts.get("total")),
        new=_number(facts.get("new")),
        outside=_number(facts.get("outside")),
        target=_number(facts.get("target")),
        outside_target=_number(facts.get("outside_target")),
        industries=tuple(_industries(facts.get("industries"))),
        faults=faults,
        forged=facts.get("forged") is True,
        odd=_texts(facts.get("odd")),
        remarks=_texts(facts.get("remarks")),
    )


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(each) for each in value[:40] if _text(each)) if isinstance(value, list) else ()


def _number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return value
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        return None


def _month(facts: dict[str, Any]) -> Month | None:
    day = _number(facts.get("cut_off_day")) or 0
    try:
        return Month.parse(_text(facts.get("month")), day if 0 <= day <= 28 else 0)
    except ValueError:
        return None


def _unit(facts: dict[str, Any], month: Month | None) -> Unit | None:
    named = facts.get("unit")
    for text in _texts(named if isinstance(named, list) else []):
        exact = next((unit for unit in all_units() if text in (unit.key, unit.code)), None)
        found = exact or find_unit(text, month.year if month else None)
        if found is not None:
            return found
    office = _text(facts.get("office"))
    return next((unit for unit in all_units() if office and unit.office == office), None)


def _unit_in(name: str, month: Month | None) -> Unit | None:
    """The unit that a file's name tells of, where the file itself cannot be read."""
    words = plain(name)
    alive = [unit for unit in all_units() if month is None or unit.alive(month.cut_off)]
    named = [unit for unit in alive if plain(unit.name) in words or (unit.code and unit.code in words)]
    return max(named, key=lambda unit: len(unit.name), default=None)


def _month_in(name: str) -> Month | None:
    for at in range(len(name) - 6):
        try:
            month = Month.parse(name[at : at + 7])
        except ValueError:
            continue
        if 2020 <= month.year <= 2099:
            return month
    return None


def _industries(value: object) -> Iterator[IndustryCount]:
    """Industries by key; a workbook alone names them by their Chinese names."""
    names = {plain(each.name): each.code for each in code_list("industry")}
    for each in value[:60] if isinstance(value, list) else []:
        if isinstance(each, list) and len(each) == 3:
            key = _text(each[0])
            month, total = _number(each[1]), _number(each[2])
            if month is not None and total is not None:
                known = "unknown" if key == "未分类" else names.get(plain(key), key)
                yield IndustryCount(known, month, total)
