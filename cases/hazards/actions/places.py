"""What everything filed here checks of its place and time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from governance.access.models import Division

AHEAD = timedelta(minutes=5)  # how far a telephone's clock may run ahead
PLACES = (Division.Level.COMMITTEE, Division.Level.SUBDISTRICT)


def faults(
    division: Division, *, at: datetime | None = None, longitude: float | None = None, latitude: float | None = None,
    label: str = "发现时间", field: str = "found_at",
) -> dict[str, str]:  # fmt: skip
    """Sentences by field, none where all is well."""
    wrong = {}
    if division.level not in PLACES or division.valid_until:
        wrong["division"] = "须登记在现有的居委或街镇。"
    if at is not None and at > timezone.now() + AHEAD:
        wrong[field] = f"{label}不能晚于现在。"
    if (longitude is None) != (latitude is None):
        wrong["longitude"] = "经度和纬度要一起填。"
    return wrong
