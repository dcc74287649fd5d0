"""Photos of a case: attach, describe, show to everybody or not, black out, take back, look at what was blacked out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from cases.desk.blackout import Box, blacked_out
from cases.desk.models import Photo
from cases.models import Case
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.files import actions as files
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import allowed

LOOKING = (("check", "核对遮挡是否得当"), ("inquiry", "案件调查取证"), ("complaint", "投诉或行政复议"))
"""Why somebody may look at an original. A choice, since the audit holds no words of people."""


@transaction.atomic
def add(
    case: Case, upload: UploadedFile, *, by: User | None, kind: str = Photo.Kind.BEFORE, caption: str = ""
) -> Photo:
    """Attach a picture. `by=None` is the portal itself. Raises StepForbidden, or ValidationError with a sentence."""
    _may("add", case, by)
    caption = allowed("caption", "说明", caption, 60)
    attachment = files.attach(case, upload, by=by, division=case.division_id)
    if not attachment.content_type.startswith("image/"):
        raise ValidationError({"upload": "请上传照片（JPG、PNG、WebP）。"})
    return _file(Photo(case=case, attachment=attachment, kind=kind, caption=caption), by)


@transaction.atomic
def publish(case: Case, attachment: Attachment, *, by: User) -> Photo:
    """Anyone may see it from now on, as long as the case itself is public."""
    _may("publish", case, by)
    photo = known(case, attachment, by)
    if photo.published_at is None:
        photo.published_at = timezone.now()
        photo.save()
        record("photo.publish", photo, by=by, case=str(case.pk))
    return photo


@transaction.atomic
def unpublish(case: Case, attachment: Attachment, *, by: User) -> Photo:
    _may("publish", case, by)
    photo = known(case, attachment, by)
    if photo.published_at is not None:
        photo.published_at = None
        photo.save()
        record("photo.unpublish", photo, by=by, case=str(case.pk))
    return photo


@transaction.atomic
def redact(case: Case, attachment: Attachment, *, by: User, boxes: Sequence[Box]) -> Photo:
    """Put a copy with `boxes` in black in the place of the picture; the original is withdrawn, not deleted.

    Raises StepForbidden, or ValidationError on `boxes`. The copy is public where the original was.
    """
    _may("publish", case, by)
    original = known(case, attachment, by)
    copy = files.attach(case, blacked_out(attachment, boxes), by=by, division=case.division_id)
    shown = original.published_at and timezone.now()
    photo = _file(
        Photo(case=case, attachment=copy, kind=original.kind, caption=original.caption, published_at=shown,
              drawn_from=attachment), by, drawn_from=str(attachment.pk), boxes=len(boxes),
    )  # fmt: skip
    _take_back(original, "已遮挡", by)
    return photo


@transaction.atomic
def withdraw(case: Case, attachment: Attachment, *, by: User, reason: str) -> Photo:
    """Out of sight, with a reason: the officers', or the own of who attached it."""
    _may("withdraw", case, by)
    if attachment.uploaded_by_id != by.pk and not can(by, "desk.publish_photo", case):
        raise StepForbidden("只能撤回自己上传的照片。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的原因。"})
    photo = known(case, attachment, by)
    _take_back(photo, allowed("reason", "撤回原因", reason, 200), by)
    return photo


@transaction.atomic
def look_at_original(photo: Photo, *, by: User, why: str) -> Attachment:
    """The picture before it was blacked out, for one of LOOKING; each look is an event."""
    _may("original", photo.case, by)
    if why not in dict(LOOKING):
        raise ValidationError({"why": "请选择查看原图的理由。"})
    if photo.drawn_from is None:
        raise StepRefused("这张照片没有遮挡过。")
    record("photo.original", photo, by=by, why=why, attachment=str(photo.drawn_from_id))
    return photo.drawn_from


def known(case: Case, attachment: Attachment, by: User | None) -> Photo:
    """The row of a picture, locked; made now if it came with the case and nobody has decided about it yet."""
    photo = Photo.objects.select_for_update(of=("self",)).filter(attachment=attachment).first()
    return photo or _file(Photo(case=case, attachment=attachment), by)


def _file(photo: Photo, by: User | None, **details: Any) -> Photo:
    photo.division_id, photo.created_by = photo.case.division_id, by
    photo.full_clean()
    photo.save(force_insert=True)
    record("photo.add", photo, by=by, case=str(photo.case_id), kind=photo.kind, **details)
    return photo


def _take_back(photo: Photo, reason: str, by: User) -> None:
    files.withdraw(photo.attachment, reason=reason, by=by)
    photo.withdrawn_at, photo.withdrawn_reason, photo.published_at = timezone.now(), reason, None
    photo.save()
    record("photo.withdraw", photo, by=by, case=str(photo.case_id))


def _may(verb: str, case: Case, by: User | None) -> None:
    words = {"add": "上传照片", "publish": "公开和遮挡照片", "withdraw": "撤回照片", "original": "查看原图"}
    if by is not None and not can(by, f"desk.{verb}_photo", case):
        raise StepForbidden(f"您没有在这件工单上{words[verb]}的权限。")
