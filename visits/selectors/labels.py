"""Which label of plans a code means at a place: the one of the nearest division up the tree."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from governance.access import codes
from visits.models import PlanLabel


def label_at(division: str, code: str) -> PlanLabel:
    """Raises ValidationError on `label`."""
    line = [division, *codes.ancestors(division)]
    found = list(PlanLabel.objects.standing().filter(division__in=line, code=code, active=True))
    if not found:
        raise ValidationError({"label": f"没有代码为“{code}”的计划类型，或已停用。"})
    return min(found, key=lambda one: line.index(one.division_id))
