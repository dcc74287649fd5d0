"""员额: how many a street may employ, how many it does, and whether one more would be too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from governance.access import codes
from governance.access.models import Division
from workers import selectors
from workers.lookups import current_posting, street_of
from workers.models import Change, Posting, Quota

WAITING = Change.State.DISTRICT_APPROVED


@dataclass(frozen=True, slots=True)
class Place:
    """A street on a day: `quota` is None where nothing was decided."""

    division: Division
    quota: Quota | None
    filled: int

    @property
    def vacant(self) -> int | None:
        """Negative: over the quota."""
        return None if self.quota is None else self.quota.places - self.filled

    @property
    def over(self) -> int:
        return max(-(self.vacant or 0), 0)


def places(streets: Iterable[Division], day: date, cutoff: datetime) -> list[Place]:
    """One line a street, in two statements."""
    streets = list(streets)
    quotas = Quota.objects.as_known(day, cutoff).filter(division__in=streets)
    decided = {one.division_id: one for one in quotas}
    found = selectors.figures([one.code for one in streets], day, cutoff, only=("on_quota",))
    return [Place(one, decided.get(one.code), found[one.code].headcount.on_quota) for one in streets]


def too_many(change: Change, *, lock: bool = False) -> str:
    """Why the receiving street has no place for the change on the day it takes effect; "" if it has one or no quota.

    Counted as is known now, with the changes that are decided and wait for their day.
    """
    if change.to_division_id is None or change.to_post is None or not change.to_post.counts:
        return ""
    street, day = street_of(change.to_division_id), change.effective_on
    quota = _quota(street, day, lock=lock)
    if quota is None or _counts_there(change, street):
        return ""
    if _expected(change, street, day) < quota.places:
        return ""
    return f"{quota.division}到 {day} 没有空缺的员额，不能再进人。请先核定员额，或改到有空缺的日期。"


def _quota(street: str, day: date, *, lock: bool) -> Quota | None:
    """Locked, decisions for the same street wait for each other."""
    found = Quota.objects.standing().on(day).filter(division=street).select_related("division")
    return (found.select_for_update(of=("self",)) if lock else found).first()


def _counts_there(change: Change, street: str) -> bool:
    now = current_posting(change.worker)
    return now is not None and now.post.counts and street_of(now.division_id) == street


def _expected(change: Change, street: str, day: date) -> int:
    low, high = codes.within(street)
    there = Posting.objects.standing().on(day).filter(division_id__gte=low, division_id__lt=high, post__counts=True)
    here = Q(worker__in=there.order_by().values("worker"))
    arriving = Q(to_division__gte=low, to_division__lt=high, to_post__counts=True)
    away = Q(to_division=None) | Q(to_division__lt=low) | Q(to_division__gte=high) | Q(to_post__counts=False)
    waiting = Change.objects.filter(state=WAITING, effective_on__lte=day).exclude(pk=change.pk)
    sums = waiting.aggregate(coming=Count("pk", filter=arriving & ~here), leaving=Count("pk", filter=away & here))
    return there.count() + sums["coming"] - sums["leaving"]
