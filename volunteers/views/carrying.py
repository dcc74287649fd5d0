"""Who may carry something out."""

from __future__ import annotations

from django.db import models

from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden


def demand(request: SignedIn, permission: str, row: models.Model) -> None:
    """Raises StepForbidden."""
    if not can(request.user, permission, row):
        raise StepForbidden("您没有办理这件事的权限。")
