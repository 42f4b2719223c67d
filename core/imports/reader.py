"""The parent's side of the reading process: start it, take its frames, outlive it.

The process is spawned, never forked. Whatever becomes of it (killed, out of memory, hanging, sending
nonsense) is one `Refusal`; the caller lives on.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Full, Queue
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from core.imports.container import MEGABYTE, Refusal
from core.imports.frames import Head, read_frame, write_frame

if TYPE_CHECKING:
    from core.facade.base import Progress

READ_SHEET_SWITCH = "--read-sheet"
"""Argument by which a bundled program becomes the reading process (`core.imports.child.main`)."""
POLL_SECONDS = 0.1
BASE_SECONDS = 6.5
SECONDS_PER_MEGABYTE = 4.0
"""Time without a frame after which the process is taken to hang: the base, plus this for each megabyte."""
_QUEUED_FRAMES = 24
"""As many as wait while the ledger is being opened; some megabytes."""
_NO_WINDOW = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))
"""Windows alone has it: no black window flashes up beside the program."""

TOO_LARGE = Refusal(
    "表格里的内容范围过大，或文件已损坏，读取时已停止。",
    "请用 WPS 或 Excel 打开它，只把有内容的部分复制到新工作簿，另存为 .xlsx 后再导入。",
)
TOO_SLOW = Refusal(
    "读取这个文件用时过长，已停止。", "请用 WPS 或 Excel 打开它，另存为 .xlsx，或拆成几个文件后再导入。"
)

GONE = Refusal(
    "文件在读取时不见了或被占用，没有读完。", "请确认它还在原处、U 盘没有拔掉、没有被别的程序改写，再选一次。"
)

_log = logging.getLogger(__name__)


def reading_command() -> tuple[list[str], Path | None]:
    """The command that starts the reading process, and its working folder.

    A bundle starts itself with `READ_SHEET_SWITCH`; the source tree starts the module.
    """
    if getattr(sys, "frozen", False):
        return [_program_with_pipes(Path(sys.executable)), READ_SHEET_SWITCH], None
    root = Path(__file__).resolve().parent.parent.parent
    return [sys.executable, "-X", "utf8", "-m", "core.imports.child"], root


def _program_with_pipes(program: Path) -> str:
    """Of a Windows bundle the program for commands: the one with a window may have no standard streams."""
    beside = program.with_name(f"{program.stem.removesuffix('-command')}-command{program.suffix}")
    return str(beside if program.suffix == ".exe" and beside.is_file() else program)


def started(command: list[str], folder: Path | None) -> subprocess.Popen[bytes]:
    """The reading process, spawned, its complaints thrown away: they could hold cells."""
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=_NO_WINDOW,
    )


class ReadingProcess:
    """One request to a reading process. A context manager: leaving it ends the process."""

    def __init__(self, request: Head, tick: Callable[[], None] | None = None) -> None:
        """Start the process and hand it the request.

        Args:
            request: job, path and what the job needs.
            tick: called every tenth of a second while waiting; what it raises ends the process.
        """
        self._tick = tick
        self._patience = BASE_SECONDS + SECONDS_PER_MEGABYTE * _megabytes(Path(request["path"]))
        self._process = started(*reading_command())
        self._frames: Queue[tuple[Head, bytes] | None] = Queue(_QUEUED_FRAMES)
        self._closed = threading.Event()
        self._pump = threading.Thread(target=self._take_frames, daemon=True)
        self._pump.start()
        self._send(request)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def _send(self, request: Head) -> None:
        stdin = self._process.stdin
        assert stdin is not None  # the process was started with a pipe
        try:
            write_frame(_binary(stdin), request)
            stdin.close()
        except OSError:
            # It died before it read: the pump finds the end of its frames, and `frames` says so.
            return

    def _take_frames(self) -> None:
        """Move frames from the pipe to the queue; the last is None, however the process ends."""
        stdout = self._process.stdout
        assert stdout is not None  # the process was started with a pipe
        try:
            while not self._closed.is_set():
                frame = read_frame(_binary(stdout))
                self._offer(frame)
                if frame is None:
                    return
        except (ValueError, OSError):
            self._offer(None)

    def _offer(self, frame: tuple[Head, bytes] | None) -> None:
        while not self._closed.is_set():
            try:
                self._frames.put(frame, timeout=POLL_SECONDS)
                return
            except Full:
                continue

    def frames(self, last: str) -> Iterator[tuple[Head, bytes]]:
        """The frames up to and including the one of type `last`.

        Raises:
            Refusal: what the process found wrong with the file, or that it died, hung or lied.
        """
        while True:
            frame = self._next()
            if frame is None:
                code = self._process.wait()
                _log.info("reading process ended early with code %s", code)
                raise TOO_LARGE
            head = frame[0]
            kind = head.get("t")
            if kind == "refused":
                if "class" in head:
                    _log.info("reading process could not read a file: %s", head["class"])
                raise Refusal(str(head.get("happened", "")), str(head.get("todo", "")))
            if kind == "memory":
                raise TOO_LARGE
            if kind == "gone":
                raise GONE
            yield frame
            if kind == last:
                return

    def _next(self) -> tuple[Head, bytes] | None:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return self._frames.get(timeout=POLL_SECONDS)
            except Empty:
                if self._tick is not None:
                    self._tick()
                if time.monotonic() > deadline:
                    _log.info("reading process gave no answer in %.0f s", self._patience)
                    raise TOO_SLOW from None

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._closed.set()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._pump.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def opening(progress: Progress | None) -> Callable[[], None] | None:
    """A `tick` that says, while a sheet is waited for, that it is being opened."""
    return (lambda: progress(0.0, "正在打开表格")) if progress is not None else None


def _binary(stream: object) -> BinaryIO:
    return stream  # type: ignore[return-value]  # Popen without text mode gives binary streams


def _megabytes(path: Path) -> float:
    """Size of a file.

    Raises:
        Refusal: when it is not there or cannot be read.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would never end
            raise Refusal("选的是文件夹或设备，不是文件。", "请选一个表格文件。")
        with path.open("rb"):
            return path.stat().st_size / MEGABYTE
    except FileNotFoundError as error:
        raise Refusal("找不到这个文件。", "请确认它还在原处，没有改名或拔掉 U 盘。") from error
    except OSError as error:
        raise Refusal(
            "这个文件打不开，可能正被别的程序占用，或没有读取权限。", "请关闭占用它的程序后再试。"
        ) from error
