"""Key pairs and signed packages, for whoever releases. Needs only `cryptography` and this source tree.

    python packaging/sign_update.py new-key ID OWNER PRIVATE.pem
    python packaging/sign_update.py sign PRIVATE.pem ID FACTS.toml OUT.ledgerpackage [FILE=NAME…]
    python packaging/sign_update.py show PACKAGE [--keys KEYS.toml]

`FACTS.toml` holds what docs/updates.md names (kind, number or version, title, issuer, issued_on …).
A FILE is put into the package under NAME. The private key is written encrypted with the password in
LEDGER_SIGNING_PASSWORD and never leaves the releaser's machine.
"""

from __future__ import annotations

import argparse
import base64
import os
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.errors import LedgerFault  # noqa: E402 - the source tree's own modules
from core.updates.content import read_content  # noqa: E402 - as above
from core.updates.keys import trusted_keys  # noqa: E402 - as above
from core.updates.package import Kind, read_package, write_package  # noqa: E402 - as above

PASSWORD = "LEDGER_SIGNING_PASSWORD"


def new_key(key_id: str, owner: str, private: Path) -> str:
    """Make a key pair; the private half goes to a new file, encrypted.

    Returns:
        The lines for `resources/update_keys.toml`.

    Raises:
        FileExistsError: the file is there; a key is never overwritten.
    """
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_password()),
    )
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return f'[[key]]\nid = "{key_id}"\nowner = "{owner}"\npublic = "{public}"\n'


def sign(private: Path, key_id: str, facts: Path, out: Path, files: list[str]) -> None:
    """Write a package, after the program's own reader has found its policy data whole.

    Raises:
        LedgerFault: the facts are no manifest, or the policy data are faulty.
    """
    key = serialization.load_pem_private_key(private.read_bytes(), _password())
    if not isinstance(key, Ed25519PrivateKey):
        raise LedgerFault("The private key is no Ed25519 key.")
    told = {name: _plain(value) for name, value in tomllib.loads(facts.read_text(encoding="utf-8")).items()}
    packed = {
        name or Path(file).name: Path(file).read_bytes()
        for file, _, name in (each.partition("=") for each in files)
    }
    if told.get("kind") == Kind.POLICY:
        read_content(packed, date.fromisoformat(told["effective_from"]))
    write_package(out, told, packed, key_id, key.sign)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _password() -> bytes:
    password = os.environ.get(PASSWORD, "")
    if len(password) < 12:
        raise SystemExit(f"Set {PASSWORD} to the private key's password (12 characters or more).")
    return password.encode()


def main(arguments: list[str]) -> int:
    """Run one command; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("new-key")
    for name in ("id", "owner", "private"):
        making.add_argument(name)
    signing = commands.add_parser("sign")
    for name in ("private", "id", "facts", "out"):
        signing.add_argument(name)
    signing.add_argument("files", nargs="+")
    showing = commands.add_parser("show")
    showing.add_argument("package")
    showing.add_argument("--keys")
    given = parser.parse_args(arguments)
    try:
        if given.command == "new-key":
            print(new_key(given.id, given.owner, Path(given.private)))
        elif given.command == "sign":
            sign(Path(given.private), given.id, Path(given.facts), Path(given.out), given.files)
            print(given.out)
        else:
            package = read_package(
                Path(given.package), trusted_keys(Path(given.keys) if given.keys else None)
            )
            print(package.manifest, package.signer.owner, package.digest, sep="\n")
    except LedgerFault as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
