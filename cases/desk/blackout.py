"""Drawing over what nobody should see. The copy holds black pixels there and nothing beneath them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from governance.files.models import Attachment

MOST_BOXES = 40
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
SMALL = (400, 400)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the picture in thousandths of its width and height, so that it fits whatever size is shown."""

    left: int
    top: int
    right: int
    bottom: int


def boxes_of(text: str) -> list[Box]:
    """`left,top,right,bottom` in thousandths, one box a line or parted by `;`. Raises ValidationError on `boxes`."""
    found = []
    for line in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        try:
            left, top, right, bottom = (int(part) for part in line.replace("，", ",").split(","))
        except ValueError:
            raise _wrong(f"“{line[:30]}”不是四个整数：左,上,右,下。") from None
        if not (0 <= left < right <= 1000 and 0 <= top < bottom <= 1000):
            raise _wrong(f"“{line[:30]}”不对：应在 0 到 1000 之间，右大于左，下大于上。")
        found.append(Box(left, top, right, bottom))
    if not found:
        raise _wrong("请至少画一处要遮挡的地方。")
    if len(found) > MOST_BOXES:
        raise _wrong(f"最多遮挡 {MOST_BOXES} 处。")
    return found


def blacked_out(attachment: Attachment, boxes: Sequence[Box]) -> SimpleUploadedFile:
    """The picture anew, ready to be attached."""
    with default_storage.open(attachment.key) as file, Image.open(file) as picture:
        copy = picture.convert("RGB")
    pen = ImageDraw.Draw(copy)
    for box in boxes:
        corners = (box.left * copy.width, box.top * copy.height, box.right * copy.width, box.bottom * copy.height)
        left, top, right, bottom = corners
        pen.rectangle((left // 1000, top // 1000, -(-right // 1000), -(-bottom // 1000)), fill="black")
    return SimpleUploadedFile(f"{attachment.name.rpartition('.')[0][:90]}-遮挡.jpg", _bytes(copy, "JPEG"))


def small(attachment: Attachment) -> tuple[bytes, str]:
    """A picture for a list, and its content type. Drawn when asked for: a JPEG is read at an eighth of its size."""
    with default_storage.open(attachment.key) as file, Image.open(file) as picture:
        picture.draft("RGB", SMALL)
        picture.thumbnail(SMALL)
        return _bytes(picture.convert("RGB"), "JPEG"), "image/jpeg"


def _bytes(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, quality=85)
    return buffer.getvalue()


def _wrong(text: str) -> ValidationError:
    return ValidationError({"boxes": text})
