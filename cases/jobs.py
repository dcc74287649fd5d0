"""Word of a step to a whole office, carried by the outbox: written with the delivery, so each person hears it once. And
what the clock does each hour: warnings, and pauses that are over.
"""

from __future__ import annotations

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from cases.actions import requests, warning
from cases.models import Case
from governance.access import rls
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles

CLOCKS = "cases.clocks"


@shared_task(name=CLOCKS)
@leased(CLOCKS)
def watch_clocks(lease: Lease) -> None:
    now = timezone.now()
    with lease.fenced() as run, rls.system():
        resumed = requests.resume_overdue(timezone.localdate(now))
        run.result = warning.warn(now) | {"resumed": resumed}


schedule.job(CLOCKS, every_minutes=60)


@handles("case.dispatch")
@handles("case.transfer")
def tell_department(message: Message) -> None:
    _tell_department(message, "新派来的工单，请接单或退单。")


@handles("case.dispatched")
def tell_department_of_many(message: Message) -> None:
    """One line where many came at once."""
    cases = message.payload["cases"]
    if len(cases) == 1:
        message.payload["case"] = cases[0]
        return tell_department(message)
    url = f"{reverse('cases:list')}?view=dispatched"
    notify(_office(message), f"新派来 {len(cases)} 件工单，请接单或退单。", url=url, kind="case")
    return None


@handles("case.urge")
def tell_department_of_urging(message: Message) -> None:
    _tell_department(message, "街道催办，请抓紧办理。")


@handles("case.refuse")
@handles("case.return")
def tell_street_of_refusal(message: Message) -> None:
    _tell_street(message, "被退单，请重新派遣。")


@handles("case.finish")
def tell_street_of_result(message: Message) -> None:
    _tell_street(message, "已办结反馈，请核查。")


@handles("case.asked")
def tell_street_of_request(message: Message) -> None:
    _tell_street(message, "有延期或缓办申请，请批复。")


@handles("case.unresolved")
def tell_street_of_answer(message: Message) -> None:
    _tell_street(message, "居民说没有解决，请看是否重新办理。")


def _tell_street(message: Message, words: str) -> None:
    case = _case(message)
    people = _standing(memberships__role__in=warning.OFFICERS, memberships__division=warning.office_of(case))
    notify(people, f"{case.number} {case.title}：{words}", url=case.get_absolute_url(), kind="case")


def _tell_department(message: Message, words: str) -> None:
    case = _case(message)
    notify(_office(message), f"{case.number} {case.title}：{words}", url=case.get_absolute_url(), kind="case")


def _office(message: Message) -> list[User]:
    return _standing(memberships__role=Role.DEPARTMENT, memberships__department=message.payload["department"])


def _case(message: Message) -> Case:
    return Case.objects.get(pk=message.payload["case"])


def _standing(**held: object) -> list[User]:
    return list(User.objects.filter(is_active=True, memberships__until=None, **held).distinct())
