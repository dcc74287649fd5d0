"""What a hazard looks like, before and after."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cases.hazards.models import Hazard
from governance.access.models import User
from governance.access.scoping import can
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused

WORKING = ("hazards.add_hazard", "hazards.rectify_hazard", "hazards.clear_hazard")


def may_attach(user: User, hazard: Hazard) -> bool:
    closed = hazard.withdrawn_at or hazard.state == Hazard.State.CLEARED
    return not closed and any(can(user, permission, hazard) for permission in WORKING)


def require_attaching(hazard: Hazard, by: User) -> None:
    """Raises StepForbidden, StepRefused."""
    if not any(can(by, permission, hazard) for permission in WORKING):
        raise StepForbidden("您没有上传照片的权限。")
    if not may_attach(by, hazard):
        raise StepRefused("已经销号或撤回的隐患不能再传照片。")


@transaction.atomic
def attach_photo(hazard: Hazard, *, by: User, photo: UploadedFile) -> Attachment:
    """Raises StepForbidden, StepRefused, or ValidationError for a file that cannot be taken."""
    require_attaching(hazard, by)
    return attach(hazard, photo, by=by, division=hazard.division_id)
