"""Visits as they are filed: through the action, by a clerk of the household's committee."""

from __future__ import annotations

from django.utils import timezone

from governance.access.models import User
from neighborhoods.models import Household
from visits.actions.visits import file_visit
from visits.models import Visit


def visit(household: Household, *, by: User, **given) -> Visit:
    return file_visit(household, by=by, **({"visited_at": timezone.now()} | given))
