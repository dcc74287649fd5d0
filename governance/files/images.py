"""Pictures are drawn again: what is stored holds pixels, and neither place, camera, time nor a hidden part."""

from __future__ import annotations

import struct
from pathlib import Path

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from governance.files.kinds import Kind

LONGEST_SIDE = 2560
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
"""JPEG may be larger, since it is decoded at half size already; the others need 4 bytes a pixel and more."""


def redraw(path: Path, kind: Kind) -> None:
    """Replace the file by its clean copy, upright and at most 2560 pixels long. Raises ValidationError."""
    try:
        with Image.open(path, formats=[kind.image]) as image:
            if image.width * image.height > MAX_PIXELS[kind.image]:
                raise Image.DecompressionBombError
            clean = _clean(image)
    except Image.DecompressionBombError as error:
        raise ValidationError("图片的像素太多，请缩小后再上传（手机拍照选普通画质即可）。", code="pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error) as error:
        raise ValidationError("图片已损坏，请重新拍摄或另存后再上传。", code="damaged") from error
    clean.save(path, kind.image, quality=88)


def _clean(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    clean = image.convert("RGBA" if image.has_transparency_data else "RGB")
    clean.info = {}
    return clean
