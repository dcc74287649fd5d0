"""Questions about summonses that pages, the index and the API ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from cases.summonses.flows import INVITATION, SUMMONS, UNDER_WAY
from cases.summonses.models import Invitation, Summons
from cases.summonses.rules import not_to_withdraw, own_invitation, too_early, unresolved
from governance.access.models import Division, User
from governance.access.scoping import ScopedQuerySet, can, ranges
from governance.flow.machine import StepRefused

S = Summons.State
OPEN = Q(withdrawn_at=None) & ~Q(state=S.CLOSED)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Solved ÷ closed over `since <= closed_at < until`; a rate nobody can compute is None."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def resolution(of: User | ScopedQuerySet, code: str, since: datetime, until: datetime) -> Resolution:
    """约请问题解决率 of the division `code` (cut or full), among what a user may see or among these rows.

    邀约 are left out: the rate is of what committees asked departments for.
    """
    rows: Any = of if isinstance(of, ScopedQuerySet) else Summons.objects.visible_to(of)
    settled = rows.inside(code).filter(kind=Summons.Kind.SUMMONS).settled(since, until).order_by()
    found = settled.aggregate(numerator=Count("pk", filter=Q(result=Summons.Result.RESOLVED)), denominator=Count("pk"))
    return Resolution(**found)


def arrivals(of: User | ScopedQuerySet, code: str, since: datetime, until: datetime) -> Resolution:
    """约请按时到场率: departments that came in time ÷ departments that were due in `since <= arrive_due_at < until`."""
    rows = of if isinstance(of, ScopedQuerySet) else Invitation.objects.visible_to(of)
    due = rows.inside(code).standing().filter(came_due(since, until), summons__kind=Summons.Kind.SUMMONS).order_by()
    return Resolution(**due.aggregate(numerator=Count("pk", filter=IN_TIME), denominator=Count("pk")))


IN_TIME = Q(arrived_at__isnull=False, arrived_at__lte=F("arrive_due_at"))


def came_due(since: datetime, until: datetime) -> Q:
    return Q(arrive_due_at__gte=since, arrive_due_at__lt=until)


@dataclass(frozen=True, slots=True)
class View:
    key: str
    label: str
    for_department: bool = True


VIEWS = (
    View("open", "全部未结"), View("raised", "待核实", for_department=False), View("sent", "待应约"), View("accepted", "待到场"),
    View("on_site", "现场办理"), View("settled", "待评价", for_department=False), View("overdue", "已超时"), View("closed", "已办结"), View("all", "全部", for_department=False),
)  # fmt: skip


def views_for(user: User) -> list[View]:
    """A department's member does not see the street's and the committee's tabs."""
    street = user.is_superuser or any(grant.department is None for grant in user.held)
    return [view for view in VIEWS if street or view.for_department]


def view_condition(key: str, now: datetime) -> Q:
    match key:
        case "open":
            return OPEN
        case "overdue":
            return OPEN & late(now)
        case "settled":
            return OPEN & Q(state__in=[S.RESOLVED, S.UNRESOLVED])
        case "raised":
            return OPEN & Q(state__in=[S.RAISED, S.RETURNED])
        case "closed":
            return Q(withdrawn_at=None, state=S.CLOSED)
        case "all":
            return Q(withdrawn_at=None)
    return OPEN & Q(state=S(key))


def late(now: datetime | Now) -> Q:
    """Departments are waited for, and one has neither answered nor come in time."""
    waiting = Invitation.objects.standing().filter(Invitation.late(now), summons=OuterRef("pk"))
    return Q(state__in=UNDER_WAY) & Q(Exists(waiting))


def view_counts(user: User, views: list[View], now: datetime) -> dict[str, int]:
    """How many each tab of open ones holds, in one query."""
    counts = {
        view.key: Count("pk", filter=view_condition(view.key, now))
        for view in views
        if view.key not in ("closed", "all")
    }
    return Summons.objects.visible_to(user).filter(OPEN).order_by().aggregate(**counts)


def matching(text: str) -> Q:
    return Q(number__contains=text.upper()) | Q(title__contains=text) | Q(place__contains=text)


OWN = ("accept", "decline", "arrive", "report")


def allowed_steps(user: User, summons: Summons) -> list[str]:
    """What `user` may do now and would not be refused, by name, the usual first."""
    taken = [step.name for step in SUMMONS.open_to(user, summons)]
    names = [name for name in taken if name not in (*OWN, "bounce")]
    if "fail" in names and too_early(summons, timezone.now()):
        names.remove("fail")
    return [*steps_of_department(user, summons), *names, *_beside(user, summons)]


def steps_of_department(user: User, summons: Summons) -> list[str]:
    if summons.withdrawn_at or summons.state not in UNDER_WAY:
        return []
    try:
        mine = own_invitation(summons, user)
    except (PermissionDenied, StepRefused):
        return []
    except ValidationError:  # several, among which the API names one
        return list(OWN)
    late = mine.arrive_due_at is not None and mine.arrive_due_at < timezone.now()
    open_to = [step.name for step in INVITATION.open_to(user, mine)]
    return [name for name in open_to if not (late and name == "decline")]


def _beside(user: User, summons: Summons) -> list[str]:
    """What is no step of the flow."""
    names = []
    if unresolved(summons) and can(user, "summonses.confirm_summons", summons):
        names += ["again"] if not Summons.objects.filter(follows=summons).exists() else []
        names += ["escalate"] if summons.escalated_at is None else []
    if summons.state in UNDER_WAY and not summons.withdrawn_at and can(user, "summonses.check_summons", summons):
        names.append("invite")
    if not not_to_withdraw(summons, user):
        names.append("withdraw")
    return names


def year_of(year: int) -> tuple[datetime, datetime]:
    """From New Year to New Year in Shanghai."""
    since, until = (datetime(one, 1, 1, tzinfo=timezone.get_default_timezone()) for one in (year, year + 1))
    return since, until


def divisions_to_raise(user: User) -> list[Division]:
    """The committees in whose name `user` may raise a summons."""
    found = Division.objects.current().filter(level=Division.Level.COMMITTEE)
    reach = Q()
    for low, high in ranges(user, "summonses.add_summons"):
        reach |= Q(code__gte=low, code__lt=high)
    return list(found.filter(reach)) if reach else []
