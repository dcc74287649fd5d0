"""Uploads, good and bad, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **saved)
    return out.getvalue()


def office(main: str = "word/document.xml", types: str = "main+xml", **parts: bytes) -> bytes:
    """A docx by default. Name further parts with `__` for a slash and `_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        archive.writestr(main, "<document/>")
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), body)
    return out.getvalue()


def upload(name: str, body: bytes) -> UploadedFile:
    return SimpleUploadedFile(name, body)


class Flood(UploadedFile):
    """An upload that goes on and on, and says that it is small."""

    def __init__(self, *, claims: int | None, really: int) -> None:
        super().__init__(file=None, name="flood.pdf", size=claims)
        self.really, self.sent = really, 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while self.sent < self.really:
            self.sent += 65536
            yield b"%PDF-1.7".ljust(65536, b"\n")
