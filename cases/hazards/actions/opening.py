"""From a hazard to a case: what needs more than rectifying goes the way of the closed loop."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.actions.cases import open_case
from cases.hazards.models import Hazard, HazardEntry
from cases.models import Case, Category
from governance.access.filing import lock
from governance.access.models import User
from governance.flow.machine import StepRefused


@transaction.atomic
def open_from(hazard: Hazard, *, category: Category, by: User | None) -> Case:
    """A case of a hazard category, at the same place; a hazard has one. Raises StepRefused, ValidationError, PermissionDenied."""
    hazard = lock(hazard)
    if hazard.withdrawn_at or hazard.state == Hazard.State.CLEARED:
        raise StepRefused("已经销号或撤回的隐患不用再转工单。")
    if hazard.case_id is not None:
        raise StepRefused("这件隐患已经有工单。")
    if category.theme != Category.Theme.HAZARD:
        raise ValidationError({"category": "请选安全隐患类的类别。"})
    case = open_case(
        division=hazard.division, category=category, title=hazard.title, description=hazard.description, by=by,
        opened_at=hazard.found_at, source=Case.Source.ACTIVE, address=hazard.address,
        longitude=hazard.longitude, latitude=hazard.latitude,
    )  # fmt: skip
    hazard.case = case
    hazard.save()
    HazardEntry.objects.create(hazard=hazard, at=case.recorded_at, by=by, step="case", text=f"转工单 {case.number}")
    return case
