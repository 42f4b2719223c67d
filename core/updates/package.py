"""The file of a signed package: written by whoever holds a key, read and checked before anything is believed.

Three lines of text, then the files one after the other:

    placement-ledger-package 1
    KEY-ID SIGNATURE            (base64; Ed25519 over the first line and the third)
    {"kind": …, "files": [{"name", "size", "sha256"}, …]}

Nothing of the third line is used before the signature over it holds, and no file before its digest holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import LedgerFault
from core.updates.keys import Signer, TrustedKey

SUFFIX = ".ledgerpackage"
HEAD = b"placement-ledger-package 1\n"
_LONGEST_SIGNATURE = 300
_LONGEST_MANIFEST = 256 * 1024
_MOST_FILES = 64
LARGEST_POLICY = 4 * 1024 * 1024
"""Bytes of all files of a policy package together; a program's installer may be of any size."""
_BLOCK = 1 << 20
_NAME = re.compile(r"[a-z0-9][a-z0-9._+-]*(/[a-z0-9][a-z0-9._+-]*)?")
_SAFE = "安全。程序和台账都没有改动。"


class Kind(StrEnum):
    """What a package is for."""

    POLICY = "policy"
    PROGRAM = "program"


class PackageFault(LedgerFault):
    """A package that is refused. Nothing has changed."""

    def __init__(self, happened: str, todo: str) -> None:
        super().__init__(happened, _SAFE, todo)


class ForeignFile(PackageFault):
    """No package of ours, or one of a form that this program does not know."""


class DamagedPackage(PackageFault):
    """Begins as a package and is not what was signed: cut off, or with other bytes."""


class UnknownSigner(PackageFault):
    """Signed with a key that the program does not trust, or no longer trusts."""


class OldPackage(PackageFault):
    """Older than what is in force, or already taken over."""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a package, as the signed manifest names it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself.

    Attributes:
        kind: policy data or a program.
        number: of policy data, grows from package to package; 0 for a program.
        version: of a program ("0.2.0"); "" for policy data.
        system: that a program's installer is for: "windows-x86_64" or "linux-x86_64".
        title, issuer, issued_on: in Chinese, as the clerk reads them.
        effective_from: first day of the policy data; of a program the day of its release.
        needs: oldest version of the program that understands the policy data.
        notes: what is new, one sentence an item.
    """

    kind: Kind
    number: int
    version: str
    system: str
    title: str
    issuer: str
    issued_on: date
    effective_from: date
    needs: str
    notes: tuple[str, ...]
    files: tuple[PackedFile, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose signature and digests hold.

    Attributes:
        signer: whose key signed it.
        digest: SHA-256 of the signed lines; two packages of the same digest hold the same.
        start: where the first file begins in `path`.
    """

    path: Path
    manifest: Manifest
    signer: TrustedKey
    digest: str
    start: int

    def content(self, name: str) -> bytes:
        """One of the files, checked once more, as the package may lie on a stick.

        Raises:
            DamagedPackage: it has other bytes now.
            KeyError: there is no such file.
        """
        offset = self.start
        for each in self.manifest.files:
            if each.name == name:
                with _opened(self.path) as file:
                    file.seek(offset)
                    content = file.read(each.size)
                if hashlib.sha256(content).hexdigest() != each.sha256:
                    raise _damaged(self.path)
                return content
            offset += each.size
        raise KeyError(name)


def read_package(path: Path, keys: Iterable[TrustedKey]) -> Package:
    """Read a package and check all of it: form, signature, every byte.

    Args:
        path: the file. It is only read.
        keys: the keys that the program trusts, those revoked included.

    Raises:
        ForeignFile, DamagedPackage, UnknownSigner: with a sentence of its own each.
    """
    known = {each.id: each for each in keys}
    with _opened(path) as file:
        first = file.read(len(HEAD))
        if not HEAD.startswith(first) or not first:
            raise ForeignFile(
                f"{path.name} 不是本程序的更新包，没有更新。",
                f"请选择以 {SUFFIX} 结尾、由发布单位签名的文件。",
            )
        if first != HEAD:
            raise _truncated(path)
        signed = _line(file, _LONGEST_SIGNATURE, path)
        line = _line(file, _LONGEST_MANIFEST, path)
        key_id, signature = _signature(signed, path)
        key = _trusted(known.get(key_id), path)
        if not key.verifies(signature, HEAD + line):
            raise _damaged(path)
        manifest = _manifest(line, path)
        digest = hashlib.sha256(HEAD + line).hexdigest()
        start = file.tell()
        _check_files(file, manifest, path)
    return Package(path, manifest, key, digest, start)


def write_package(
    path: Path, facts: Mapping[str, Any], files: Mapping[str, bytes], key_id: str, sign: Signer
) -> None:
    """Write a package. Used by whoever releases, and by tests; the program itself holds no private key.

    Args:
        path: the file to write.
        facts: the manifest without its files.
        files: name in the package → content.
        key_id: of the key that signs.
        sign: gives the signature of some bytes.

    Raises:
        LedgerFault: the facts are no manifest.
    """
    packed = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    ]
    whole = {**facts, "files": packed}
    line = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    _manifest(line, path)
    signature = base64.b64encode(sign(HEAD + line)).decode()
    path.write_bytes(HEAD + f"{key_id} {signature}\n".encode() + line + b"".join(files.values()))


# -- reading -----------------------------------------------------------------------------------------
def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise ForeignFile(
            f"没有读到 {path.name}，没有更新。", "请核对位置；U 盘上的文件请先接好 U 盘。"
        ) from None


def _line(file: BinaryIO, longest: int, path: Path) -> bytes:
    line = file.readline(longest)
    if not line.endswith(b"\n"):
        raise _truncated(path)
    return line


def _signature(line: bytes, path: Path) -> tuple[str, bytes]:
    try:
        key_id, text = line.decode("ascii").split()
        return key_id, base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise _damaged(path) from None


def _trusted(key: TrustedKey | None, path: Path) -> TrustedKey:
    if key is None:
        raise UnknownSigner(
            f"{path.name} 不是本程序认识的发布单位签的名，没有更新。",
            "请向发布单位要正式的更新包；来路不明的更新包不要用。",
        )
    if key.revoked_on is not None:
        raise UnknownSigner(
            f"{path.name} 用的签名密钥已于 {key.revoked_on} 作废，没有更新。",
            "请向发布单位要用现行密钥签名的更新包。",
        )
    return key


def _check_files(file: BinaryIO, manifest: Manifest, path: Path) -> None:
    for each in manifest.files:
        left, found = each.size, hashlib.sha256()
        while left:
            block = file.read(min(left, _BLOCK))
            if not block:
                raise _truncated(path)
            found.update(block)
            left -= len(block)
        if found.hexdigest() != each.sha256:
            raise _damaged(path)
    if file.read(1):
        raise _damaged(path)


def _manifest(line: bytes, path: Path) -> Manifest:
    """The signed facts. A signed package that is none of ours in form comes from a newer program."""
    try:
        found = json.loads(line)
        files = tuple(
            PackedFile(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in found["files"]
        )
        made = Manifest(
            kind=Kind(found["kind"]),
            number=int(found.get("number", 0)),
            version=str(found.get("version", "")),
            system=str(found.get("system", "")),
            title=str(found["title"]),
            issuer=str(found["issuer"]),
            issued_on=date.fromisoformat(found["issued_on"]),
            effective_from=date.fromisoformat(found["effective_from"]),
            needs=str(found.get("needs", "")),
            notes=tuple(str(each) for each in found.get("notes", ())),
            files=files,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _unknown_form(path) from None
    names = [each.name for each in files]
    sound = (
        0 < len(files) <= _MOST_FILES
        and len(set(names)) == len(names)
        and all(_NAME.fullmatch(each.name) and ".." not in each.name and each.size >= 0 for each in files)
        and (made.number > 0 if made.kind is Kind.POLICY else bool(made.version and made.system))
        and (made.kind is Kind.PROGRAM or sum(each.size for each in files) <= LARGEST_POLICY)
    )
    if not sound:
        raise _unknown_form(path)
    return made


def _unknown_form(path: Path) -> ForeignFile:
    return ForeignFile(
        f"{path.name} 的格式这个版本的程序不认识，没有更新。", "请先更新程序，再用这个更新包。"
    )


def _truncated(path: Path) -> DamagedPackage:
    return DamagedPackage(f"{path.name} 不完整，没有更新。", "复制或下载可能没有完成，请重新复制一份再试。")


def _damaged(path: Path) -> DamagedPackage:
    return DamagedPackage(
        f"{path.name} 的内容和签名对不上，没有更新。", "文件已损坏或被改过，请向发布单位重新要一份。"
    )
