"""Photos of the place and papers beside a consultation, from whoever works on it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cases.consultations.actions.telling import GONE
from cases.consultations.models import Consultation
from cases.consultations.rules import works_on
from governance.access.models import User
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused


@transaction.atomic
def attach_photo(consultation: Consultation, *, by: User, photo: UploadedFile) -> Attachment:
    """Raises StepForbidden, StepRefused, or ValidationError for a file that cannot be taken."""
    if not works_on(consultation, by):
        raise StepForbidden("您没有上传的权限。")
    if consultation.withdrawn_at:
        raise StepRefused(GONE)
    return attach(consultation, photo, by=by, division=consultation.division_id)
