"""A policy update for the demonstration: made up, signed with a key that no program trusts."""

from __future__ import annotations

from pathlib import Path

from core.ledger import Ledger
from core.policy import TRAINEESHIP
from core.updates.desk import UpdateDesk
from core.updates.keys import TrustedKey
from core.updates.package import SUFFIX, write_package

_OWNER = "演示发布单位"


def take_over_an_update(ledger: Ledger, folder: Path, year: int) -> None:
    """Take over other amounts of traineeships from the next January on, so that the list is not empty."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    trusted = TrustedKey("demo", _OWNER, key.public_key().public_bytes_raw())
    first = f"{year + 1}-01-01"
    rules = (
        f"[[rules]]\nsince = {first}\nliving_pay = 2200\nsubsidy = 1400\nmonths = [1, 12]\nkept_extra = 200\n"
        f'kept_share = 50\ninsurance = 100\nsource = "演示：{year + 1}年见习补贴标准（假设）"\n'
    )
    facts = {
        "kind": "policy",
        "number": 1,
        "title": f"演示：{year + 1}年见习补贴标准",
        "issuer": _OWNER,
        "issued_on": f"{year}-09-20",
        "effective_from": first,
        "notes": ["见习基本生活补助最低标准和见习补贴调整（假设的数）"],
    }
    package = folder / f"演示{SUFFIX}"
    try:
        write_package(package, facts, {TRAINEESHIP: rules.encode()}, trusted.id, key.sign)
        UpdateDesk(ledger, lambda: (trusted,)).take_over(package)
    finally:
        package.unlink(missing_ok=True)
