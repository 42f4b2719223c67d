"""The words between the reading process and its parent: a JSON head and a block of plain numbers.

Nothing here can run code on the other side, so a reading process that a hostile file has taken over can
only send wrong rows.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTHS = struct.Struct("<II")
MAX_FRAME = 64 * 1024 * 1024

Head = dict[str, Any]


def write_frame(stream: BinaryIO, head: Head, block: bytes = b"") -> None:
    """Send one frame at once."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace")
    stream.write(_LENGTHS.pack(len(text), len(block)))
    stream.write(text)
    stream.write(block)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[Head, bytes] | None:
    """Take one frame; None at the end of the stream.

    Raises:
        ValueError: when what comes is no frame.
    """
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise ValueError("short frame")
    head_length, block_length = _LENGTHS.unpack(lengths)
    if head_length > MAX_FRAME or block_length > MAX_FRAME:
        raise ValueError("frame too long")
    text, block = stream.read(head_length), stream.read(block_length)
    if len(text) < head_length or len(block) < block_length:
        raise ValueError("short frame")
    head = json.loads(text)
    if not isinstance(head, dict):
        raise ValueError("no frame")
    return head, block
