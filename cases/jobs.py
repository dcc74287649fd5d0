"""Word of a step to a whole office, carried by the outbox. Written with the delivery, so each person hears it once."""

from __future__ import annotations

from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs.inbox import notify
from governance.jobs.models import Message
from governance.jobs.outbox import handles

STREET = (Role.STAFF, Role.SUBDISTRICT_ADMIN)


@handles("case.dispatch")
def tell_department(message: Message) -> None:
    case = _case(message)
    people = _standing(memberships__role=Role.DEPARTMENT, memberships__department=message.payload["department"])
    notify(
        people, f"{case.number} {case.title}：新派来的工单，请接单或退单。", url=case.get_absolute_url(), kind="case"
    )


@handles("case.refuse")
def tell_street_of_refusal(message: Message) -> None:
    _tell_street(message, "被退单，请重新派遣。")


@handles("case.finish")
def tell_street_of_result(message: Message) -> None:
    _tell_street(message, "已办结反馈，请核查。")


@handles("case.unresolved")
def tell_street_of_answer(message: Message) -> None:
    _tell_street(message, "居民说没有解决，请看是否重新办理。")


def _tell_street(message: Message, words: str) -> None:
    case = _case(message)
    street = codes.at_level(case.division_id, "subdistrict")
    people = _standing(memberships__role__in=STREET, memberships__division=street)
    notify(people, f"{case.number} {case.title}：{words}", url=case.get_absolute_url(), kind="case")


def _case(message: Message) -> Case:
    return Case.objects.get(pk=message.payload["case"])


def _standing(**held: object) -> list[User]:
    return list(User.objects.filter(is_active=True, memberships__until=None, **held).distinct())
