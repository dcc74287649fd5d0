"""Pictures and reply templates."""

from __future__ import annotations

import io
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory
from PIL import Image

from cases.desk.actions import photos
from cases.desk.models import Photo, ReplyTemplate
from cases.models import Case


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = ReplyTemplate

    step = ReplyTemplate.Step.FINISH
    title = factory.Sequence("模板 {}".format)
    text = "{工单号}“{事项}”已由{部门}处理完毕。"


def picture(name: str = "现场.jpg", *, size: tuple[int, int] = (200, 100), color: str = "white") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def photo_of(case: Case, *, published: bool = False, **given: Any) -> Photo:
    """Attached by the portal; `published` says that an officer showed it to everybody."""
    photo = photos.add(case, picture(), by=None, **given)
    if published:
        photo.published_at = photo.recorded_at
        photo.save()
    return photo
