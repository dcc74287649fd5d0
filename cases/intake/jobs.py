"""The import of a batch, the nightly clearing of callers nobody imported, and word of what a reporter said."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from cases.intake.actions import batches
from cases.intake.models import HotlineBatch, HotlineRow
from cases.intake.selectors.batches import IMPORT
from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles

CLEAR = "intake.clear"
KEPT = timedelta(days=30)  # callers of rows that became no case


@shared_task(name=IMPORT)
@leased(IMPORT)
def import_batch(lease: Lease) -> None:
    """Each row in a step of its own: a run taken over goes on with those that have no case yet."""
    asked = lease.run.arguments
    batch, by = HotlineBatch.objects.get(pk=asked["batch"]), User.objects.get(pk=lease.run.requested_by_id)
    ready = batch.lines.ready()
    rows = list((ready.filter(pk__in=asked["rows"]) if asked.get("rows") else ready).only("pk", "line"))
    for at, row in enumerate(rows):
        lease.progress(at, len(rows), f"第 {row.line} 行")
        with lease.step():
            batches.take(row, by=by)
    lease.progress(len(rows), len(rows))
    with lease.fenced() as run:
        done = batches.finish(batch, by=by)
        run.result = {"rows": len(rows), "opened": done.opened, "known": done.known, "wrong": done.wrong}
        notify([by], f"{batch.name}：已导入，开了 {done.opened} 件工单。", url=batch.get_absolute_url(), kind="case")


@shared_task(name=CLEAR)
@leased(CLEAR)
def clear(lease: Lease) -> None:
    with lease.fenced() as run:
        old = HotlineRow.objects.filter(batch__recorded_at__lt=timezone.now() - KEPT)
        sealed = old.filter(Q(name__isnull=False) | Q(phone__isnull=False))
        run.result = {"rows": sealed.update(name=None, phone=None)}


@handles("intake.word")
def tell_of_word(message: Message) -> None:
    """The committee and the street hear what the reporter said: someone of them records the 回访."""
    case = Case.objects.get(pk=message.payload["case"])
    said = "已解决" if message.payload["resolved"] else "没有解决"
    places = [case.division_id, codes.at_level(case.division_id, "subdistrict")]
    people = User.objects.filter(
        is_active=True, memberships__until=None, memberships__division__in=places,
        memberships__role__in=[Role.CLERK, Role.STAFF, Role.SUBDISTRICT_ADMIN],
    )  # fmt: skip
    words = f"{case.number} {case.title}：报告人说{said}，请核实后登记回访。"
    notify(people.distinct(), words, url=case.get_absolute_url(), kind="case")


schedule.job(IMPORT)
schedule.job(CLEAR, daily_at="01:50")
