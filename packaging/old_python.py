"""Python 3.11 for an old glibc: Debian's source with Debian's mends of faults, built in a Debian 11 root.

Debian 11 has Python 3.9 only. The source is the one of Debian 12 (signature and digests checked by apt); of
Debian's patches those are taken that mend faults, and not those that fit Python into Debian.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from debian_root import Root, stop

VERSION = "3.11"
SOURCE_SUITE = "bookworm"
PREFIX = "/opt/python"
HEADER = Path(__file__).resolve().parent / "deb" / "glibc228.h"
TOOLS = ("gcc", "make", "patch", "binutils", "libc6-dev", "xz-utils")
LIBRARIES = ("zlib1g-dev", "libbz2-dev", "liblzma-dev", "libffi-dev", "uuid-dev")
"""Without OpenSSL: the program never speaks to a network, and Debian 11's OpenSSL is no longer mended."""
_MENDS = re.compile(r"CVE-|-3\.11-|^relfile-nullptr|^shutdown-deadlock|^frame_dealloc-crash")
_EXTENSIONS_NEEDED = (
    "_bz2",
    "_ctypes",
    "_elementtree",
    "_lzma",
    "_uuid",
    "mmap",
    "pyexpat",
    "resource",
    "zlib",
)
_PLACE = "/build/python"
_SCRIPT = r"""
set -e
cd {place}/source
for patch in {patches}; do patch -s -f -p1 -i ../debian/patches/$patch; done
# A mend made pyexpat ask for the interpreter's inner headers, as Debian builds it into the interpreter.
sed -i '1i #define Py_BUILD_CORE_MODULE 1' Modules/pyexpat.c
# The day of the source, not of the build, is written into it: two builds are the same bytes.
SOURCE_DATE_EPOCH=$(date -d "$(sed -n '/^ -- / {{ s/^.*>  //p; q }}' ../debian/changelog)" +%s)
export SOURCE_DATE_EPOCH
# sem_clockwait came with glibc 2.30; without it Python waits by sem_timedwait.
ac_cv_func_sem_clockwait=no ./configure --prefix={prefix} --enable-shared --without-ensurepip \
    --without-static-libpython --disable-test-modules --with-computed-gotos \
    CFLAGS="-include {place}/glibc228.h -fno-semantic-interposition" \
    LDFLAGS="-Wl,-rpath,{prefix}/lib -fno-semantic-interposition" > ../configure.log 2>&1
make -j{jobs} > ../make.log 2>&1
make install > ../install.log 2>&1
! ls {prefix}/lib/python*/lib-dynload/*_failed.so 2>/dev/null
"""


def is_mend(patch: str) -> bool:
    """True for a patch of Debian's that mends a fault, by its name."""
    return bool(_MENDS.search(patch))


def recipe() -> str:
    """A digest of all that decides what is built, beside the source itself."""
    parts = [_SCRIPT.encode(), HEADER.read_bytes(), repr((LIBRARIES, _MENDS.pattern)).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def built(root: Root) -> str:
    """Which Debian version of the source stands built in the root by this recipe; empty when none does."""
    stamp = root.folder / PREFIX.lstrip("/") / "built"
    said = stamp.read_text("utf-8").split() if stamp.exists() else []
    return said[1] if len(said) == 2 and said[0] == recipe() else ""


def build(root: Root, jobs: int) -> str:
    """Build Python in the root, unless it is there; gives the Debian version of the source.

    Raises:
        BuildError: when the source cannot be had, a patch does not apply, or a needed module is missing.
    """
    there = built(root)
    if there:
        return there
    root.install(*TOOLS, *LIBRARIES)
    place = root.folder / _PLACE.lstrip("/")
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(root.folder / PREFIX.lstrip("/"), ignore_errors=True)
    (place / "source").mkdir(parents=True)
    # Download alone: unpacking by dpkg-source would lay Debian's own changes over it.
    root.run("sh", "-c", f"cd {_PLACE} && apt-get -qq source --download-only python{VERSION}")
    files = {path.name: path for path in place.iterdir() if path.is_file()}
    version = next((name.split("_")[1].removesuffix(".dsc") for name in files if name.endswith(".dsc")), "")
    original = next((name for name in files if ".orig.tar" in name and not name.endswith(".asc")), "")
    changes = next((name for name in files if ".debian.tar" in name), "")
    if not (version and original and changes):
        stop(f"The mirror gave no whole source package of python{VERSION}.")
    root.run("tar", "-xf", f"{_PLACE}/{original}", "-C", f"{_PLACE}/source", "--strip-components=1")
    root.run("tar", "-xf", f"{_PLACE}/{changes}", "-C", _PLACE)
    series = (place / "debian" / "patches" / "series").read_text("utf-8").split()
    shutil.copyfile(HEADER, place / HEADER.name)
    mends = " ".join(each for each in series if is_mend(each))
    root.run("sh", "-c", _SCRIPT.format(place=_PLACE, prefix=PREFIX, jobs=jobs, patches=mends))
    check = f"import {', '.join(_EXTENSIONS_NEEDED)}, hashlib; hashlib.sha256()"
    root.run(f"{PREFIX}/bin/python{VERSION}", "-c", check)
    shutil.copyfile(place / "source" / "LICENSE", root.folder / PREFIX.lstrip("/") / "LICENSE")
    shutil.rmtree(place)
    (root.folder / PREFIX.lstrip("/") / "built").write_text(f"{recipe()} {version}\n", "utf-8")
    return version
