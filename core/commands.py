"""The headless commands. Scripts depend on their JSON and exit codes (docs/commands.md)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from core.command_output import place_of, say, show, was_stopped
from core.errors import LedgerFault, NotFound

if TYPE_CHECKING:
    from core.imports.views import ImportResult

DONE, REFUSED, FAILED = 0, 1, 2
"""Exit codes: done; done but rows were refused or a check failed; could not do it."""

_STOPPED = "命令被中断，没有做完。没有写完的都已撤回，之前保存的都在。需要时请再做一次。"

Answer = tuple[dict[str, Any], int]
"""The JSON object, and the exit code."""

COMMANDS = {
    "create": "建一本台账，打印恢复码",
    "import": "导入一张表",
    "export": "导出一个栏目",
    "template": "写一张空白模板",
    "figures": "全部指标",
    "explain": "一个指标的口径、依据、计入和未计入的行",
    "return": "一个月的月报",
    "verify": "校验台账",
    "backup": "备份到一个文件夹",
    "restore": "从备份恢复到新的位置",
    "collect": "汇总一个文件夹里的各区县月报",
    "update": "查看或接收签名的更新包",
    "demo": "建一本演示台账",
}
"""Each command and what it is for."""


class _Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with the words of a call."""

    def error(self, message: str) -> NoReturn:
        del message
        usage = " ".join(self.format_usage().removeprefix("usage:").split())
        raise LedgerFault("命令写得不对，没有执行。", "安全。什么也没有改动。", f"用法：{usage}")


def run(arguments: Sequence[str]) -> int:
    """Run one command and print its answer.

    Returns:
        The exit code. On failure one Chinese sentence goes to stderr and nothing to stdout.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        options = _parser().parse_args(list(arguments))
        answer, code = options.run(options)
    except LedgerFault as fault:
        return _failed(str(fault))
    except KeyboardInterrupt:  # or a stop by the system, see main.py
        return _failed(_STOPPED)
    except OSError as error:  # a place that the system keeps from us
        if was_stopped(error):
            return _failed(_STOPPED)
        named = f" {Path(str(error.filename)).name}" if error.filename else "文件"
        return _failed(
            f"系统没有让程序读写{named}，没有执行（编号 {place_of(error)}）。"
            "台账停在执行之前。请核对文件夹的权限和磁盘后再做一次。"
        )
    except Exception as error:  # a fault of ours: its place may be told, its text may hold cells
        if os.environ.get("LEDGER_DEBUG"):
            raise
        if was_stopped(error):
            return _failed(_STOPPED)
        return _failed(
            f"程序出错，编号 {place_of(error)}，没有执行。台账停在执行之前。请把编号告诉维护人员。"
        )
    return int(code) if show(answer, as_json=options.json) else REFUSED


def _failed(sentence: str) -> int:
    say(sentence)
    return FAILED


# -- arguments ---------------------------------------------------------------------------------------
def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="main.py", add_help=True)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer], *places: str
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=COMMANDS[name], description=COMMANDS[name])
        made.set_defaults(run=run)
        for place in places:
            made.add_argument(place)
        made.add_argument("--json", action="store_true")
        made.add_argument("--password-file")
        made.add_argument("--account", default="admin")
        return made

    create = command("create", _create, "ledger")
    create.add_argument("--unit", required=True)
    create.add_argument("--year", required=True, type=int)
    importing = command("import", _import, "ledger", "section", "file")
    importing.add_argument("--sheet")
    importing.add_argument("--dry-run", action="store_true")
    importing.add_argument("--errors")
    export = command("export", _export, "ledger", "section", "out")
    export.add_argument("--full-ids", action="store_true")
    export.add_argument("--reason", default="")
    command("template", _template, "section", "out")
    command("figures", _figures, "ledger").add_argument("--as-of", required=True)
    explain = command("explain", _explain, "ledger", "key")
    explain.add_argument("--as-of", required=True)
    explain.add_argument("--plan")
    returning = command("return", _return, "ledger")
    returning.add_argument("--month", required=True)
    returning.add_argument("--pdf", required=True)
    returning.add_argument("--xlsx")
    command("verify", _verify, "ledger")
    command("backup", _backup, "ledger", "folder")
    command("restore", _restore, "backup", "ledger")
    command("collect", _collect, "folder").add_argument("--xlsx", required=True)
    update = command("update", _update, "file")
    update.add_argument("--ledger")
    update.add_argument("--dry-run", action="store_true")
    update.add_argument("--folder")
    demo = command("demo", _demo, "folder")
    demo.add_argument("--unit", default="永川区")
    demo.add_argument("--year", type=int, default=2025)
    demo.add_argument("--rows", type=int, default=12_000)
    demo.add_argument("--seed", type=int, default=1)
    return parser


def password_of(options: argparse.Namespace) -> str:
    """The password from the named file (its last line break does not belong to it) or the environment."""
    if options.password_file is not None:
        try:
            text = Path(options.password_file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise LedgerFault(
                "密码文件读不出，没有执行。", "安全。什么也没有改动。", "请核对路径，文件应为 UTF-8。"
            ) from None
        return text.removesuffix("\n").removesuffix("\r")
    password = os.environ.get("LEDGER_PASSWORD")
    if not password:  # an empty one is a variable that nobody filled in, and no try
        raise LedgerFault(
            "没有给密码，没有执行。",
            "安全。什么也没有改动。",
            "用 --password-file 指明密码文件，或设 LEDGER_PASSWORD。",
        )
    return password


def _day(text: str) -> date:
    from core.plan_files import FIRST_YEAR, LAST_YEAR

    try:
        day = date.fromisoformat(text)
        if text != day.isoformat():
            raise ValueError(text)
    except ValueError:
        raise LedgerFault(
            f"“{text}”不是日期。", "安全。什么也没有改动。", "日期写成 2025-09-30 这样。"
        ) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise LedgerFault(
            f"{text} 不在可统计的年份里。",
            "安全。什么也没有改动。",
            f"请给 {FIRST_YEAR} 年至 {LAST_YEAR} 年的日期。",
        )
    return day


class _Open:
    """Opens the ledger of a command and closes it again."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options

    def __enter__(self) -> Any:
        from core.ledger import Ledger

        self._ledger = Ledger.open(
            Path(self._options.ledger), self._options.account, password_of(self._options)
        )
        return self._ledger

    def __exit__(self, *_: object) -> None:
        self._ledger.close()


# -- commands ----------------------------------------------------------------------------------------
def _create(options: argparse.Namespace) -> Answer:
    from core.ledger import Ledger

    password = password_of(options)
    ledger, recovery = Ledger.create(
        Path(options.ledger), options.unit, options.year, password, options.account
    )
    unit = ledger.info.unit_name
    ledger.close()
    answer = {"ledger": options.ledger, "unit": unit, "year": options.year, "recovery_code": recovery}
    return answer, DONE


def _import(options: argparse.Namespace) -> Answer:
    from core.imports.table import begin_reading
    from core.sections import section_of

    errors = Path(options.errors) if options.errors else None
    # In this order the sheet is being read while the ledger is unlocked.
    with (
        begin_reading(section_of(options.section), Path(options.file), options.sheet) as reading,
        _Open(options) as ledger,
    ):
        result = ledger.import_reading(reading, dry_run=options.dry_run, errors=errors)
    answer = _imported(result)
    parts = result.parts
    if parts is not None:
        answer["parts"] = _imported(parts)
    return answer, REFUSED if result.refused or (parts and parts.refused) else DONE


def _imported(result: ImportResult) -> dict[str, Any]:
    """What an import did, as its JSON says it."""
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "problems": [
            {
                "row": row,
                "column": column,
                "value_masked": problem.value_masked,
                "message": problem.message,
                "severity": problem.severity.value,
            }
            for row, column, problem in result.problems
        ],
        "batch": result.batch,
    }


def _export(options: argparse.Namespace) -> Answer:
    with _Open(options) as ledger:
        rows = ledger.export(
            options.section, Path(options.out), full_ids=options.full_ids, reason=options.reason
        )
    return {"rows": rows}, DONE


def _template(options: argparse.Namespace) -> Answer:
    from core.imports.template import write_template
    from core.sections import section_of

    return {"columns": list(write_template(section_of(options.section), Path(options.out)))}, DONE


def _figures(options: argparse.Namespace) -> Answer:
    as_of = _day(options.as_of)
    with _Open(options) as ledger:
        views = ledger.figures(as_of)
    figures = [
        {
            "key": each.key,
            "plan": each.plan,
            "label": each.label,
            "unit": each.unit,
            "month": each.month,
            "value": each.value,
            "target": each.target,
            "comparator": each.comparator,
            "completion": each.completion,
            "pro_rata": each.pro_rata,
            "gap": each.gap,
            "year_on_year": each.year_on_year,
        }
        for each in views
    ]
    return {"as_of": as_of, "figures": figures}, DONE


def _explain(options: argparse.Namespace) -> Answer:
    as_of = _day(options.as_of)
    with _Open(options) as ledger:
        found = ledger.explain(options.key, as_of, options.plan)
    answer = {
        "value": found.figure.value,
        "rule": "；".join(found.rule),
        "clause": found.clause,
        "counted": found.counted,
        "left_out": {each.reason: each.rows for each in found.left_out},
    }
    return answer, DONE


def _return(options: argparse.Namespace) -> Answer:
    xlsx = Path(options.xlsx) if options.xlsx else None
    if "-" not in options.month:  # the year's return has no command
        raise NotFound(f"“{options.month}”不是月份。", todo="月份写成 2025-09 这样。")
    with _Open(options) as ledger:
        made = ledger.write_return(options.month, Path(options.pdf), xlsx)
    problems = [
        {"name": each.name, "level": each.level, "detail": each.detail}
        for each in made.checks
        if each.level != "pass"
    ]
    answer = {"state": made.state, "number": made.number, "edition": made.version, "problems": problems}
    return answer, DONE


def _verify(options: argparse.Namespace) -> Answer:
    with _Open(options) as ledger:
        found = ledger.verify()
    checks = [{"name": each.name, "ok": each.level != "block", "detail": each.detail} for each in found]
    return {"checks": checks}, DONE if all(each["ok"] for each in checks) else REFUSED


def _backup(options: argparse.Namespace) -> Answer:
    with _Open(options) as ledger:
        made = ledger.backup(Path(options.folder))
    return {"backup": str(made)}, DONE


def _restore(options: argparse.Namespace) -> Answer:
    from core.trust import restore

    restore(Path(options.backup), Path(options.ledger))
    return {"ledger": options.ledger}, DONE


def _collect(options: argparse.Namespace) -> Answer:
    from core.city.collect import collect
    from core.city.summary import write_collection

    out = Path(options.xlsx)
    found = collect(Path(options.folder), out)
    write_collection(found, out)
    entries = [
        {
            "unit": entry.unit_name or None,
            "month": str(entry.received.month) if entry.received.month else None,
            "edition": entry.received.version or None,
            "total": entry.received.total,
            "outside_city": entry.received.outside,
            "state": entry.state.value,
        }
        for entry in found.entries
    ]
    answer = {"units": entries, "missing": list(found.missing), "total": found.total}
    return answer, REFUSED if found.bad else DONE


def _update(options: argparse.Namespace) -> Answer:
    from core.updates.command import update

    folder = Path(options.folder) if options.folder else None
    if options.ledger is None:
        return update(None, Path(options.file), folder, dry_run=options.dry_run), DONE
    with _Open(options) as ledger:
        return update(ledger, Path(options.file), folder, dry_run=options.dry_run), DONE


def _demo(options: argparse.Namespace) -> Answer:
    from core.demo import make

    made = make(Path(options.folder), options.unit, options.year, options.rows, options.seed)
    answer = {"ledger": str(made.ledger), "password": made.password, "return": str(made.return_pdf)}
    return answer, DONE
