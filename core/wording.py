"""How two spellings of one name are told to be the same: width, spaces, case and separators do not count."""

from __future__ import annotations

import unicodedata

_SEPARATORS = dict.fromkeys(map(ord, "、,;·•・.。/\\|-—–_'\"“”‘’"))


def plain(text: str) -> str:
    """`text` without spaces and separators, in half width and small letters.

    Two names are the same when their plain forms are equal; the plain form is never shown.
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_SEPARATORS)
