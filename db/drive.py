"""Whether a place is a network drive. A live ledger may not lie on one; backups may."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from db.places import is_windows

NETWORK_SYSTEMS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "davfs", "davfs2"),
        *("ceph", "glusterfs", "lustre", "beegfs"),
        *("fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.rclone"),
        *("fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.kio-fuse"),
    )
)
"""9p and virtiofs are left out: they may be the machine's own disk, handed to it by its host."""
MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = 4
"""DRIVE_REMOTE of GetDriveType."""


def nearest_folder(path: Path) -> Path:
    """The path itself, or the nearest folder above it that exists, links resolved."""
    place = path.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place.resolve()


def _unescaped(text: str) -> str:
    for code in (r"\040", r"\011", r"\012", r"\134"):
        text = text.replace(code, chr(int(code[1:], 8)))
    return text


def mounted_system(place: Path, mounts: str) -> str:
    """File system type of the mount that holds `place`, by the text of /proc/self/mountinfo; "" if unknown.

    The longest mount point wins; of two on the same point the later one.
    """
    found, system = -1, ""
    for line in mounts.splitlines():
        head, separator, tail = line.partition(" - ")
        parts = head.split()
        if not separator or len(parts) < 5:
            continue
        point = Path(_unescaped(parts[4]))
        if (place == point or point in place.parents) and len(point.parts) >= found:
            found, system = len(point.parts), tail.split()[0]
    return system


def on_network_drive(path: Path) -> bool:
    """True when the path lies on a network drive: a share, a mapped letter, a mounted share.

    Unknown counts as local. Nothing is written to find out.
    """
    place = nearest_folder(path)
    if is_windows():
        return windows_remote(place, _drive_type)
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return mounted_system(place, mounts) in NETWORK_SYSTEMS


def windows_remote(place: PurePath, drive_type: Callable[[str], int]) -> bool:
    r"""The same by a Windows path: a share in any spelling, or a letter that is mapped to one.

    Args:
        place: absolute.
        drive_type: GetDriveType of a root such as "Z:\\".
    """
    anchor = place.anchor
    if anchor.upper().startswith("\\\\?\\UNC\\"):
        return True
    if anchor.startswith("\\\\") and not anchor.startswith(("\\\\?\\", "\\\\.\\")):
        return True
    return drive_type(anchor.removeprefix("\\\\?\\")) == _REMOTE


def _drive_type(root: str) -> int:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows alone
    return int(kernel.GetDriveTypeW(root))
