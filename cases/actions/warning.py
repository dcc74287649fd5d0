"""Word to who holds a step before its time is up, and once when it is: by sets, each case once a step and a kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from cases.models import Case
from cases.rules import MOST_RETURNS
from governance.access import codes
from governance.access.models import Membership, User
from governance.access.roles import Role
from governance.jobs.inbox import notify

S, W = Case.State, Case.Warned
BEFORE = timedelta(hours=24)
SINGLY = 5
"""Of so many cases at once a person hears one by one; of more in one line that leads to the list."""
BATCH = 2000
OFFICERS = (Role.STAFF, Role.SUBDISTRICT_ADMIN, Role.DISTRICT_ADMIN)
"""Of the very division that a step waits for: a street's, or the district's."""
WORDS = {W.SOON: "本步将在 24 小时内到期。", W.LATE: "本步已超期，请尽快办理。"}

Holder = tuple[str, str | int | None]
"""("department", its key) or ("division", its code)."""


def warn(now: datetime) -> dict[str, int]:
    """Tell of what is late and of what soon will be. Returns how many cases of each."""
    return {"late": _told_all(W.LATE, now), "soon": _told_all(W.SOON, now)}


def _told_all(kind: Case.Warned, now: datetime) -> int:
    done = 0
    while found := _tell_some(kind, now):
        done += found
    return done


@transaction.atomic
def _tell_some(kind: Case.Warned, now: datetime) -> int:
    """The mark and the notices are one transaction: whatever breaks, nobody hears twice and nobody is left out."""
    until = now if kind == W.LATE else now + BEFORE
    due = Q(step_due_at__lt=until) & (Q() if kind == W.LATE else Q(step_due_at__gte=now))
    waiting = Case.objects.filter(due, withdrawn_at=None, parent=None, paused_at=None, warned__lt=kind).exclude(
        state=S.CLOSED
    )
    rows = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("step_due_at", "pk")[:BATCH])
    held: dict[Holder, list[Case]] = defaultdict(list)
    for case in rows:
        held[_holder(case)].append(case)
    people = _people(held)
    for holder, cases in held.items():
        _tell(people[holder], cases, kind, until)
    Case.objects.filter(pk__in=[case.pk for case in rows]).update(warned=kind)
    return len(rows)


def _holder(case: Case) -> Holder:
    if case.state in (S.DISPATCHED, S.HANDLING):
        return "department", case.department_id
    return "division", office_of(case)


def office_of(case: Case) -> str:
    """The code of the division whose officers act now: the street, or the district where it is to decide."""
    designated = case.state == S.FILED and case.returns >= MOST_RETURNS
    return codes.at_level(case.division_id, "district" if designated else "subdistrict")


def _people(holders: Iterable[Holder]) -> dict[Holder, list[User]]:
    """Who is in office there now, in two queries."""
    found: dict[Holder, list[User]] = {holder: [] for holder in holders}
    asked = {kind: [key for one, key in found if one == kind] for kind in ("department", "division")}
    of_division = Q(role__in=OFFICERS, division__in=asked["division"])
    of_department = Q(role=Role.DEPARTMENT, department__in=asked["department"])
    held = Membership.objects.filter(of_division | of_department, until=None, user__is_active=True).select_related(
        "user"
    )
    for one in held:
        holder = ("department", one.department_id) if one.role == Role.DEPARTMENT else ("division", one.division_id)
        if holder in found:
            found[holder].append(one.user)
    return found


def _tell(people: list[User], cases: list[Case], kind: Case.Warned, until: datetime) -> None:
    if len(cases) > SINGLY:
        asked = urlencode({"view": "open", "step_due_before": until.isoformat(timespec="seconds")})
        notify(people, f"有 {len(cases)} 件工单{WORDS[kind]}", url=f"{reverse('cases:list')}?{asked}", kind="case")
        return
    for case in cases:
        notify(people, f"{case.number} {case.title}：{WORDS[kind]}", url=case.get_absolute_url(), kind="case")
