"""Each is refused with a Chinese sentence; nothing is stored and memory stays flat."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from governance.files.actions import MAX_BYTES, attach
from governance.files.models import Attachment
from governance.files.office import MAX_ENTRIES, MAX_UNPACKED
from tests.files.uploads import PDF, Flood, office, picture, upload


@pytest.fixture
def refused(subject, storage):
    """Call with an upload; returns the code of the refusal after seeing that it left no trace."""

    def try_it(sent) -> str:
        with pytest.raises(ValidationError) as refusal:
            attach(subject, sent, by=None, division="310110009001")
        assert refusal.value.messages[0].endswith(("。", "）。"))
        assert not Attachment.objects.exists()
        assert not any(path.is_file() for path in storage.rglob("*"))
        return refusal.value.code

    return try_it


@pytest.fixture
def refused_in_little_memory(refused):
    def try_it(sent) -> str:
        tracemalloc.start()
        try:
            return refused(sent)
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < 6 * 1024 * 1024

    return try_it


def zeros(count: int, size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for number in range(count):
            with archive.open(f"word/{number}.xml", "w") as entry:
                for _ in range(size // 1024 // 1024):
                    entry.write(bytes(1024 * 1024))
    return out.getvalue()


def crowd(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return out.getvalue()


def huge_png(side: int) -> bytes:
    """A few hundred bytes that claim `side` x `side` pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param("照片.jpg", b"MZ\x90\0" + bytes(200), id="exe renamed"),
        pytest.param("照片.jpg", b"\x7fELF" + bytes(200), id="elf renamed"),
        pytest.param("照片.jpg", b"<script>alert(1)</script>", id="html renamed"),
        pytest.param("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="svg"),
        pytest.param("数据.xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", id="xxe"),
        pytest.param("表.csv", b"=cmd|' /C calc'!A0", id="formula"),
        pytest.param("动图.gif", b"GIF89a" + bytes(100), id="gif"),
        pytest.param("照片.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", id="heic"),
        pytest.param("包.zip", office("readme.txt"), id="zip"),
        pytest.param("演示.pptx", office("ppt/presentation.xml"), id="pptx"),
        pytest.param("二合一.docx", office(xl__workbook_xml=b"<w/>"), id="two kinds in one"),
        pytest.param("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), id="old office"),
    ],
)
def test_only_the_content_decides_what_a_file_is(refused, name, body):
    assert refused(upload(name, body)) == "kind"


@pytest.mark.parametrize("name", ["照\0片.pdf", "照片.pdf\0.exe", "照\n片.pdf", "a\u202egpj.exe.pdf"])
def test_control_characters_in_a_name_are_refused(refused, name):
    sent = upload("a.pdf", PDF)
    sent._name = name
    assert refused(sent) == "name"


@pytest.mark.parametrize("name", ["", "...", "   .pdf", "长" * 101 + ".pdf"])
def test_a_name_without_a_sensible_length_is_refused(refused, name):
    sent = upload("a.pdf", PDF)
    sent._name = name
    assert refused(sent) == "name"


def test_an_empty_file_is_refused(refused):
    assert refused(upload("a.pdf", b"")) == "empty"


def test_a_file_that_says_it_is_too_big_is_not_even_read(refused):
    flood = Flood(claims=200 * 1024 * 1024, really=200 * 1024 * 1024)
    assert refused(flood) == "size"
    assert flood.sent == 0


@pytest.mark.parametrize("claims", [None, 1000])
def test_a_file_that_lies_about_its_size_is_cut_off_at_the_limit(refused_in_little_memory, claims):
    flood = Flood(claims=claims, really=200 * 1024 * 1024)
    assert refused_in_little_memory(flood) == "size"
    assert flood.sent <= MAX_BYTES + 65536


def test_a_zip_bomb_is_refused_by_what_it_would_unpack_to(refused_in_little_memory):
    bomb = zeros(4, MAX_UNPACKED // 4)
    assert len(bomb) < 1024 * 1024
    assert refused_in_little_memory(upload("a.docx", bomb)) == "bomb"


@pytest.mark.parametrize("count", [MAX_ENTRIES, 60_000])
def test_an_archive_of_too_many_entries_is_refused(refused_in_little_memory, count):
    assert refused_in_little_memory(upload("a.docx", crowd(count))) == "bomb"


def test_an_archive_that_lies_about_its_sizes_is_damaged(refused):
    body = bytearray(zeros(1, 1024 * 1024))
    place = body.rfind(b"PK\1\2")
    body[place + 24 : place + 28] = struct.pack("<L", 10)
    assert refused(upload("a.docx", bytes(body))) == "damaged"


@pytest.mark.parametrize("part", ["word__vbaProject_bin", "xl__macrosheets__sheet1_xml", "word__activeX__activeX1_xml"])
def test_macros_are_refused_wherever_they_hide(refused, part):
    assert refused(upload("a.docx", office(**{part: b"x"}))) == "macro"


def test_a_macro_document_renamed_is_refused(refused):
    types = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert refused(upload("a.docx", office(types=types))) == "macro"


@pytest.mark.parametrize("part", ["..__..__etc__passwd", "__etc__passwd"])
def test_entries_that_lead_out_of_the_archive_are_refused(refused, part):
    body = office(**{part.replace("..", "@@"): b"x"}).replace(b"@@", b"..")
    assert refused(upload("a.docx", body)) == "entry_name"


def test_a_nul_in_an_entry_name_is_refused(refused):
    body = office(word__evilQbin=b"x").replace(b"evilQbin", b"evil\0bin")
    assert refused(upload("a.docx", body)) == "entry_name"


def test_a_cut_archive_is_damaged(refused):
    assert refused(upload("a.docx", office()[:-30])) == "damaged"


@pytest.mark.parametrize("side", [6000, 20_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn(refused, side, monkeypatch):
    monkeypatch.delattr("PIL.ImageFile.ImageFile.load")
    assert refused(upload("a.png", huge_png(side))) == "pixels"


def test_a_broken_picture_is_damaged(refused):
    assert refused(upload("a.jpg", picture("JPEG", (400, 400))[:700])) == "damaged"
    assert refused(upload("a.png", huge_png(100))) == "damaged"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_loses_where_it_was_taken(subject, storage, kind):
    exif = Image.Exif()
    exif[0x0110] = "SecretCamera"
    exif[0x0112] = 6  # turn by 90 degrees
    exif.get_ifd(0x8825)[2] = (31.0, 15.0, 22.5)
    body = picture(kind, exif=exif.tobytes()) + b"hidden behind the picture"
    assert b"SecretCamera" in body

    attach(subject, upload("a.jpg", body), by=None, division="310110009001")

    (path,) = (path for path in storage.rglob("*") if path.is_file())
    assert b"SecretCamera" not in path.read_bytes()
    assert b"hidden" not in path.read_bytes()
    with Image.open(path) as image:
        assert (image.format, image.size, dict(image.getexif())) == (kind, (40, 60), {})
        assert image.convert("RGB").getpixel((20, 30))[0] > 180


def test_a_comment_in_a_picture_is_lost_and_a_large_one_is_made_smaller(subject, storage):
    body = picture("JPEG", (6000, 3000), comment=b"call 13800138000")
    attach(subject, upload("a.jpg", body), by=None, division="310110009001")
    (path,) = (path for path in storage.rglob("*") if path.is_file())
    assert b"13800138000" not in path.read_bytes()
    with Image.open(path) as image:
        assert max(image.size) <= 2560
