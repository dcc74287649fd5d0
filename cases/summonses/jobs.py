"""Word of a summons to a whole office, carried by the outbox; and reminders of what is due, by the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.summonses.actions import telling
from cases.summonses.models import Invitation, Summons
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import Lease, leased
from governance.jobs.models import Message
from governance.jobs.outbox import handles

STREET = (Role.STAFF, Role.SUBDISTRICT_ADMIN)
REMIND = "summonses.remind"
AHEAD = timedelta(hours=2)  # a reminder comes so long before the time is up, and once a day after it

TO_STREET = {
    "raise": "居委提出约请，请核实发出。", "resubmit": "居委重新提出约请，请核实发出。", "decline": "有部门辞约，请看是否另请。",
    "escalate": "居委提请会商，请安排。", "rate": "已办结，居委已评价。", "overdue": "部门超时没有应约或到场，请督促。",
}  # fmt: skip
TO_COMMITTEE = {
    "check": "街道已核实，已发给部门。", "return": "街道退回，请看理由后重新提出或撤回。", "accept": "部门已应约。",
    "decline": "有部门辞约，街道会另行安排。", "arrive": "部门已到场签到。", "report": "部门已反馈，请确认是否解决并评价。",
}  # fmt: skip
TO_DEPARTMENTS = {
    "check": "居委约请到场，请应约或辞约。", "invite": "居委约请到场，请应约或辞约。", "rate": "居委已评价，约请办结。",
    "withdraw": "约请已撤回，不必到场。", "remind": "约请快到时限或已超时，请尽快办理。",
}  # fmt: skip


@handles("summons.told")
def tell(message: Message) -> None:
    summons = Summons.objects.get(pk=message.payload["summons"])
    what, street = message.payload["what"], codes.at_level(summons.division_id, "subdistrict")
    if words := TO_STREET.get(what):
        _tell(summons, words, memberships__role__in=STREET, memberships__division=street)
    if words := TO_COMMITTEE.get(what):
        _tell(summons, words, memberships__role=Role.CLERK, memberships__division=summons.division_id)
    if words := TO_DEPARTMENTS.get(what):
        one = message.payload["department"]
        asked = summons.invitations.filter(sent_at__isnull=False, declined_at=None).values("department")
        offices = {"memberships__department": one} if one else {"memberships__department__in": asked}
        _tell(summons, words, memberships__role=Role.DEPARTMENT, **offices)


def _tell(summons: Summons, words: str, **held: object) -> None:
    people = list(User.objects.filter(is_active=True, memberships__until=None, **held).distinct())
    notify(people, f"{summons.number} {summons.title}：{words}", url=summons.get_absolute_url(), kind="summons")


@shared_task(name=REMIND)
@leased(REMIND)
def remind(lease: Lease) -> None:
    done = remind_due(timezone.now())
    with lease.fenced() as run:
        run.result = {"reminded": done}


schedule.job(REMIND, every_minutes=30)


@transaction.atomic
def remind_due(now: datetime) -> int:
    """Remind each department that is nearly or already late, once a day; tell the street of who is. Returns how many.

    Two runs at once share the work: each takes the rows that the other has not locked.
    """
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    due = Invitation.objects.standing().filter(
        Invitation.late(now + AHEAD), Q(reminded_at=None) | Q(reminded_at__lt=today), summons__withdrawn_at=None,
        summons__state__in=[Summons.State.SENT, Summons.State.ACCEPTED, Summons.State.ON_SITE],
    )  # fmt: skip
    found = list(due.select_related("summons").select_for_update(skip_locked=True, of=("self",)))
    for invitation in found:
        tell_of_delay(invitation, now)
    Invitation.objects.filter(pk__in=[one.pk for one in found]).update(reminded_at=now)
    return len(found)


def tell_of_delay(invitation: Invitation, now: datetime) -> None:
    telling.tell(invitation.summons, "remind", department=invitation.department_id)
    if invitation.due_at is not None and invitation.due_at < now:
        telling.tell(invitation.summons, "overdue", department=invitation.department_id)
