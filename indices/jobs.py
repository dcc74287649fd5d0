"""What the clock does: the index each night at 02:00, the reports on the first of the month. Missed or killed, it starts again."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.access.models import Division, User
from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from indices import trial_jobs  # noqa: F401 - registers the trial of a run
from indices.actions import live, nightly, reports, verifying
from indices.stretches import Stretch, span_named
from indices.windows import Period

NIGHTLY = "indices.nightly"


@shared_task(name=NIGHTLY)
@leased(NIGHTLY)
def recompute(lease: Lease) -> None:
    """Each period is stored in a step of its own, so that a run taken over goes on with what is missing."""
    seen = []

    def told(name: str) -> None:
        seen.append(name)
        lease.progress(len(seen), max(len(seen), nightly.statements()), name)

    done = nightly.run_all(timezone.now(), guard=lease.step, told=told)
    with lease.fenced() as run:
        run.result = done


schedule.job(NIGHTLY, daily_at="02:00")

LIVE, RECONCILE = "indices.live", "indices.reconcile"


@shared_task(name=LIVE)
def follow() -> None:
    """Every two seconds; one that comes while another works finds nothing new."""
    live.follow()


@shared_task(name=RECONCILE)
@leased(RECONCILE)
def reconcile(lease: Lease) -> None:
    """Before the night begins a new day: are the figures kept through the last one what the records give?"""
    waiting = verifying.running(timezone.now())
    found = {}
    for at, run in enumerate(waiting):
        lease.progress(at, len(waiting), str(run))
        with lease.step():
            found[str(run)] = verifying.reconcile(run)
    with lease.fenced() as done:
        done.result = {"differences": found}


schedule.job(RECONCILE, daily_at="01:50")

MONTHLY, YEARLY = "indices.monthly_reports", "indices.yearly_reports"


@shared_task(name=MONTHLY)
@leased(MONTHLY)
def write_month(lease: Lease) -> None:
    """Of the month before the one that the run is named after."""
    _write_all(lease, Period(lease.run.period).shifted(-1))


@shared_task(name=YEARLY)
@leased(YEARLY)
def write_year(lease: Lease) -> None:
    """Of the year that the run is named after."""
    _write_all(lease, Stretch(lease.run.period))


def _write_all(lease: Lease, period: Period | Stretch) -> None:
    """Each report is filed in a step of its own: a run taken over goes on with what is missing."""
    now = timezone.now()
    waiting = reports.due(period)
    for at, unit in enumerate(waiting):
        lease.progress(at, len(waiting), unit.name)
        written = reports.write(unit, period, now=now)
        with lease.step():
            reports.store(written, by=None, now=now)
    with lease.fenced() as run:
        run.result = {"reports": len(waiting)}


@shared_task(name=reports.REPORT)
@leased(reports.REPORT)
def write_one(lease: Lease) -> None:
    asked = lease.run.arguments
    unit, period = Division.objects.get(pk=asked["division"]), span_named(asked["month"])
    by, now = User.objects.filter(pk=lease.run.requested_by_id).first(), timezone.now()
    written = reports.write(unit, period, now=now, told=lease.progress)
    with lease.fenced() as run:
        run.result = {"report": str(reports.store(written, by=by, now=now).pk)}


schedule.job(MONTHLY, monthly=(1, "04:00"))
schedule.job(YEARLY, monthly=(2, "04:30"), period=lambda stroke: str(stroke.year - 1))  # once a year: its name stays
schedule.job(reports.REPORT)
