"""Minutes of a stay, day by day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

MINUTE = timedelta(minutes=1)


def by_day(start: datetime, end: datetime) -> dict[date, int]:
    """Whole minutes from `start` to `end`, split at midnight in Shanghai; the days add up to the whole, rounded down once."""
    found, told, here = {}, 0, timezone.localtime(start)
    while here < end:
        midnight = timezone.make_aware(datetime.combine(here.date() + timedelta(days=1), time.min))
        upto = (min(midnight, end) - start) // MINUTE
        if upto > told:
            found[here.date()] = upto - told
        told, here = upto, midnight
    return found
