"""How a headless command's answer, or one sentence about its failure, reaches whoever called it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO


def show(answer: dict[str, Any], *, as_json: bool) -> bool:
    """Print an answer; False, and a sentence, when it cannot be written."""
    text = json.dumps(answer, ensure_ascii=False, default=_plain) if as_json else _words(answer)
    try:
        print(text, flush=True)  # noqa: T201 - the command's answer
    except OSError:
        _drop(sys.stdout)
        say("命令做完了，但结果没有写出来：输出被关闭，或磁盘已满。台账里已保存的都在。请换一处输出再查看。")
        return False
    return True


def say(sentence: str) -> None:
    """Say a failure in one line on standard error."""
    if sys.stderr is None:  # closed by the caller; print would take standard output instead
        return
    try:
        print(" ".join(sentence.split()), file=sys.stderr, flush=True)  # noqa: T201 - the command's answer
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    """Let what a broken stream still holds go nowhere, or Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def was_stopped(error: BaseException | None) -> bool:
    """True when the error came of tidying up after an interrupt."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def place_of(error: BaseException) -> str:
    """Class, module and line of an error of ours, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).stem}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}@{where}"


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Path | date):
        return str(value)
    raise TypeError(type(value).__name__)


def _words(answer: dict[str, Any]) -> str:
    lines = []
    for key, value in answer.items():
        if isinstance(value, list):
            lines.append(f"{key}: {len(value)}")
            lines += ["  " + json.dumps(each, ensure_ascii=False, default=_plain) for each in value[:50]]
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False, default=_plain)}")
    return "\n".join(lines)
