"""区抽查 of the demo: a draw each month, and what was found, dated so that past figures stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from governance.access.models import Division, User
from governance.demo.calendar import Calendar
from governance.demo.quality import chance
from indices.submissions.actions.sampling import chosen_of
from indices.submissions.models import Draw, Submission
from indices.windows import SHANGHAI, Period, midnight, period_of

MONTHS, SIZE, FAILED = 6, 2, 0.06
DRAWN, LOOKED = 20, 27
"""Days of the month after: drawn, and looked at."""
REASON = "抽查未见当月清单，数字没有依据。"
S = Submission.State


def draw_samples(district: Division, calendar: Calendar, *, seed: int, admin: str) -> None:
    """The draws of the half-year that have been made by now; the last one may still wait to be looked at."""
    by, now = User.objects.get(pk=admin), calendar.zero + timedelta(seconds=calendar.now)
    for ago in range(MONTHS, 0, -1):
        month = period_of(now).shifted(-ago)
        drawn = midnight(month.end) + timedelta(days=DRAWN - 1, hours=10)
        if drawn <= now:
            _draw(district, month, drawn.astimezone(SHANGHAI), now, by=by, luck=chance(seed, district.code, month.code))


def _draw(district: Division, month: Period, at: datetime, now: datetime, *, by: User, luck: Random) -> None:
    reviewed = Submission.objects.inside(district.code).filter(state=S.REVIEWED, period=month.code, reviewed_at__lt=at)
    candidates = list(reviewed.order_by("indicator", "division_id"))
    if not candidates:
        return
    row = Draw.objects.create(
        id=UUID(int=luck.getrandbits(128), version=4), division=district, period=month.code, size=SIZE, seed=luck.getrandbits(32), drawn_from=len(candidates), created_by=by,
        recorded_at=at,
    )  # fmt: skip
    chosen, looked = chosen_of(candidates, size=SIZE, seed=row.seed), at + timedelta(days=LOOKED - DRAWN)
    for one in chosen:
        one.draw, one.version = row, one.version + 1
        if looked <= now:
            _look(one, looked, by, failed=luck.random() < FAILED)
    names = ["draw", "version", "state", "sampler", "sampled_at", "overturned_at", "reason"]
    Submission.objects.bulk_update(chosen, names)


def _look(one: Submission, at: datetime, by: User, *, failed: bool) -> None:
    one.sampler, one.sampled_at, one.version = by, at, one.version + 1
    one.state, one.overturned_at, one.reason = (S.OVERTURNED, at, REASON) if failed else (S.UPHELD, None, "")
