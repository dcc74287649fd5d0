"""What the place looks like: photos and papers beside a summons, from whoever works on it."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cases.summonses.actions.telling import GONE
from cases.summonses.models import Summons
from cases.summonses.rules import works_on
from governance.access.models import User
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused


@transaction.atomic
def attach_photo(summons: Summons, *, by: User, photo: UploadedFile) -> Attachment:
    """Raises StepForbidden, StepRefused, or ValidationError for a file that cannot be taken."""
    if not works_on(summons, by):
        raise StepForbidden("您没有上传的权限。")
    if summons.withdrawn_at:
        raise StepRefused(GONE)
    return attach(summons, photo, by=by, division=summons.division_id)
