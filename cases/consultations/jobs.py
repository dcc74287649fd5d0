"""Word of a consultation to whole offices, carried by the outbox; reminders of opinions and duties, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from cases.consultations.actions import telling
from cases.consultations.models import Consultation, Duty
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles

REMIND = "consultations.remind"
AHEAD = timedelta(days=1)

TO_OFFICE = {
    "raise": "居委提出会商，请安排征询。", "answer": "有部门答复了书面意见。", "fulfil": "部门报告完成任务，请督察。",
    "overdue": "会商任务超期没有完成，请督促。",
}  # fmt: skip
TO_ASKED = {
    "consult": "征询书面意见，请在时限内答复。",
    "withdraw": "会商已撤回。",
    "close": "会商任务全部通过督察，已办结。",
}
TO_DEPARTMENT = {
    "assign": "会商纪要增加了您部门的任务。", "pass": "任务已通过督察。", "return": "任务被退回再办，请看理由。",
    "remind": "会商任务快到时限或已超期，请尽快完成并报告。",
}  # fmt: skip
CHARGED = "会商纪要明确了您部门的任务，请按时完成。"


@handles("consultation.told")
def tell(message: Message) -> None:
    consultation = Consultation.objects.get(pk=message.payload["consultation"])
    what, one = message.payload["what"], message.payload["department"]
    parties = consultation.parties.values("department")
    if words := TO_OFFICE.get(what):
        _tell(consultation, words, **_office(consultation))
    if words := TO_ASKED.get(what):
        _tell(consultation, words, memberships__role=Role.DEPARTMENT, memberships__department__in=parties)
    if what == "minute":
        charged = consultation.duties.values("department")
        _tell(consultation, CHARGED, memberships__role=Role.DEPARTMENT, memberships__department__in=charged)
    if words := TO_DEPARTMENT.get(what):
        _tell(consultation, words, memberships__role=Role.DEPARTMENT, memberships__department=one)


def _office(consultation: Consultation) -> dict[str, object]:
    """Who arranges it: the street, or the district where it goes beyond one."""
    if len(codes.significant(consultation.division_id)) < codes.CUTS["subdistrict"]:
        return {"memberships__role": Role.DISTRICT_ADMIN, "memberships__division": consultation.division_id}
    street = codes.at_level(consultation.division_id, "subdistrict")
    return {"memberships__role__in": (Role.STAFF, Role.SUBDISTRICT_ADMIN), "memberships__division": street}


def _tell(consultation: Consultation, words: str, **held: object) -> None:
    people = list(User.objects.filter(is_active=True, memberships__until=None, **held).distinct())
    url = consultation.get_absolute_url()
    notify(people, f"{consultation.number} {consultation.title}：{words}", url=url, kind="consultation")


@shared_task(name=REMIND)
@leased(REMIND)
def remind(lease: Lease) -> None:
    with lease.fenced() as run:  # once a day: the run itself is what keeps a reminder from coming twice
        run.result = {"reminded": remind_due(timezone.now())}


schedule.job(REMIND, daily_at="08:30")


@transaction.atomic
def remind_due(now: datetime) -> int:
    """Remind departments of duties due within a day or late, and tell the office of the late ones. Returns how many."""
    due = Duty.objects.overdue(now + AHEAD).filter(consultation__withdrawn_at=None).select_related("consultation")
    for duty in due:
        telling.tell(duty.consultation, "remind", department=duty.department_id)
        if duty.is_overdue(now):
            telling.tell(duty.consultation, "overdue", department=duty.department_id)
    return len(due)
