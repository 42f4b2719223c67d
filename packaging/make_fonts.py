"""Build the files of resources/fonts from the unchanged originals.

Usage: ``python packaging/make_fonts.py ORIGINALS resources/fonts`` with fontTools 4.68 or later. ORIGINALS is
a folder that holds, at any depth, the files named in `COPIES` and the sources of the cuts below
(resources/fonts/README.md says which packages they come from). The same originals give the same bytes.

Made here:

* copies, byte for byte, under the names that the program uses;
* ``NotoSerifSC-Bold.ttf``: cut to GB 2312 and a few rare name characters, since it only sets the title;
* ``LedgerKai-Regular.ttf``: LXGW WenKai cut the same way. "LXGW" is a reserved font name (OFL, condition 3),
  so the cut has a name of its own;
* ``HanaMinA.ttf``, ``HanaMinB.ttf``: only the ideographs that Noto Serif SC lacks;
* ``LedgerFigures-Regular.ttf``, ``LedgerFigures-Bold.ttf``: the ASCII part of Liberation Serif in which
  U+002D shows the true minus. "Liberation" is a reserved font name, so it has a name of its own.
"""

import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

COPIES = {
    "NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    "NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "NotoSansSC_500Medium.ttf": "NotoSansSC-Medium.ttf",
    "NotoSansSC_600SemiBold.ttf": "NotoSansSC-SemiBold.ttf",
    "LiberationSerif-Regular.ttf": "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf": "LiberationSerif-Bold.ttf",
    "LiberationMono-Regular.ttf": "LiberationMono-Regular.ttf",
}
ASCII = range(0x20, 0x7F)
RARE_NAMES = "䶮㛃𬱖𫟹𬍛𬭎𠅤"


def is_ideograph(code: int) -> bool:
    """Say whether a code point is a Chinese character (unified, extension or compatibility)."""
    return (
        0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )


def gb2312() -> set[int]:
    """Return the code points of GB 2312: 6,763 characters and its signs."""
    found = set(ASCII)
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def official() -> set[int]:
    """Return GB 2312, the rare name characters we promise, and the signs of our sheets."""
    return gb2312() | {ord(sign) for sign in RARE_NAMES + "·—…≥≤▲▼−〔〕"}


def cut(
    source: Path, target: Path, codes: Iterable[int], change: Callable[[TTFont], None] | None = None
) -> None:
    """Write the part of a font that shows the given code points; times stay those of the original."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["FFTM", "prop", "vhea", "vmtx", "BASE", "GDEF", "GPOS", "GSUB", "kern", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(codes))
    subsetter.subset(font)
    if change:
        change(font)
    font.save(target)


def rename(font: TTFont, family: str, style: str, origin: str) -> None:
    """Give a derived font its own name everywhere, keep the copyright, and say what it was made from."""
    names = font["name"]
    keep = [record for record in names.names if record.nameID in (0, 13, 14)]
    names.names = keep
    postscript = f"{family.replace(' ', '')}-{style}"
    for number, words in (
        (1, family),
        (2, style),
        (3, f"{postscript};derived"),
        (4, f"{family} {style}"),
        (5, "Version 1.000"),
        (6, postscript),
        (10, origin),
    ):
        names.setName(words, number, 3, 1, 0x409)


def minus_for_hyphen(font: TTFont) -> None:
    """Let U+002D show the minus sign, which is as wide and as high as plus."""
    minus = font.getBestCmap()[0x2212]
    for table in font["cmap"].tables:
        table.cmap = {
            code: (minus if code == 0x2D else name) for code, name in table.cmap.items() if code != 0x2212
        }


def figures(style: str) -> Callable[[TTFont], None]:
    """Return the change that makes the figures font of one style."""

    def change(font: TTFont) -> None:
        minus_for_hyphen(font)
        rename(font, "Ledger Figures", style, "Derived: ASCII, with the true minus at U+002D")

    return change


def kai(font: TTFont) -> None:
    """Name the Kai cut."""
    rename(font, "Ledger Kai", "Regular", "Derived: a cut to the characters of official Chinese texts")


def main(originals: Path, fonts: Path) -> None:
    """Write every font file into the folder."""
    found = {path.name: path for path in sorted(originals.rglob("*.ttf"))}
    fonts.mkdir(parents=True, exist_ok=True)
    for name, own in COPIES.items():
        shutil.copyfile(found[name], fonts / own)
    wanted = official()
    cut(found["NotoSerifSC_700Bold.ttf"], fonts / "NotoSerifSC-Bold.ttf", wanted)
    cut(found["LXGWWenKai-Regular.ttf"], fonts / "LedgerKai-Regular.ttf", wanted, kai)
    covered = set(TTFont(fonts / "NotoSerifSC-Regular.ttf", lazy=True).getBestCmap())
    for name in ("HanaMinA.ttf", "HanaMinB.ttf"):
        has = {code for code in TTFont(found[name], lazy=True).getBestCmap() if is_ideograph(code)}
        cut(found[name], fonts / name, has - covered)
        covered |= has
    for style in ("Regular", "Bold"):
        source = found[f"LiberationSerif-{style}.ttf"]
        cut(source, fonts / f"LedgerFigures-{style}.ttf", [*ASCII, 0x2212], figures(style))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
