"""The look at a foreign file before anything parses it: its type by magic bytes, and its zip by limits."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from core.errors import LedgerFault

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_UNPACKED = 300 * MEGABYTE
MAX_STREAMED = 1_200 * MEGABYTE
"""Most that the parts read row by row (a sheet, its shared texts) may hold unpacked, all others aside."""
MAX_STREAMED_RATIO = 60
"""Beyond 300 MB only what is packed as a sheet of differing rows is: such sheets have ratios of 8 to 20."""
MAX_RATIO = 200
MAX_ENTRIES = 2_000
_HEAD = 8 * 1024
_STREAMED = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml")
_LARGEST_PIECES = 100 * MEGABYTE
_SMALL_ENTRY = MEGABYTE
"""An entry below this size unpacked may have any ratio: a sheet of blank cells packs that well."""


class FileKind(StrEnum):
    """What a file is, by its content."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


class Refusal(LedgerFault):
    """A file that cannot be taken, said so that a clerk can act."""

    def __init__(self, happened: str, todo: str) -> None:
        super().__init__(happened, "安全。台账没有改动。", todo)


SAVE_AS_XLSX = "请用 WPS 或 Excel 打开它，另存为 .xlsx 后再导入。"
DOCTYPE = Refusal("文件内部带有外部声明（DOCTYPE），不是正常的表格，已停止读取。", SAVE_AS_XLSX)
DAMAGED = Refusal("文件已损坏，读不出表格。", "请对方重新发送，或用 WPS 打开后另存为 .xlsx 再导入。")


def kind_of(path: Path) -> FileKind:
    """The file's kind by its magic bytes, after the checks of size and zip.

    Raises:
        Refusal: for everything that is no sheet, is too large, or is made to do harm.
    """
    size = path.stat().st_size
    if path.name.startswith(("~$", ".~")) and size < MEGABYTE:
        raise Refusal(
            "这是表格软件打开文件时留下的临时文件，不是表格本身。",
            "请关闭表格软件，再选名字前面没有“~$”或“.~”的那个文件。",
        )
    if size == 0:
        raise Refusal("文件是空的（0 字节）。", "请确认发送方已保存成功，重新取得文件后再导入。")
    if size > MAX_BYTES:
        raise Refusal(
            f"文件有 {size / MEGABYTE:.0f} MB，超过 {MAX_BYTES // MEGABYTE} MB 的上限。",
            "请删去图片和无关的工作表，或把表格拆成几个文件后分别导入。",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _kind_of_compound(path)
    _refuse_other_formats(head)
    return FileKind.TEXT


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            check_zip(archive)
            names = {entry.filename for entry in archive.infolist()}
            mime = archive.read("mimetype")[:128] if "mimetype" in names else b""
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        EOFError,
        zlib.error,
    ) as error:
        raise DAMAGED from error
    if "xl/workbook.bin" in names:
        return FileKind.XLSB
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return FileKind.XLSX
    if b"opendocument.spreadsheet" in mime:
        return FileKind.ODS
    if "OFD.xml" in names:
        raise Refusal("这是 OFD 版式文件，不是表格。", "请向发送方索取原来的表格文件。")
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in mime:
        raise Refusal(
            "这是文字文档（Word），不是表格。", "请把其中的表格复制到工作簿，另存为 .xlsx 后再导入。"
        )
    if any(name.startswith("ppt/") for name in names):
        raise Refusal("这是演示文稿，不是表格。", "请向发送方索取表格文件。")
    if "content.xml" in names:
        return FileKind.ODS
    raise Refusal("这是压缩包，里面不是一个工作簿。", "请先解压，再选其中的表格文件导入。")


def check_zip(archive: zipfile.ZipFile) -> None:
    """Hold a zip against the limits, before any entry is unpacked whole.

    Raises:
        Refusal: too many or too large entries, a ratio over 200, a path that leaves the archive,
            an encrypted entry, or a DOCTYPE in one of its XML parts.
    """
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = Refusal("文件压缩得不正常，打开后会异常庞大，已停止读取。", "请向发送方核实这个文件的来历。")
    if len(entries) > MAX_ENTRIES:
        raise Refusal(f"文件内部有 {len(entries)} 个部件，超过 {MAX_ENTRIES} 个的上限。", SAVE_AS_XLSX)
    if unpacked > MAX_UNPACKED and not _honestly_large(entries):
        if unpacked > MAX_RATIO * max(packed, 1):
            raise bomb
        raise Refusal(
            f"表格解压后有 {unpacked // MEGABYTE} MB，超过 {MAX_UNPACKED // MEGABYTE} MB 的上限。",
            "请把表格拆成几个文件后分别导入。",
        )
    for entry in entries:
        if entry.file_size > _SMALL_ENTRY and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise bomb
        if _escapes(entry.filename):
            raise Refusal("文件内部有指向外部位置的路径，不是正常的表格，已停止读取。", SAVE_AS_XLSX)
        if entry.flag_bits & 1:
            raise Refusal("文件加了密码，读不出内容。", "请用密码打开它，去掉密码另存后再导入。")
        if entry.filename.lower().endswith((".xml", ".rels")):
            _refuse_doctype(archive, entry)


def _honestly_large(entries: list[zipfile.ZipInfo]) -> bool:
    """A large workbook whose excess is rows and texts, which are read piece by piece, never whole."""
    streamed = [each for each in entries if _STREAMED.fullmatch(each.filename)]
    unpacked = sum(each.file_size for each in streamed)
    packed = sum(each.compress_size for each in streamed)
    others = sum(each.file_size for each in entries) - unpacked
    return (
        others <= MAX_UNPACKED - _LARGEST_PIECES
        and unpacked <= MAX_STREAMED
        and unpacked <= MAX_STREAMED_RATIO * max(packed, 1)
    )


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) is not None


def _refuse_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as part:
        head = part.read(_HEAD)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="replace").encode()
    if b"<!doctype" in head.lower() or b"<!entity" in head.lower():
        raise DOCTYPE


def _kind_of_compound(path: Path) -> FileKind:
    """An OLE2 file: an old workbook, an encrypted new one, the own format of WPS, or something else."""
    content = path.read_bytes()

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise Refusal("工作簿加了打开密码，读不出内容。", "请用密码打开它，去掉密码另存后再导入。")
    if path.suffix.lower() in (".et", ".ett") or has("ETExtData"):
        raise Refusal("这是 WPS 自有格式（.et），不能直接读取。", "请用 WPS 打开它，另存为 .xlsx 后再导入。")
    if has("Workbook") or has("Book"):
        return FileKind.XLS
    if has("WordDocument"):
        raise Refusal(
            "这是文字文档（Word），不是表格。", "请把其中的表格复制到工作簿，另存为 .xlsx 后再导入。"
        )
    raise Refusal("这个文件里没有工作簿，或已损坏。", SAVE_AS_XLSX)


_FOREIGN = (
    (b"%PDF", "这是 PDF，不是表格。", "请向发送方索取原来的表格文件。"),
    (b"{\\rtf", "这是文字文档（RTF），不是表格。", "请把其中的表格复制到工作簿，另存为 .xlsx 后再导入。"),
    (b"\x89PNG", "这是图片，不是表格。", "请向发送方索取原来的表格文件。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。", "请向发送方索取原来的表格文件。"),
    (b"GIF8", "这是图片，不是表格。", "请向发送方索取原来的表格文件。"),
    (b"Rar!", "这是压缩包，不是表格。", "请先解压，再选其中的表格文件导入。"),
    (b"7z\xbc\xaf", "这是压缩包，不是表格。", "请先解压，再选其中的表格文件导入。"),
    (b"\x1f\x8b", "这是压缩包，不是表格。", "请先解压，再选其中的表格文件导入。"),
    (b"SQLite format 3", "这是数据库文件，不是表格。", "请选表格文件导入。"),
)


def _refuse_other_formats(head: bytes) -> None:
    for magic, happened, todo in _FOREIGN:
        if head.startswith(magic):
            raise Refusal(happened, todo)
    if (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:12] in (b"ftypheic", b"ftypmif1"):
        raise Refusal("这是图片，不是表格。", "请向发送方索取原来的表格文件。")
    if re.match(rb"\x09[\x00\x02\x04\x08]", head):
        raise Refusal("这是太旧的表格格式，读不出内容。", SAVE_AS_XLSX)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = head.decode("utf-16", errors="replace").lstrip("\ufeff \r\n\t").lower().encode()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"mime-version")) or (
        start.startswith(b"<") and (b"<table" in start or b"<html" in start)
    ):
        raise Refusal("这是网页（HTML），只是名字像表格。", SAVE_AS_XLSX)
    if start.startswith((b"<?xml", b"<workbook")):
        raise Refusal("这是 XML 表格，不能直接读取。", SAVE_AS_XLSX)
