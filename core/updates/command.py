"""The headless command `update`: what a package is, what it would change, and taking it over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import LedgerFault
from core.updates.desk import UpdateView, checked_package, described, lay_out
from core.updates.package import Kind

if TYPE_CHECKING:
    from core.ledger import Ledger

_NOTHING = "安全。什么也没有改动。"


def update(ledger: Ledger | None, file: Path, folder: Path | None, *, dry_run: bool) -> dict[str, Any]:
    """Check a package; with a ledger take its policy data over, with a folder lay its installer out.

    Args:
        ledger: whose policy data are to follow; None only checks, or lays an installer out.
        file: the package.
        folder: where a program's installer goes.
        dry_run: only say what would happen.

    Returns:
        The JSON object of the command.

    Raises:
        LedgerFault: the package is refused, or the words of the call do not fit it; nothing has changed.
    """
    package = checked_package(file)
    is_policy = package.manifest.kind is Kind.POLICY
    if is_policy and folder is not None:
        raise LedgerFault("这是政策数据，没有安装包可取。", _NOTHING, "去掉 --folder，用 --ledger 指明台账。")
    if not is_policy and folder is None and ledger is not None and not dry_run:
        raise LedgerFault("这是安装包，没有说取到哪里。", _NOTHING, "用 --folder 指明文件夹。")
    view = described(package) if ledger is None else ledger.look_into_update(file)
    answer = _facts(view)
    if dry_run:
        return answer
    if is_policy and ledger is not None:
        done = ledger.take_over_update(file)
        answer |= {"taken_over": True, "backup": str(done.backup) if done.backup else None}
    if folder is not None:
        made = lay_out(package, folder) if ledger is None else ledger.lay_out_program(file, folder)
        answer |= {"installer": str(made)}
    return answer


def _facts(view: UpdateView) -> dict[str, Any]:
    return {
        "kind": str(view.kind),
        "number": view.number,
        "title": view.title,
        "issuer": view.issuer,
        "issued_on": view.issued_on,
        "effective_from": view.effective_from,
        "since": view.since,
        "signer": view.signer,
        "taken_over": False,
        "changes": [
            {
                "part": each.part,
                "what": each.what,
                "before": each.before,
                "after": each.after,
                "since": each.since,
                "note": each.note,
            }
            for each in view.effects
        ],
        "backup": None,
        "installer": None,
    }
