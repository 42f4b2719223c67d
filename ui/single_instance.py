"""One window for one ledger: a second start brings the first window forward instead of opening another.

This is a convenience and no guard: two processes never share a ledger because of the ledger's own lock. So
whatever goes wrong here (no folder for the socket, a first window that does not answer) ends in a window.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PROGRAM = "placement-ledger"
_ANY = ""
"""Stands for "whichever ledger": the name a start without a ledger calls first."""
_CALL, _ANSWER = b"raise", b"here"
_CONNECT_MS = 1_000
_ANSWER_MS = 8_000
"""A first window that is still starting, or busy, answers within this time."""
_LOCK_MS = 10_000


def _folder() -> Path:
    """A folder of this user alone: sockets in a folder of everybody's could be anybody's."""
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and Path(given).is_dir():
        return Path(given)
    return Path(platformdirs.user_cache_dir(_PROGRAM, appauthor=False))


def _name(of: str) -> str:
    """The socket's name: user and ledger as a digest, so that it tells neither."""
    words = f"{getpass.getuser()}\0{of}".encode("utf-8", "surrogateescape")
    name = f"{_PROGRAM}-{hashlib.sha256(words).hexdigest()[:20]}"
    return name if sys.platform == "win32" else str(_folder() / name)


def _named(ledger: Path | None) -> str:
    return _name(_ANY if ledger is None else os.path.normcase(ledger.resolve()))


def _connected(name: str) -> QLocalSocket | None:
    socket = QLocalSocket()
    socket.connectToServer(name)
    return socket if socket.waitForConnected(_CONNECT_MS) else None


def _answers(socket: QLocalSocket) -> bool:
    """Ask the first window to come forward; True when it says that it has."""
    socket.write(_CALL)
    return socket.waitForReadyRead(_ANSWER_MS) and bytes(socket.readAll().data()) == _ANSWER


class SingleInstance(QObject):
    """The names this process answers to. `wanted` comes when another start calls for its window."""

    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._servers: dict[str, QLocalServer] = {}
        self._ledger = ""

    def hand_over(self, ledger: Path | None, remembered: Path | None = None) -> bool:
        """Bring forward the window that stands already; True when there is one and this start may end.

        Where there is none, this process answers from now on; of several starts at once, one does.

        Args:
            ledger: what the start names, or None.
            remembered: the last ledger, which a start without one would open.
        """
        wanted = [_named(ledger)] if ledger else [_name(_ANY)]
        if ledger is None and remembered is not None:
            wanted.append(_named(remembered))
        for _ in range(2):  # once more, should the first window be just closing
            lock = self._locked()
            socket = next((found for name in wanted if (found := _connected(name))), None)
            if socket is None:
                self._take(ledger or remembered)
            lock.unlock()
            if socket is None:
                return False
            if _answers(socket):
                return True
        return False

    def hold(self, ledger: Path) -> None:
        """Answer for the ledger that is open now instead of the former one."""
        lock = self._locked()
        self._take(ledger)
        lock.unlock()

    def close(self) -> None:
        """Answer no more; the next start opens a window of its own."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()

    def _locked(self) -> QLockFile:
        """The lock that lets one start at a time look and listen; without it the start goes on as well."""
        folder = _folder()
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = QLockFile(str(folder / f"{_PROGRAM}-start.lock"))
        lock.tryLock(_LOCK_MS)
        return lock

    def _take(self, ledger: Path | None) -> None:
        name = _named(ledger)
        if self._ledger not in ("", name, _name(_ANY)):
            former = self._servers.pop(self._ledger, None)
            if former is not None:
                former.close()
        self._ledger = name
        for each in (name, _name(_ANY)):
            if each not in self._servers and _connected(each) is None:
                self._listen(each)

    def _listen(self, name: str) -> None:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(name)  # nobody answered: left behind by a process that was killed
        if server.listen(name):
            server.newConnection.connect(lambda: self._called(server))
            self._servers[name] = server

    def _called(self, server: QLocalServer) -> None:
        while server.hasPendingConnections():
            socket = server.nextPendingConnection()
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()) == _CALL:
            self.wanted.emit()
            socket.write(_ANSWER)
            socket.flush()
