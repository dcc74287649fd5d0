"""Taking a file in and taking it back. The bytes pass through a temporary file, so memory stays flat."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, NoReturn

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models, transaction
from django.utils import timezone

from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.files.images import redraw
from governance.files.kinds import Kind, real_kind, shown_name
from governance.files.models import Attachment

MAX_BYTES = 20 * 1024 * 1024
MAX_PER_SUBJECT = 20


@transaction.atomic
def attach(subject: models.Model, upload: UploadedFile, *, by: models.Model | None, division: str) -> Attachment:
    """Check, clean and store `upload` beside `subject`. Raises ValidationError with a sentence for the user.

    `division` is the 12-digit code of the subject's own division. Nothing stays behind when anything fails here.
    """
    _refuse_crowd(subject)
    with _received(upload) as path:
        kind = real_kind(path)
        attachment = _described(subject, upload, kind, by=by, division=division)
        if kind.image:
            redraw(path, kind)
        attachment.size = path.stat().st_size
        with path.open("rb") as clean:
            attachment.sha256 = hashlib.file_digest(clean, "sha256").hexdigest()
            attachment.full_clean()
            _store(attachment, clean)
    return attachment


@transaction.atomic
def withdraw(attachment: Attachment, *, reason: str, by: models.Model | None) -> Attachment:
    """Take it out of sight with a reason; what was filed is not deleted."""
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.withdrawn_at:
        raise ValidationError("这个附件已经撤回。", code="withdrawn")
    if not reason.strip():
        raise ValidationError("请写明撤回的原因。", code="reason")
    attachment.withdrawn_at, attachment.withdrawn_reason = timezone.now(), reason.strip()
    attachment.full_clean()
    attachment.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record("attachment.withdraw", attachment, by=by)
    return attachment


def _refuse_crowd(subject: models.Model) -> None:
    with connection.cursor() as cursor:  # one upload to a subject at a time, so that the count holds
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"attach {subject.pk}"])
    if Attachment.objects.of(subject).count() >= MAX_PER_SUBJECT:
        raise ValidationError(f"附件最多{MAX_PER_SUBJECT}个，请先撤回不需要的。", code="count")


@contextmanager
def _received(upload: UploadedFile) -> Iterator[Path]:
    """The upload as a temporary file, no longer than the limit whatever it claimed to be."""
    if upload.size is not None and upload.size > MAX_BYTES:
        _refuse_size()
    with NamedTemporaryFile(prefix="mulin-upload-") as file:
        received = 0
        for chunk in upload.chunks():
            received += len(chunk)
            if received > MAX_BYTES:
                _refuse_size()
            file.write(chunk)
        file.flush()
        if not received:
            raise ValidationError("文件是空的，请重新选择。", code="empty")
        yield Path(file.name)


def _refuse_size() -> NoReturn:
    raise ValidationError(f"文件超过{MAX_BYTES // 1024 // 1024}MB，请压缩或拆分后再上传。", code="size")


def _described(
    subject: models.Model, upload: UploadedFile, kind: Kind, *, by: models.Model | None, division: str
) -> Attachment:
    random = secrets.token_hex(16)
    return Attachment(
        id=uuid7(),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        division=division,
        name=shown_name(upload.name or "", kind),
        content_type=kind.content_type,
        key=f"attachments/{random[:2]}/{random}.{kind.suffix}",
        uploaded_by=by,  # type: ignore[misc]
    )


def _store(attachment: Attachment, clean: IO[bytes]) -> None:
    attachment.key = default_storage.save(attachment.key, File(clean))
    try:
        attachment.save(force_insert=True)
        record("attachment.add", attachment, by=attachment.uploaded_by, belongs_to=attachment.subject_id)
    except BaseException:
        default_storage.delete(attachment.key)
        raise
