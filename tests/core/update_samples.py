"""Signed packages for tests, with keys of their own, and policy data to put into them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.ledger import Ledger
from core.resources import resource
from core.updates.desk import UpdateDesk
from core.updates.keys import TrustedKey
from core.updates.package import write_package

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
FORMER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34)))
KEYS = (
    TrustedKey("former", "样例发布单位", FORMER.public_key().public_bytes_raw(), date(2026, 1, 1)),
    TrustedKey("good", "样例发布单位", KEY.public_key().public_bytes_raw()),
)
POLICY: dict[str, Any] = {
    "kind": "policy",
    "number": 1,
    "title": "样例政策数据",
    "issuer": "样例发布单位",
    "issued_on": "2025-08-20",
    "effective_from": "2025-09-01",
    "notes": ["目标调整"],
}
PROGRAM: dict[str, Any] = {
    "kind": "program",
    "version": "99.0.0",
    "system": "linux-x86_64",
    "title": "样例程序",
    "issuer": "样例发布单位",
    "issued_on": "2025-08-20",
    "effective_from": "2025-08-20",
}
TRAINEESHIP = b"""[[rules]]
since = 2026-01-01
living_pay = 2300
subsidy = 1500
months = [1, 12]
kept_extra = 200
kept_share = 50
insurance = 100
source = "\xe6\xa0\xb7\xe4\xbe\x8b\xe5\x8a\x9e\xe6\xb3\x95"
"""


def pack(
    path: Path,
    files: Mapping[str, bytes],
    key: Ed25519PrivateKey = KEY,
    key_id: str = "good",
    **facts: Any,
) -> Path:
    """A signed package of these files; its facts are those of a policy update but for `facts`."""
    write_package(path, {**POLICY, **facts}, files, key_id, key.sign)
    return path


def city_plan(total: int) -> dict[str, bytes]:
    """The city's plan of 2025 with another quota for 永川区."""
    text = resource("plans", "city-2025.toml").read_text(encoding="utf-8")
    before = '"500118", 12126, 1937, 13530, 2260'
    assert text.count(before) == 1
    return {"plans/city-2025.toml": text.replace(before, f'"500118", 12126, 1937, {total}, 2260').encode()}


def desk(ledger: Ledger) -> UpdateDesk:
    """The ledger's desk for updates, trusting the keys of the tests."""
    return UpdateDesk(ledger, lambda: KEYS)
