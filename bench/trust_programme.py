"""The whole programme: `python bench/trust_programme.py [--share 1.0] [--only "R1 write,R2"] …`.

`--share 0.01` tries each part a hundredth as often (at least twice), `--minutes 20` ends each part after so
long; the report says how often it really was. With `--keep FOLDER` what each part found is kept, so that
the hours may be run in pieces, two at a time too; `--report FILE` writes everything kept so far, and
`--only none` runs nothing before it.
The parts fork, so this runs on Linux; the quick tests in `tests/` run everywhere.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from trust import damage, kills  # the program's own folder has to be on the path first
from trust.outcome import ALLOWANCE, Outcome, Part  # as above

PARTS: tuple[tuple[str, Part, int], ...] = (
    ("R1 write", kills.write, 1000),
    ("R1 import", kills.imports, 1000),
    ("R1 migrate", kills.migrate, 1000),
    ("R1 backup", kills.backup, 1000),
    ("R1 restore", kills.restore, 1000),
    ("R1 submit", kills.submit, 1000),
    ("R1 re-key", kills.rekey, 1000),
    ("R2", damage.full_disk, 40),
    ("R3", damage.read_only, 1),
    ("R4", damage.races, 100),
    ("R5", damage.network, 1),
    ("R6", damage.flipped, 100_000),
    ("R7", damage.cut, 100_000),
    ("R10", damage.round_trip, 10),
    ("R10 large", damage.large_round_trip, 100_000),
    ("R12", damage.keys_apart, 1),
    ("R13", damage.failing_writes, 200),
    ("R13 memory", damage.little_memory, 40),
    ("R14", damage.long_run, 10_000),
)
"""Key, part, and how often the goal asks for; R6 and R7 take every page there is."""


_ELSEWHERE = """
## By the tests, in every run
| id | where |
| --- | --- |
| R8 | `tests/db/test_store_migrate.py` (killed at each statement), `tests/db/test_old_ledgers.py` |
| R9 | `tests/db/test_store_migrate.py`: a newer schema refused untouched, the backup from before named |
| R11 | `tests/core/test_return_life.py`, `tests/db/test_store_journal.py`, `tests/core/test_thinning.py` |
| R2, R3 in the window | `tests/core/test_read_only.py`, `tests/ui/test_read_only_window.py` |
| typed and killed | `tests/ui/test_typed_and_killed.py`: killed with -9, the words offered again |
| F1, F2 | `bench/mutated_files.py` (report in `docs/foreign-files-report.md`), `tests/foreign_files/` |
| S1 | `tests/db/test_store_keys.py`: cost of a try, lock-out across restarts |
| S2 | `tests/db/test_store_journal.py`: edited, removed, moved, cut, exchanged |
| S3 | `tests/test_canary.py`: one person through every journey and a forced end, found nowhere outside |
| S4 | `tests/core/test_permissions.py`: every action by every role |
| cost of the encryption | `bench/cipher_bench.py`: return and import against plain SQLite, goal 1.3 times |

## How
A kill is `kill -9` of a real process that was forked from a warm one and works on real files. Half of the
kills come at a random moment of the work. The other half come at its writing system calls (write, sync,
truncate, rename, unlink, …) one after the other: the kernel's tracing stops the process at each, so that the
point between two renames is met as surely as any other. Failing writes (R13) are made in the same way: the
call is taken away and an error given in its place. Every ledger is opened again, all its checks are made, and
what was acknowledged is looked for. The parts run for hours, one by one, each on the program as it was then.
"""


def main() -> int:
    """Run the parts that were asked for, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="for each part")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--more", action="store_true", help="only what is missing to the count, added to it")
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    if sys.platform != "linux":
        print("The programme forks and mounts: run it on Linux.")
        return 2
    wanted = [each.strip() for each in arguments.only.split(",") if each.strip()]
    found = []
    for key, part, goal in PARTS:
        if wanted and not any(each in key for each in wanted):
            continue
        times = min(goal, max(2, round(goal * arguments.share)))
        before = _found_before(key, arguments.keep) if arguments.more and arguments.keep else None
        times -= before.tried if before else 0
        if times <= 0:
            continue
        begun = time.monotonic()
        ALLOWANCE.give(arguments.minutes)
        with tempfile.TemporaryDirectory(prefix="trust-") as folder:
            outcome = part(Path(folder), times)
        outcome.seconds, outcome.on = round(time.monotonic() - begun), str(date.today())
        if before:
            outcome.add(before)
        found.append(outcome)
        if arguments.keep:
            _keep(outcome, arguments.keep)
        print(f"{outcome.line} {outcome.seconds} s", flush=True)
        for sentence in outcome.failures[:10]:
            print(f"    {sentence}")
    if arguments.report:
        kept = _kept(arguments.keep) if arguments.keep else found
        arguments.report.write_text(_report(kept), "utf-8")
    return 1 if any(each.failures for each in found) else 0


def _keep(outcome: Outcome, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{outcome.key}.json").write_text(json.dumps(asdict(outcome), ensure_ascii=False), "utf-8")


def _found_before(key: str, folder: Path) -> Outcome | None:
    file = folder / f"{key}.json"
    return Outcome(**json.loads(file.read_text("utf-8"))) if file.exists() else None


def _kept(folder: Path) -> list[Outcome]:
    """What was found so far, in the order of the parts."""
    found = (_found_before(key, folder) for key, _part, _goal in PARTS)
    return [each for each in found if each]


def _days(found: list[Outcome]) -> str:
    return " and ".join(sorted({each.on for each in found if each.on}))


def _report(found: list[Outcome]) -> str:
    rows = "\n".join(each.line for each in found)
    return (
        "# What the ledger promises: report of the programme\n\n"
        f"Run on {_days(found)} by `python3 dev.py trust`, on Linux. The goal of R1 is 1,000 tries for\n"
        "each; `tried` says how often it really was.\n\n"
        "| id | what | tried | result | note |\n| --- | --- | --- | --- | --- |\n"
        f"{rows}\n{_ELSEWHERE}\n"
        "## Not tested here\n"
        "A real power cut and real disks that lie about syncing; Windows and its file locking; a real\n"
        "network drive and a real USB stick pulled out; the desktops UOS and Kylin.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
