"""What the clock does each night: settle suggestions, train what is a week old, cluster what is open."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from cases.advice.actions import clusters, suggestions, training
from governance.access.models import Division
from governance.jobs import schedule
from governance.jobs.lease import Lease, leased

TRAIN, CLUSTER = "advice.train", "advice.cluster"


@shared_task(name=TRAIN)
@leased(TRAIN)
def train(lease: Lease) -> None:
    """A district with too few closed cases is named in the result, with the reason."""
    now = timezone.now()
    trained: list[dict[str, object]] = []
    few: dict[str, str] = {}
    for district in training.due(now):
        lease.progress(len(trained), 0, district.name)
        try:
            model = training.train(district, by=None)
            trained.append({"district": district.code, "accuracy": round(model.accuracy, 4)})
        except training.TooFew as error:
            few[district.code] = str(error)
    with lease.fenced() as run:
        run.result = {"settled": suggestions.settle(now), "trained": trained, "few": few}


@shared_task(name=CLUSTER)
@leased(CLUSTER)
def cluster(lease: Lease) -> None:
    found = {}
    districts = list(Division.objects.current().filter(level=Division.Level.DISTRICT))
    for at, district in enumerate(districts):
        lease.progress(at, len(districts), district.name)
        run = clusters.cluster(district)
        found[district.code] = {"cases": run.cases, "clusters": run.clusters, "seconds": round(run.seconds, 1)}
    with lease.fenced() as this:
        this.result = found


schedule.job(TRAIN, daily_at="03:10")
schedule.job(CLUSTER, daily_at="03:40")
