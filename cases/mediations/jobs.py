"""Each morning the mediators hear of agreements whose day passed yesterday without word that they were kept."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cases.mediations.models import Mediation
from governance.access import rls
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased

REMIND = "mediations.remind"


@shared_task(name=REMIND)
@leased(REMIND)
def remind(lease: Lease) -> None:
    with lease.fenced() as run, rls.system():
        run.result = {"reminded": tell_of_yesterday()}


def tell_of_yesterday() -> int:
    """Only yesterday's, so that nobody hears of one agreement each day; the list keeps showing it. Returns how many."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    late = Mediation.objects.overdue(timezone.now()).filter(
        fulfil_due_at__gte=since, fulfil_due_at__lt=since + timedelta(days=1), mediator__is_active=True
    )
    for one in late.select_related("mediator"):
        text = f"{one.number} {one.title}：调解协议已到履行期限，请回访当事人并登记是否履行。"
        notify(filter(None, [one.mediator]), text, url=one.get_absolute_url(), kind="mediation")
    return late.count()


schedule.job(REMIND, daily_at="07:30")
