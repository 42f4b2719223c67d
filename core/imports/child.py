"""The reading process: takes one request on standard input, answers in frames on standard output.

Foreign files are parsed here and nowhere else. The process limits its own memory before it opens
anything, writes no file, and knows no password and no ledger.
Start-up stays short: nothing heavy may be imported at the top of this module.
"""

from __future__ import annotations

import gc
import sys
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from core.imports.container import DAMAGED, Refusal
from core.imports.frames import Head, read_frame, write_frame
from core.section import Field, Kind

MEMORY_LIMIT = 512 * 1024 * 1024
BATCH_ROWS = 2_000
PEEK_ROWS = 40
_PEEK_COLUMNS = 60


def plain_fields(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Fields as the request carries them."""
    return [
        {
            "key": field.key,
            "label": field.label,
            "kind": field.kind.value,
            "aliases": list(field.aliases),
            "codes": field.codes,
            "required": field.required,
            "derived": field.derived,
            "masked": field.masked,
            "unit": field.unit,
        }
        for field in fields
    ]


def _fields(request: Head) -> list[Field]:
    return [
        Field(**{**each, "kind": Kind(each["kind"]), "aliases": tuple(each["aliases"])})
        for each in request["fields"]
    ]


def limit_memory(limit: int) -> None:
    """Hold this process under `limit` bytes."""
    if sys.platform == "win32":
        from core.imports.windows_memory import limit_own_memory

        limit_own_memory(limit)
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(request: Head, out: BinaryIO) -> None:
    """Read a sheet and send its clean rows."""
    from core.imports.sheet_stream import SheetStream
    from core.imports.source import Source

    source = Source(Path(request["path"]), request.get("encoding"))
    write_frame(out, {"t": "phase", "sheets": source.sheets})
    stream = SheetStream(source, _fields(request), request, date.fromisoformat(request["today"]))
    write_frame(out, stream.opening())
    for head, block in stream.batches(BATCH_ROWS):
        write_frame(out, head, block)
    write_frame(out, stream.ending())


def peek(request: Head, out: BinaryIO) -> None:
    """Send the sheets' names and the first rows of one, as texts."""
    from itertools import islice

    from core.imports.cells import text_of
    from core.imports.source import Source

    source = Source(Path(request["path"]), request.get("encoding"))
    name = request.get("sheet") or next((each for each, seen in source.sheets if seen), source.sheets[0][0])
    sheet = source.sheet(name)
    rows = [
        [""] * min(sheet.first_column, _PEEK_COLUMNS) + list(map(text_of, row[:_PEEK_COLUMNS]))
        for row in islice(sheet.rows, PEEK_ROWS)
    ]
    write_frame(
        out, {"t": "peek", "sheets": source.sheets, "sheet": name, "rows": rows, "encoding": source.encoding}
    )


def error_sheet(request: Head, out: BinaryIO) -> None:
    """Send the refused rows back as the sender's own workbook."""
    from core.imports.error_sheet import write_refused

    write_frame(out, write_refused(request))


def returns(request: Head, out: BinaryIO) -> None:
    """Send the facts of each received return, one frame a file."""
    from core.city.examine import examine

    folder = Path(request["folder"])
    for number in range(request["from"], len(request["files"])):
        try:
            facts = examine(folder / request["files"][number])
        except MemoryError:
            raise
        except Exception as error:  # one bad file must not keep the others from being read
            facts = {"faults": ["文件读不出"], "class": type(error).__name__}
        write_frame(out, {"t": "return", "file": number, "facts": facts})
    write_frame(out, {"t": "end"})


_JOBS = {"returns": returns, "read": read, "peek": peek, "error_sheet": error_sheet}


def main(argv: list[str] | None = None) -> int:
    """Serve one request. Exit code 0 even for a refused file: the frame says it."""
    del argv
    out = sys.stdout.buffer
    request = read_frame(sys.stdin.buffer)
    if request is None:
        return 2
    limit_memory(int(request[0].get("memory", MEMORY_LIMIT)))
    gc.disable()  # the process is short and makes no circles of objects; looking for them takes a tenth of it
    try:
        _JOBS[request[0]["job"]](request[0], out)
    except Refusal as refusal:
        write_frame(out, {"t": "refused", "happened": refusal.happened, "todo": refusal.todo})
    except (FileNotFoundError, PermissionError):
        write_frame(out, {"t": "gone"})
    except MemoryError:
        write_frame(out, {"t": "memory"})
    except Exception as error:
        # Whatever a foreign file does to the libraries is one sentence to the clerk; the class alone
        # goes to the log, never the text, which may hold cells.
        head = {
            "t": "refused",
            "happened": DAMAGED.happened,
            "todo": DAMAGED.todo,
            "class": type(error).__name__,
        }
        write_frame(out, head)
    return 0


if __name__ == "__main__":
    sys.exit(main())
