"""One stream of an OLE2 compound file (MS-CFB), the wrapping of old workbooks.

Only the reading process uses this module; whatever is wrong with the file raises `ValueError`.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence

_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers above mean the end of a chain, or no sector."""
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a compound file by their names."""

    def __init__(self, content: bytes) -> None:
        """Read the tables that say where everything stands.

        Raises:
            ValueError: it is built otherwise than the format says.
        """
        try:
            self._content = content
            shift, mini_shift = struct.unpack_from("<HH", content, 30)
            if shift not in (9, 12) or mini_shift != 6:
                raise ValueError("sector size")
            self._size, self._mini_size = 1 << shift, 1 << mini_shift
            directory, self._cutoff, mini_start = struct.unpack_from("<I4xII", content, 48)
            self._table = self._sector_table()
            self._mini_table = _numbers(self._chain(mini_start))
            self._entries = self._directory(self._chain(directory))
        except struct.error as error:
            raise ValueError("short file") from error

    def stream(self, *names: str) -> bytes:
        """The first stream that has one of these names, in capitals or not.

        Raises:
            ValueError: there is none, or it is broken.
        """
        for name in names:
            for found, kind, start, size in self._entries:
                if kind == _STREAM and found.upper() == name.upper():
                    return self._content_of(start, size)
        raise ValueError("no such stream")

    def _content_of(self, start: int, size: int) -> bytes:
        if size >= self._cutoff:
            return self._chain(start)[:size]
        root = next((each for each in self._entries if each[1] == _ROOT), None)
        if root is None:
            raise ValueError("no root")
        minis = self._chain(root[2])
        places = _followed(start, self._mini_table)
        return b"".join(minis[at * self._mini_size : (at + 1) * self._mini_size] for at in places)[:size]

    def _sector(self, number: int) -> bytes:
        start = _HEADER + number * self._size if self._size == _HEADER else (number + 1) * self._size
        return self._content[start : start + self._size]

    def _sector_table(self) -> Sequence[int]:
        """The table of sectors, from those the header names and those of the chain behind it."""
        next_list, _count = struct.unpack_from("<II", self._content, 68)
        listed = list(struct.unpack_from("<109I", self._content, 76))
        seen: set[int] = set()
        while next_list < _LAST_SECTOR and next_list not in seen:
            seen.add(next_list)
            more = _numbers(self._sector(next_list))
            if not more:
                break
            listed += more[:-1]
            next_list = more[-1]
        sectors = [self._sector(number) for number in listed if number < _LAST_SECTOR]
        return _numbers(b"".join(sectors))

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _followed(start, self._table)))

    @staticmethod
    def _directory(content: bytes) -> list[tuple[str, int, int, int]]:
        """(name, kind, first sector, size) of each entry."""
        found = []
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            start, size = struct.unpack_from("<II", content, at + 116)
            name = content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            found.append((name, kind, start, size))
        return found


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _followed(start: int, table: Sequence[int]) -> array[int]:
    """The places of a chain; one that bites its tail is broken."""
    places, at = array("I"), start
    while at < _LAST_SECTOR:
        if at >= len(table) or len(places) > len(table):
            raise ValueError("broken chain")
        places.append(at)
        at = table[at]
    return places
