"""An import that is not finished, as it is kept and taken up again: its files and everything answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.imports.answers import Deal, ImportAnswers, RowChoice
from ui.import_queue import Queue, QueuedFile

PLACE = "import"


def content_of(queue: Queue, step: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """The files that are still to be written, with what was answered for each."""
    files = [_file(each) for each in queue.files[queue.at :]]
    return {"files": files, "step": step, "straight": queue.straight, "given": dict(given)}


def queue_of(content: Mapping[str, Any]) -> tuple[Queue, tuple[str, ...]]:
    """The files again, and the names of those that are gone from where they were.

    Choices for single rows are left out where the file has changed since: its rows may be others now.
    """
    files, gone = [], []
    for kept in content["files"]:
        path = Path(kept["path"])
        if not path.is_file():
            gone.append(path.name)
            continue
        answers = _answers(kept["answers"])
        if _stamp(path) != kept["stamp"]:
            answers = replace(answers, rows={})
        files.append(QueuedFile(path, kept["section"], answers))
    return Queue(files, straight=bool(content["straight"])), tuple(gone)


def _file(each: QueuedFile) -> dict[str, Any]:
    answers = each.answers
    return {
        "name": each.path.name,
        "path": str(each.path),
        "stamp": _stamp(each.path),
        "section": each.section,
        "answers": {
            "sheet": answers.sheet,
            "header_row": answers.header_row,
            "encoding": answers.encoding,
            "sender": answers.sender,
            "columns": None if answers.columns is None else [list(pair) for pair in answers.columns.items()],
            "recall": answers.recall,
            "hidden_rows": answers.hidden_rows,
            "words": [[*word, code] for word, code in answers.words.items()],
            "rows": [[row, str(choice.deal), sorted(choice.kept)] for row, choice in answers.rows.items()],
        },
    }


def _answers(kept: Mapping[str, Any]) -> ImportAnswers:
    columns = kept["columns"]
    return ImportAnswers(
        sheet=kept["sheet"],
        header_row=kept["header_row"],
        encoding=kept["encoding"],
        sender=kept["sender"],
        columns=None if columns is None else {int(index): str(key) for index, key in columns},
        recall=kept["recall"],
        hidden_rows=kept["hidden_rows"],
        words={(field, word): code for field, word, code in kept["words"]},
        rows={int(row): RowChoice(Deal(deal), frozenset(fields)) for row, deal, fields in kept["rows"]},
    )


def _stamp(path: Path) -> str:
    """Tells a file that was changed from the same one."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"
