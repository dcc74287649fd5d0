"""Which jobs there are and when their clocks strike, in Asia/Shanghai. Apps register theirs in `<app>/jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from governance.jobs.models import JobRun

SHANGHAI = ZoneInfo("Asia/Shanghai")

Clock = Callable[[datetime], datetime]
"""From a moment in Shanghai to the newest stroke at or before it."""


@dataclass(frozen=True, slots=True)
class Job:
    """`task` is the Celery task, called with a period; without a clock the job runs on request only."""

    name: str
    task: str
    clock: Clock | None
    period: Callable[[datetime], str]
    is_nightly: bool

    def period_at(self, now: datetime) -> str | None:
        """The period whose run is due at `now`: that of the newest stroke, however late it is noticed."""
        return self.period(self.clock(now.astimezone(SHANGHAI))) if self.clock else None


_jobs: dict[str, Job] = {}


def job(
    name: str, *, daily_at: str = "", every_minutes: int = 0, monthly: tuple[int, str] | None = None,
    task: str = "", period: Callable[[datetime], str] | None = None,
) -> Job:  # fmt: skip
    """Register a job with one clock or none: "02:00", each so many minutes, or (day 1 to 28, "03:00").

    `task` defaults to the name. `period` names the run, from the stroke (Shanghai); by default its day, minute or month.
    """
    clock, style = None, ""
    if daily_at:
        clock, style = _daily(time.fromisoformat(daily_at)), "%Y-%m-%d"
    elif every_minutes:
        clock, style = _each(every_minutes), "%Y-%m-%dT%H:%M"
    elif monthly:
        clock, style = _monthly(monthly[0], time.fromisoformat(monthly[1])), "%Y-%m"
    _jobs[name] = Job(name, task or name, clock, period or (lambda stroke: stroke.strftime(style)), bool(daily_at))
    return _jobs[name]


def jobs() -> dict[str, Job]:
    return dict(_jobs)


def expect_due(now: datetime) -> None:
    """Make the row of each run that is due, so that a run missed while beat slept starts late, and once."""
    due = [JobRun(job=one.name, period=period) for one in _jobs.values() if (period := one.period_at(now))]
    JobRun.objects.bulk_create(due, ignore_conflicts=True)


def _daily(at: time) -> Clock:
    def newest(now: datetime) -> datetime:
        stroke = datetime.combine(now.date(), at, SHANGHAI)
        return stroke if stroke <= now else stroke - timedelta(days=1)

    return newest


def _each(minutes: int) -> Clock:
    def newest(now: datetime) -> datetime:
        midnight = datetime.combine(now.date(), time(), SHANGHAI)
        return midnight + (now - midnight) // timedelta(minutes=minutes) * timedelta(minutes=minutes)

    return newest


def _monthly(day: int, at: time) -> Clock:
    def newest(now: datetime) -> datetime:
        stroke = datetime.combine(now.date().replace(day=day), at, SHANGHAI)
        if stroke > now:
            stroke = stroke.replace(day=1) - timedelta(days=1)
        return stroke.replace(day=day)

    return newest
