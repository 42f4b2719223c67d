"""A little of the trust programme in every run: real kills of real processes, real damage."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.trust
@pytest.mark.skipif(sys.platform != "linux", reason="the programme forks")
@pytest.mark.parametrize(
    "part", ["R1 write", "R1 import", "R1 restore", "R1 submit", "R1 re-key", "R4", "R13"]
)
def test_a_few_tries_of_each_part_hold(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "bench/trust_programme.py", "--share", "0.001", "--only", part],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "| held |" in done.stdout
