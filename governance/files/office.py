"""Looking into docx and xlsx, which are zip archives, before anyone opens them."""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NoReturn

from django.core.exceptions import ValidationError

MAX_ENTRIES = 2000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_DIRECTORY = MAX_ENTRIES * 300
MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ACTIVE = ("vbaproject", "vbadata", "/macrosheets/", "/activex/")
ENCRYPTED = 0x1


def office_kind(path: Path) -> str:
    """Returns "docx" or "xlsx". Raises ValidationError for other archives, bombs, macros and damaged files.

    Reads 1 MB at a time, and never more than the size the archive's own directory admits to.
    """
    try:
        _refuse_long_directory(path)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            _refuse_odd_names(entries)
            kind = _kind(archive)
            if archive.testzip() is not None:
                raise zipfile.BadZipFile
            return kind
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        struct.error,
    ) as error:
        raise ValidationError("文件已损坏或被加密，请重新另存后再上传。", code="damaged") from error


@contextmanager
def legible() -> Iterator[None]:
    """Around a reader of tables, which finds a damaged part only when it gets there. Our own refusals pass as they are."""
    try:
        yield
    except ValidationError:
        raise
    except Exception:  # whatever a damaged part makes the reader say
        raise ValidationError("表格打不开，请另存为 xlsx 后再上传。", code="damaged") from None


def _refuse_long_directory(path: Path) -> None:
    """Before `zipfile` turns each entry of the directory into an object: half a million of them fit into 20 MB."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - 66_000))
        tail = file.read()
    end = tail.rfind(b"PK\5\6")
    if end < 0 or tail[max(0, end - 20) : end].startswith(b"PK\6\7"):  # zip64 has no business in a small file
        raise zipfile.BadZipFile
    if struct.unpack_from("<L", tail, end + 12)[0] > MAX_DIRECTORY:
        _refuse_size()


def _refuse_size() -> NoReturn:
    raise ValidationError("文件解压后过大，不能上传，请删减内容或拆成几个文件。", code="bomb")


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        _refuse_size()


def _refuse_odd_names(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        name = entry.orig_filename
        if "\0" in name or name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
            raise ValidationError("文件内部的名称不正常，可能被改动过，不能上传。", code="entry_name")
        if entry.flag_bits & ENCRYPTED:
            raise zipfile.BadZipFile
        if any(mark in f"/{name.lower()}" for mark in ACTIVE):
            raise ValidationError("文件带有宏或控件，不能上传，请另存为不带宏的docx或xlsx。", code="macro")


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise ValidationError("压缩包不能上传，请解压后逐个上传；Office文件请另存为docx或xlsx。", code="kind")
    with archive.open("[Content_Types].xml") as types:
        if b"macroenabled" in types.read(1024 * 1024).lower():
            raise ValidationError("文件带有宏，不能上传，请另存为不带宏的docx或xlsx。", code="macro")
    return kinds[0]
