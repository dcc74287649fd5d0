"""催办: the street nudges the department that has the case. Counted, and no step of its life."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cases.actions.story import lock, tell
from cases.acts import require
from cases.models import Case
from governance.access.models import User
from governance.audit.log import record
from governance.jobs import outbox
from governance.vault.texts import needed


@transaction.atomic
def urge(case: Case, *, by: User | None, reason: str) -> Case:
    reason = needed("reason", "催办的话", reason, 200)
    case = lock(case)
    require("urge", case, by)
    case.urges += 1
    case.save()
    tell(case, "urge", at=timezone.now(), by=by, text=reason, department=case.department_id)
    record("case.urge", case, by=by, department=case.department_id)
    outbox.tell("case.urge", key=str(case.pk), case=str(case.pk), department=case.department_id)
    return case
