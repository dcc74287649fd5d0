"""Photos beside a finding: what was seen, and what it looks like once it was put right."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from governance.access.models import User
from governance.access.scoping import can
from governance.files.actions import attach
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden, StepRefused
from indices.plans.models import Finding, Inspection

WORKING = ("plans.change_inspection", "plans.rectify_inspection")


def may_attach(user: User, inspection: Inspection) -> bool:
    over = inspection.withdrawn_at or inspection.state in (Inspection.State.PLANNED, Inspection.State.REPORTED)
    return not over and any(can(user, permission, inspection) for permission in WORKING)


@transaction.atomic
def attach_photo(finding: Finding, *, by: User, photo: UploadedFile) -> Attachment:
    """Raises StepForbidden, StepRefused, or ValidationError for a file that cannot be taken."""
    inspection = finding.inspection
    if not any(can(by, permission, inspection) for permission in WORKING):
        raise StepForbidden("您没有上传照片的权限。")
    if not may_attach(by, inspection):
        raise StepRefused("还没有走访或已经报告的督导不能传照片。")
    return attach(finding, photo, by=by, division=inspection.division_id)
