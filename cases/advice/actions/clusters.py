"""Storing what a night's clustering found, in one transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from cases.advice.models import Cluster, Clustered, ClusterRun
from cases.advice.selectors.clustering import Heap, heaps_of
from governance.access.models import Division
from governance.audit.log import record


def cluster(district: Division) -> ClusterRun:
    """Find and keep the clusters of `district`'s open cases; earlier runs stay."""
    began = time.monotonic()
    total, heaps = heaps_of(district)
    with transaction.atomic():
        run = ClusterRun.objects.create(
            division=district, at=timezone.now(), cases=total, clusters=len(heaps), seconds=time.monotonic() - began
        )
        found = [_cluster(run, heap) for heap in heaps]
        Cluster.objects.bulk_create(found, batch_size=500)
        Clustered.objects.bulk_create(_members(found, heaps), batch_size=2000)
        record("cluster_run.done", run, by=None, cases=total, clusters=len(heaps))
    return run


def _cluster(run: ClusterRun, heap: Heap) -> Cluster:
    first = heap.lines[0]
    times = [line.opened_at for line in heap.lines]
    return Cluster(
        run=run, division_id=heap.street, category_id=heap.category, title=first.title, address=first.address,
        size=len(heap.lines), hotline=sum(line.hotline for line in heap.lines), first_at=min(times), last_at=max(times),
    )  # fmt: skip


def _members(found: list[Cluster], heaps: list[Heap]) -> Iterator[Clustered]:
    for one, heap in zip(found, heaps, strict=True):
        yield from (Clustered(cluster=one, case_id=line.pk) for line in heap.lines)
