"""Visits as they are filed, and plans as they are made: through the actions."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from governance.access.models import Division, User
from neighborhoods.models import Household
from visits.actions import plans
from visits.actions.visits import Delicate, file_visit
from visits.models import Plan, PlanLabel, PlanTerms, Visit


def visit(household: Household, *, by: User, **given) -> Visit:
    return file_visit(household, by=by, **({"visited_at": timezone.now()} | given))


def sensitive(household: Household, *, by: User, kind: str = "violence", **given) -> Visit:
    """A visit about violence at home, told in words that must not leave it."""
    told = {"content": "不能外传的话", "delicate": Delicate(kind, "回访处置情况", "本人同意")}
    return visit(household, by=by, **told | given)


def plan(
    division: Division, *, label: PlanLabel | None = None, code: str = "universal", days_ago: int = 0, **given
) -> Plan:
    """A plan that stands since `days_ago`, as if it had been made then."""
    plans.adopt_labels(division, by=None)
    label = label or PlanLabel.objects.get(division=division, code=code)
    began = timezone.localdate() - timedelta(days=days_ago)
    made = plans.make_plan(division, by=None, label=label, starts_on=began, **given)
    PlanTerms.objects.filter(plan=made).update(since=began, recorded_at=timezone.now() - timedelta(days=days_ago))
    return made
