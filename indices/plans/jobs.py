"""Word of what was assigned or is to be rectified, and each morning of what is due within a week or overdue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.access import rls
from governance.access.models import User
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles
from indices.plans.actions.inspections import TO_RECTIFY
from indices.plans.actions.plans import ASSIGNED
from indices.plans.actions.reminding import remind
from indices.plans.models import AnnualPlan, Inspection
from indices.plans.selectors.people import people_of_inspection, people_of_task

REMIND = "plans.remind"


@shared_task(name=REMIND)
@leased(REMIND)
def remind_all(lease: Lease) -> None:
    with lease.fenced() as run, rls.system():
        run.result = remind(timezone.localdate())


@handles(ASSIGNED)
def tell_of_tasks(message: Message) -> None:
    """Each person once a plan, however many of its tasks name them."""
    plan = AnnualPlan.objects.get(pk=message.payload["plan"])
    people: dict[User, int] = {}
    for task in plan.tasks.standing().select_related("division").prefetch_related("parties"):
        for one in people_of_task(task):
            people[one] = people.get(one, 0) + 1
    for count in set(people.values()):
        text = f"{plan.title}：{count} 项任务由您这里牵头、配合或承担，请按时间节点填报进展。"
        named = [one for one, tasks in people.items() if tasks == count]
        notify(named, text, url=plan.get_absolute_url(), kind="plan")


@handles(TO_RECTIFY)
def tell_of_rectification(message: Message) -> None:
    row = Inspection.objects.get(pk=message.payload["inspection"])
    waiting = sum(one.is_waiting() for one in row.findings.all())
    text = f"{row.title}：有 {waiting} 项需要整改，请在 {row.rectify_due_on:%Y-%m-%d} 前完成并填写情况。"
    notify(people_of_inspection(row), text, url=row.get_absolute_url(), kind="inspection")


schedule.job(REMIND, daily_at="07:45")
