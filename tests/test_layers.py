"""The house's walls: imports go one way, resources are data, functions and files stay short."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("main", "ui", "core", "db")
FORBIDDEN = {
    "ui": ("db", "sqlalchemy", "alembic", "sqlcipher3", "sqlite3", "PySide6.QtSql"),
    "core": ("PySide6", "shiboken6", "pyqtgraph", "sqlite3", "sqlcipher3", "alembic"),
    "db": ("PySide6", "shiboken6", "pyqtgraph", "sqlite3", "openpyxl", "reportlab"),
}
DATA = {".toml", ".ttf", ".svg", ".qss", ".json", ".md", ".txt", ".qm", ".icc", ".png", ".csv", ""}


def modules(*tops: str) -> list[Path]:
    """Return our Python files under the given top-level names."""
    found = [path for top in tops for path in sorted((ROOT / top).rglob("*.py"))]
    return found + [path for top in tops if (path := ROOT / f"{top}.py").exists()]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_within(name: str, package: str) -> bool:
    """Say whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("top", ORDER)
def test_imports_never_go_back(top: str) -> None:
    above = ORDER[: ORDER.index(top)]
    banned = (*above, *FORBIDDEN.get(top, ()), "tests")
    files = modules(top)
    assert files or top == "main", f"{top} has no modules"
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in files
        for line, name in imported(path)
        if any(is_within(name, package) for package in banned)
    ]
    assert wrong == []


def test_core_and_db_load_no_qt_even_indirectly() -> None:
    """Headless commands must run where no graphics library is installed (contract: common)."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules("core", "db")]
    plain = [name.removesuffix(".__init__") for name in names if ".versions." not in name]
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    plain = [name for name in plain if not name.endswith("migrations.env")]
    command = [sys.executable, "-c", program, *plain]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert [name for name in ("PySide6", "shiboken6", "pyqtgraph") if f"'{name}'" in done.stdout] == []
    assert "'core'" in done.stdout


def test_db_is_only_asked_by_core() -> None:
    wrong = [path.name for path in modules("main") for _, name in imported(path) if is_within(name, "db")]
    assert wrong == []


def test_resources_hold_data_only() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and path.suffix.lower() not in DATA
    ]
    assert wrong == []


def too_long(path: Path, of_file: int, of_function: int) -> Iterator[str]:
    """Yield what in a file is longer than allowed."""
    text, name = path.read_text("utf-8"), path.relative_to(ROOT)
    if text.count("\n") > of_file:
        yield f"{name}: {text.count(chr(10))} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > of_function:
                yield f"{name}:{node.lineno} {node.name}: {lines} lines"


def test_functions_and_files_stay_short() -> None:
    program = [*modules(*ORDER, "bench", "packaging"), ROOT / "dev.py"]
    # A migration is written once, from top to bottom; tests and their samples may be lists.
    long = [line for path in program if path.parent.name != "versions" for line in too_long(path, 600, 60)]
    long += [line for path in modules("tests") for line in too_long(path, 700, 80)]
    assert long == []


def test_names_say_what_they_hold() -> None:
    vague = {"utils", "util", "helpers", "manager", "common", "misc"}
    inside = [path.relative_to(ROOT) for path in modules(*ORDER)]
    assert [str(path) for path in inside if vague & {path.stem, *path.parent.parts}] == []
