"""What would go wrong on a Chinese Windows and is seen in the source: encodings, and what only Unix has."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = [
    ROOT / "main.py",
    *(path for name in ("core", "db", "ui") for path in sorted((ROOT / name).rglob("*.py"))),
    *(ROOT / "packaging" / name for name in ("sign_update.py", "windows_setup.py", "draw_icons.py")),
]
UNIX_ALONE = {"fcntl", "resource", "pwd", "grp", "termios", "pty", "curses"}
"""Modules that Windows does not have."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name


def says_encoding(call: ast.Call) -> bool:
    return any(each.arg in ("encoding", None) for each in call.keywords)


def mode_of(call: ast.Call, place: int) -> str | None:
    """The mode of an open(); None where it is none of a text file's."""
    given = [each.value for each in call.keywords if each.arg == "mode"] + call.args[place : place + 1]
    if not given:
        return "r"
    return given[0].value if isinstance(given[0], ast.Constant) and isinstance(given[0].value, str) else None


def without_encoding(tree: ast.AST) -> Iterator[int]:
    """Lines where a text file or a program's output would be read in the system's own code page."""
    for call, name in calls(tree):
        method = isinstance(call.func, ast.Attribute)
        owner = getattr(getattr(call.func, "value", None), "id", "")
        text_read = name == "read_text" and method and not call.args
        text_written = name == "write_text" and len(call.args) < 2
        if (text_read or text_written) and not says_encoding(call):
            yield call.lineno
        if name == "open" and owner != "os" and not says_encoding(call):
            mode = mode_of(call, 0 if method else 1)
            plain = mode is not None and set(mode) <= set("rwxat+") and "b" not in mode
            first = call.args[0] if call.args else None
            by_mode = isinstance(first, ast.Constant) and isinstance(first.value, str)
            if plain and (not method or (by_mode and len(call.args) == 1)):
                yield call.lineno
        keywords = {each.arg for each in call.keywords}
        started = name in ("run", "Popen", "check_output") and bool(keywords & {"text", "universal_newlines"})
        if started and "encoding" not in keywords:
            yield call.lineno


def test_the_search_finds_what_it_should() -> None:
    bad = 'p.read_text()\np.write_text("x")\nopen("a")\np.open("w")\nsubprocess.run(c, text=True)\n'
    good = (
        'p.read_text("utf-8")\np.write_text("x", encoding="utf-8")\nopen("a", "rb")\np.open("rb")\n'
        'subprocess.run(c, encoding="utf-8")\nos.open(p, 1)\ndialog.open()\n'
    )
    assert list(without_encoding(ast.parse(bad))) == [1, 2, 3, 4, 5]
    assert list(without_encoding(ast.parse(good))) == []


def test_no_text_depends_on_the_code_page() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in FILES
        for line in without_encoding(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not found


def test_what_only_unix_has_is_asked_for_only_there() -> None:
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            unix = UNIX_ALONE & {name.partition(".")[0] for name in names}
            assert not unix, f"{path.relative_to(ROOT)}: import {unix} where it is used"
