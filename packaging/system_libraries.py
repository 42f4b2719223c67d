"""Which libraries a Linux bundle leaves to the system, and the Debian packages that hold them.

One table decides three things: what is not bundled (`build.spec`), what the .deb depends on, and which need
is met at all: a library that is neither bundled nor named here fails the build.

Left to the system is what belongs to its screen, its fonts, its printers and its session, and what every
desktop has. Bundled, as a desktop may lack it, are the small xcb libraries that Qt 6 newly asks for
(libxcb-cursor and its kin), libatomic and libffi. Alternatives name what Debian 11 and 12 call a package and
what releases with 64-bit time (Debian 13, Ubuntu 24.04) call it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

SYSTEM_LIBRARIES = {
    **dict.fromkeys(
        (
            "libc.so.6",
            "libm.so.6",
            "libdl.so.2",
            "libpthread.so.0",
            "librt.so.1",
            "libresolv.so.2",
            "libutil.so.1",
            "ld-linux-x86-64.so.2",
        ),
        "libc6 (>= 2.28)",
    ),
    "libstdc++.so.6": "libstdc++6 (>= 8)",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libz.so.1": "zlib1g",
    "libuuid.so.1": "libuuid1",
    "libzstd.so.1": "libzstd1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    **dict.fromkeys(
        (
            "libglib-2.0.so.0",
            "libgthread-2.0.so.0",
            "libgobject-2.0.so.0",
            "libgmodule-2.0.so.0",
            "libgio-2.0.so.0",
        ),
        "libglib2.0-0 | libglib2.0-0t64",
    ),
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# What only those libraries ask for, in one Debian release or another; PyInstaller would follow the chain.
_BEHIND = re.compile(
    r"^lib(systemd|png16|sqlite3|expat|gcrypt|gpg-error|lz4|pcre|pcre2-8|bsd|md|mount|blkid|selinux|cap|"
    r"krb5|krb5support|k5crypto|com_err|keyutils|gnutls|nettle|hogweed|gmp|idn2|unistring|tasn1|p11-kit|"
    r"avahi-\w+|brotli\w+|Xau|Xdmcp|Xext|GLdispatch|GLX|OpenGL|gtk|gdk|pango|cairo|atk|harfbuzz|crypto|ssl|"
    r"gdk_pixbuf|tinfo|ncursesw?|readline)[-\d.]*(\.so|-\d)"
)


def is_of_system(name: str) -> bool:
    """True for a file of a bundle that the system brings itself (only at the top: wheels carry their own)."""
    path = PurePosixPath(name)
    return len(path.parts) == 1 and (path.name in SYSTEM_LIBRARIES or bool(_BEHIND.match(path.name)))


def packages(needed: Iterable[str]) -> list[str]:
    """The packages that hold these libraries, in the form of a Depends field, sorted.

    Raises:
        KeyError: naming a library that the table does not know.
    """
    return sorted({SYSTEM_LIBRARIES[each] for each in needed})
