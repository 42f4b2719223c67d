"""What a file is by its first bytes, never by its name, and whether it may become evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import LedgerFault

MOST_BYTES = 20 * 1024 * 1024
"""Size that one file may have: a scan of some thirty pages is well below it."""
SAFE = "安全。台账没有改动。"


class UnfitFile(LedgerFault):
    """A file that cannot be kept as evidence; the sentence says why."""

    def __init__(self, happened: str, todo: str) -> None:
        super().__init__(f"{happened}，没有添加。", SAFE, todo)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken as evidence.

    Attributes:
        media_type: as stored.
        words: as a clerk calls it.
        suffixes: endings that names of such files have, the usual one first.
        whole: whether the bytes reach to the end that such a file has.
    """

    media_type: str
    words: str
    suffixes: tuple[str, ...]
    whole: Callable[[bytes], bool]


def _always(content: bytes) -> bool:
    return bool(content)


def _pdf_ends(content: bytes) -> bool:
    return b"%%EOF" in content[-65_536:]


def _png_ends(content: bytes) -> bool:
    return b"IEND" in content[-65_536:]


def _jpeg_ends(content: bytes) -> bool:
    """A thumbnail near the beginning has an end mark of its own, which says nothing."""
    return content.rfind(b"\xff\xd9") >= len(content) // 4


PDF = FileKind("application/pdf", "PDF", (".pdf",), _pdf_ends)
JPEG = FileKind("image/jpeg", "JPEG 图片", (".jpg", ".jpeg", ".jpe", ".jfif"), _jpeg_ends)
PNG = FileKind("image/png", "PNG 图片", (".png",), _png_ends)
TIFF = FileKind("image/tiff", "TIFF 图片", (".tif", ".tiff"), _always)
BMP = FileKind("image/bmp", "BMP 图片", (".bmp", ".dib"), _always)
KINDS = (PDF, JPEG, PNG, TIFF, BMP)
_BY_TYPE = {each.media_type: each for each in KINDS}

_HEADS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_AS_PDF = "请另存为 PDF 再添加。"
_AS_JPEG = "请另存为 JPEG 或 PNG 图片再添加。"
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "这是旧版 Word、Excel 一类的文件", _AS_PDF),
    (b"PK\x03\x04", "这是 Word、Excel、WPS 文档或压缩包", "文档请另存为 PDF；压缩包请解开后逐个添加。"),
    (b"Rar!", "这是压缩包", "请解开后逐个添加。"),
    (b"7z\xbc\xaf", "这是压缩包", "请解开后逐个添加。"),
    (b"GIF8", "这是 GIF 图片", _AS_JPEG),
    (b"RIFF", "这是 WebP 图片或影音文件", _AS_JPEG),
    (b"%OFD", "这是 OFD 文件", "请用版式阅读软件另存为 PDF 再添加。"),
    (b"MZ", "这是程序文件", "请核对是不是选错了文件；来路不明的程序不要打开。"),
    (b"\x7fELF", "这是程序文件", "请核对是不是选错了文件；来路不明的程序不要打开。"),
    (b"<", "这是网页或文本文件", _AS_PDF),
)
_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"hevc")


def kind_of(media_type: str) -> FileKind:
    """The kind that was stored."""
    return _BY_TYPE[media_type]


def recognised(content: bytes, name: str) -> tuple[FileKind, str]:
    """What a file is, and a sentence where its name says something else ("" where it does not).

    Raises:
        UnfitFile: empty, too large, of another kind, or cut off. The name is in none of the sentences.
    """
    if not content:
        raise UnfitFile("这个文件是空的（0 字节）", "请重新扫描或拷贝后再添加。")
    require_size(len(content))
    kind = _kind(content)
    if kind is None:
        raise UnfitFile(*_foreign(content))
    if not kind.whole(content):
        raise UnfitFile(f"这个 {kind.words} 文件不完整，后半截没有", "请重新扫描或拷贝后再添加。")
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending and ending not in kind.suffixes:
        return kind, f"文件名以 {ending} 结尾，内容其实是 {kind.words}，已按 {kind.words} 保存。"
    return kind, ""


def require_size(size: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises:
        UnfitFile: with both sizes.
    """
    if size > MOST_BYTES:
        raise UnfitFile(
            f"这个文件有 {size_words(size)}，超过每个文件 {size_words(MOST_BYTES)} 的上限",
            "请降低扫描分辨率（200 dpi 足够看清），或者分成几个文件。",
        )


def _kind(content: bytes) -> FileKind | None:
    for head, kind in _HEADS:
        if content.startswith(head):
            return kind
    if b"%PDF-" in content[:1024]:
        return PDF
    declared = int.from_bytes(content[2:6], "little")
    if content.startswith(b"BM") and declared in (0, len(content)):
        return BMP
    return None


def _foreign(content: bytes) -> tuple[str, str]:
    if content[4:8] == b"ftyp":
        if content[8:12] in _BRANDS:
            return "这是手机拍的 HEIC 图片", "请在手机的相机设置里选“兼容性最佳”，或者另存为 JPEG 再添加。"
        return "这是影音文件", "佐证材料只收 PDF 和图片。"
    for head, words, todo in _FOREIGN:
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(head):
            return words, todo
    return "这不是 PDF 或图片", "佐证材料只收 PDF、JPEG、PNG、TIFF、BMP；其他文件请另存为 PDF 再添加。"


def size_words(size: int) -> str:
    """A size as the screen says it: 812 字节, 45 KB, 1.2 MB."""
    if size < 1024:
        return f"{size} 字节"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    megabytes = size / (1024 * 1024)
    return f"{megabytes:.1f} MB".replace(".0 MB", " MB")
