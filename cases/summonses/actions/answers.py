"""The steps of a department: accept or decline, come, report. Each moves its own invitation and, where it is the first
to do so, the summons with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.summonses.actions.telling import locked_under_way, write
from cases.summonses.flows import INVITATION, SUMMONS
from cases.summonses.models import Invitation, Summons
from cases.summonses.rules import own_invitation
from governance.access.models import Department, User
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

S = Summons.State


def accept(summons: Summons, *, by: User, department: Department | None = None) -> Summons:
    with _answer("accept", summons, by, department) as (summons, invitation, now):
        invitation.accepted_at, invitation.handler = now, by
        if summons.state == S.SENT:
            SUMMONS.take("accept", summons, by=by)
    return Summons.objects.get(pk=summons.pk)


def decline(summons: Summons, *, by: User, reason: str, department: Department | None = None) -> Summons:
    """辞约, back to the street: it counts for nothing from now on, so it is refused once the time to come is over."""
    reason = needed("reason", "辞约理由", reason, 200)
    with _answer("decline", summons, by, department, text=reason) as (summons, invitation, now):
        if invitation.arrive_due_at and now > invitation.arrive_due_at:
            raise StepRefused("到场时限已过，不能再辞约。")
        invitation.declined_at, invitation.declined_reason, invitation.handler = now, reason, by
        invitation.withdrawn_at, invitation.withdrawn_reason = now, f"辞约：{reason}"[:200]
        others = summons.invitations.standing().exclude(pk=invitation.pk)
        if summons.state == S.SENT and not others.exists():
            SUMMONS.take("bounce", summons, by=by)
    return Summons.objects.get(pk=summons.pk)


def arrive(summons: Summons, *, by: User, note: str = "", department: Department | None = None) -> Summons:
    """签到 on the spot: the time is now, whatever was agreed."""
    note = allowed("note", "到场记录", note, 200)
    with _answer("arrive", summons, by, department, text=note) as (summons, invitation, now):
        invitation.arrived_at, invitation.arrival, invitation.handler = now, note, by
        invitation.accepted_at = invitation.accepted_at or now
        if summons.state != S.ON_SITE:
            SUMMONS.take("arrive", summons, by=by)
    return Summons.objects.get(pk=summons.pk)


def report(summons: Summons, *, by: User, report: str, department: Department | None = None) -> Summons:
    """What was done. Whether it helped is for the committee to say."""
    report = needed("report", "办理情况", report, 1000)
    with _answer("report", summons, by, department, text=report) as (summons, invitation, now):
        invitation.reported_at, invitation.report, invitation.handler = now, report, by
    return summons


@contextmanager
def _answer(
    name: str, summons: Summons, by: User, department: Department | None, text: str = ""
) -> Iterator[tuple[Summons, Invitation, datetime]]:
    now = timezone.now()
    with transaction.atomic():
        summons = locked_under_way(summons)
        mine = own_invitation(summons, by, department)
        with INVITATION.step(name, mine, by=by, department=mine.department_id) as invitation:
            yield summons, invitation, now
        write(summons, name, by=by, at=now, text=text, department=mine.department_id)
