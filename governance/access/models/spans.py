"""What lasts from one day to another: a household at its door, a volunteer's membership, a worker's post."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.access.scoping import ScopedQuerySet


class SpanQuerySet(ScopedQuerySet):
    """Rows with `since` and `until` (None: still so)."""

    def current(self) -> Self:
        return self.filter(until=None, withdrawn_at=None)

    def on(self, day: date) -> Self:
        """Rows that stood at the end of `day`."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)

    def as_known(self, day: date, cutoff: datetime) -> Self:
        """Rows that stood at the end of `day` as far as was recorded before `cutoff`; what is told later changes nothing."""
        standing = Q(until=None) | Q(until__gt=day) | Q(ended_at__gte=cutoff)
        known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
        return self.filter(standing, known, since__lte=day, recorded_at__lt=cutoff)


class Span(models.Model):
    """`since` and `until` are days as they were; `ended_at` is when the end was told, so that past figures stand."""

    since = models.DateField("起", default=date(2000, 1, 1))
    until = models.DateField("止", null=True, blank=True)
    ended_at = models.DateTimeField("止的登记时间", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (self.until is None) != (self.ended_at is None):
            self.ended_at = None if self.until is None else timezone.now()
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "ended_at"}
        super().save(*args, **kwargs)
