"""The papers alone: drawing a return against LibreOffice printing the very same tables, and a long roster.

The return's own workbook is what Calc converts to PDF. Goals: at most 0.6 s of CPU for the drawing of a
return of three to six pages after start; the whole process at least 2.5 times faster than Calc's; a roster of
36,000 rows under 8 s of CPU, 150 MB for the whole process and 6 MB of PDF. Without LibreOffice that line is
left out, and the output says so.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from measured import Measure, measure, median, spread

DRAWING = """
import sys, time
from pathlib import Path
from core.returns.data_reading import read_data
from core.returns.pdf import render
snapshot = read_data(Path(sys.argv[1]).read_bytes())
begin = time.process_time()
drawn = render(snapshot)
taken = time.process_time() - begin
Path(sys.argv[2]).write_bytes(drawn.bytes)
Path(sys.argv[3]).write_bytes(drawn.workbook)
print(taken, drawn.pages)
"""
ROSTER = """
import sys, time
from datetime import date
from pathlib import Path
from core.returns.roster import Roster, RosterColumn, render_roster
count = int(sys.argv[1])
columns = tuple(
    RosterColumn(head, width)
    for head, width in (("序号", 10.5), ("编号", 19.5), ("姓名", 13.5), ("身份证号", 31.5),
                        ("就业日期", 18.5), ("用人单位", 42.0), ("镇街", 20.5))
)
rows = (
    (str(n), f"BNCH-{n}", "赵钱孙李周吴郑王冯陈"[n % 10] + "**", f"500118********{n % 9000 + 1000}",
     f"2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}", f"重庆样例{n % 3000}机械制造有限公司",
     ("朱沱镇", "中山路街道")[n % 2])
    for n in range(1, count + 1)
)
begin = time.process_time()
day = date(2025, 9, 30)
drawn = render_roster(Roster("花名册", "永川区", "全部", "已遮盖", day, True, columns, rows, count))
print(time.process_time() - begin, drawn.pages, len(drawn.bytes) / 1e6)
"""


def python(script: str, *arguments: str) -> list[str]:
    """Return the command line of a script of ours."""
    return [sys.executable, "-c", script, *arguments]


def sample(folder: Path) -> Path:
    """Return the data file of a demonstration return."""
    measure(
        [sys.executable, "main.py", "demo", str(folder / "demo"), "--rows", "800", "--seed", "7", "--json"]
    )
    (pdf,) = (folder / "demo").glob("*.pdf")
    take = (
        "import sys, pikepdf, pathlib\n"
        "with pikepdf.open(sys.argv[1]) as document:\n"
        "    (name,) = [each for each in document.attachments if each.endswith('.json')]\n"
        "    pathlib.Path(sys.argv[2]).write_bytes(document.attachments[name].get_file().read_bytes())\n"
    )
    measure(python(take, str(pdf), str(folder / "data.json")))
    return folder / "data.json"


def calc(book: Path, folder: Path, times: int) -> list[Measure] | None:
    """Return Calc's measures, or None without LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder / "calc"),
        str(book),
    ]
    measure(command)  # the first start makes the profile
    return [measure(command) for _ in range(times)]


def run(folder: Path, rows: int, times: int) -> bool:
    """Measure and print; return whether every goal was reached."""
    data, pdf, book = sample(folder), folder / "return.pdf", folder / "return.xlsx"
    ours = [measure(python(DRAWING, str(data), str(pdf), str(book))) for _ in range(times)]
    cpu = statistics.median(float(one.output.split()[0]) for one in ours)
    pages = int(ours[0].output.split()[1])
    print(
        f"return of {pages} pages    {cpu:.2f} s of CPU after start (goal: 0.6); whole process {spread(ours)}"
    )
    reached = cpu <= 0.6
    theirs = calc(book, folder, times)
    if theirs is None:
        print("LibreOffice is not installed here: nothing to compare with.")
    else:
        faster = median(theirs) / median(ours)
        print(f"Calc, the same tables  {spread(theirs)}; ours is {faster:.1f} times faster (goal: 2.5)")
        reached = reached and faster >= 2.5
    rosters = [measure(python(ROSTER, str(rows))) for _ in range(times)]
    seconds = statistics.median(float(one.output.split()[0]) for one in rosters)
    _, sheets, size = json.loads(f"[{rosters[0].output.replace(' ', ',')}]")
    peak = max(one.peak for one in rosters)
    print(
        f"roster of {rows} rows  {seconds:.2f} s of CPU (goal: 8), {sheets} pages, "
        f"{size:.1f} MB (goal: 6), peak {peak:.0f} MB (goal: 150)"
    )
    return reached and seconds <= 8 and size <= 6 and peak <= 150


def main() -> int:
    """Read the size and measure in a temporary folder; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=36_000)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder:
        return 0 if run(Path(folder), arguments.rows, arguments.times) else 1


if __name__ == "__main__":
    raise SystemExit(main())
