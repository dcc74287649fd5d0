"""What a file is by its own bytes, whatever its name says, and which kinds may come in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePath

import filetype
from django.core.exceptions import ValidationError

from governance.files.office import office_kind

_OOXML = "application/vnd.openxmlformats-officedocument"
HELP = "可以上传的是：JPG、PNG、WebP图片，PDF，Word（docx），Excel（xlsx）。"


@dataclass(frozen=True, slots=True)
class Kind:
    suffix: str
    content_type: str
    image: str = ""  # Pillow's name of the format


KINDS = {
    kind.suffix: kind
    for kind in (
        Kind("jpg", "image/jpeg", "JPEG"),
        Kind("png", "image/png", "PNG"),
        Kind("webp", "image/webp", "WEBP"),
        Kind("pdf", "application/pdf"),
        Kind("docx", f"{_OOXML}.wordprocessingml.document"),
        Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet"),
    )
}
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS.values()}


def real_kind(path: Path) -> Kind:
    """Judge by content. Raises ValidationError for anything that is not on the list."""
    guess = filetype.guess(path)
    found = guess.extension if guess else ""
    if found in {"zip", "docx", "xlsx", "pptx"}:
        return KINDS[office_kind(path)]
    if found in {"heic", "avif"}:
        raise ValidationError("暂不支持HEIC照片：请把手机相机设为“兼容性最佳”后重拍，或另存为JPG再上传。", code="kind")
    if found in {"doc", "xls"}:
        raise ValidationError("这是旧版Office文件，请另存为docx或xlsx再上传。", code="kind")
    if found not in KINDS:
        raise ValidationError(f"文件的真实类型不在允许之列（与后缀名无关）。{HELP}", code="kind")
    return KINDS[found]


def shown_name(name: str, kind: Kind) -> str:
    """The name people see: the last part of what was sent, with the suffix that the content deserves."""
    if "\0" in name or any(unicodedata.category(letter) in {"Cc", "Cf", "Cs"} for letter in name):
        raise ValidationError("文件名里有不可见的控制字符，请改名后再上传。", code="name")
    stem = PurePath(re.split(r"[\\/]", name)[-1]).stem.strip(" .")
    if not stem or len(stem) > 100:
        raise ValidationError("文件名应为1至100个字，请改名后再上传。", code="name")
    return f"{stem}.{kind.suffix}"
