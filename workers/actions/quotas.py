"""员额 of a street: a new decision ends the former one."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, require
from governance.access.models import Division, User
from workers.models import Quota

AHEAD = timedelta(days=366)


@transaction.atomic
def set_quota(street: Division, *, by: User | None, places: int, since: date, basis: str = "") -> Quota:
    """`places` from the day `since` on."""
    quota = Quota(division=street, places=places, since=since, basis=basis.strip())
    require("add", quota, by)
    if street.level != Division.Level.SUBDISTRICT:
        raise ValidationError("员额核定到街镇。")
    if since > timezone.localdate() + AHEAD:
        raise ValidationError({"since": "最多提前一年核定。"})
    Division.objects.select_for_update().get(pk=street.pk)  # two decisions for one street wait for each other
    _end_former(street, since, by)
    return file(quota, by=by, places=places)


def _end_former(street: Division, since: date, by: User | None) -> None:
    former = Quota.objects.standing().filter(division=street)
    if former.filter(since__gte=since).exists():
        raise ValidationError({"since": "这一天或之后已有核定，请选更晚的日期。"})
    for one in former.current().select_for_update(of=("self",)):
        amend(one, by=by, verb="ended", until=since)
