"""Questions about cases that pages, the dashboard and the API ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.flows import CASE
from cases.models import Case, CaseEntry
from cases.rules import answering, last_round, too_late_to_reopen, withdrawal
from governance.access import selectors
from governance.access.models import Division, Membership, User
from governance.access.scoping import ranges
from governance.flow.machine import Step
from neighborhoods.models import Household, Resident

S = Case.State
OPEN = Q(withdrawn_at=None) & ~Q(state=S.CLOSED)
SOON = timedelta(hours=24)
SIMILAR_WITHIN = timedelta(days=30)
TRAIL = {Division.Level.DISTRICT, Division.Level.SUBDISTRICT, Division.Level.COMMITTEE}


@dataclass(frozen=True, slots=True)
class View:
    """A ready-made question of the work list: `key` in the address, `label` on the tab."""

    key: str
    label: str
    for_department: bool = True
    for_street: bool = True


VIEWS = (
    View("open", "全部未结"),
    View("received", "待立案", for_department=False),
    View("filed", "待派遣", for_department=False),
    View("dispatched", "待接单"),
    View("handling", "处理中", for_street=False),
    View("today", "今日到期"),
    View("overdue", "已超期"),
    View("handled", "待核查"),
    View("mine", "我的经手"),
    View("closed", "已结案"),
)


def views_for(user: User) -> list[View]:
    """The tabs of who works in the street (file, dispatch, check) or in a department (accept, handle)."""
    street = user.is_superuser or any(grant.department is None for grant in user.held)
    return [view for view in VIEWS if (view.for_street if street else view.for_department)]


def view_condition(key: str, user: User, now: datetime) -> Q:
    """What a view keeps. Raises KeyError for a view that is none."""
    match key:
        case "open":
            return OPEN
        case "today":
            tomorrow = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return OPEN & Q(due_at__gte=now, due_at__lt=tomorrow)
        case "overdue":
            return OPEN & Q(due_at__lt=now)
        case "mine":
            return OPEN & Q(Exists(CaseEntry.objects.filter(case=OuterRef("pk"), by=user.pk)))
        case "closed":
            return Q(withdrawn_at=None, state=S.CLOSED)
    return OPEN & Q(state=S(key)) if key in S.values else _no_view(key)


def _no_view(key: str) -> Q:
    raise KeyError(key)


def view_counts(user: Any, views: Iterable[View], now: datetime) -> dict[str, int]:
    """How many cases each view holds, in one query over the open ones; closed cases are not counted.

    The menu's badge is one of these numbers, so it is kept on `user` for the rest of the request.
    """
    asked = [view.key for view in views if view.key != "closed"]
    counts = {key: Count("pk", filter=view_condition(key, user, now)) for key in asked}
    found = Case.objects.visible_to(user).filter(OPEN).order_by().aggregate(**counts)
    user.overdue_cases = found["overdue"]
    return found


def matching(text: str) -> Q:
    """Cases by a part of the number, the title or the place; the trigram index answers it."""
    return Q(number__contains=text.upper()) | Q(title__contains=text) | Q(address__contains=text)


@dataclass(frozen=True, slots=True)
class Stage:
    """Open cases in one state: how many have time, are due within 24 hours, are late."""

    state: str
    label: str
    on_time: int
    soon: int
    overdue: int

    @property
    def total(self) -> int:
        return self.on_time + self.soon + self.overdue


def stage_counts(user: User, code: str, now: datetime) -> list[Stage]:
    """Every state but closed, in the order of the flow, for the division `code` (cut or full)."""
    late, soon = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + SOON)
    found = Case.objects.visible_to(user).inside(code).filter(OPEN).order_by().values_list("state").annotate(
        on_time=Count("pk", filter=~late & ~soon), soon=Count("pk", filter=soon), late=Count("pk", filter=late)
    )  # fmt: skip
    counts = {state: tuple(numbers) for state, *numbers in found}
    return [Stage(state, state.label, *counts.get(state, (0, 0, 0))) for state in S if state != S.CLOSED]


def overdue(user: User, code: str, now: datetime) -> QuerySet[Case]:
    """Open cases past their deadline in the division `code`, the latest first; slice it."""
    return Case.objects.visible_to(user).inside(code).filter(OPEN, due_at__lt=now).for_list().order_by("due_at", "pk")


def overdue_count(user: Any) -> int:
    """The badge of the menu, counted once a request."""
    if hasattr(user, "overdue_cases"):
        return user.overdue_cases
    return Case.objects.visible_to(user).filter(OPEN, due_at__lt=timezone.now()).order_by().count()


def steps_open_to(user: User, case: Case) -> list[Step]:
    """The flow's steps that `user` may take now; reopening only as long as it would not be refused."""
    late = too_late_to_reopen(case, timezone.now())
    return [step for step in CASE.open_to(user, case) if not (late and step.name == "reopen")]


def allowed_steps(user: User, case: Case) -> list[str]:
    """The same by name, with `withdraw` and `answer` where they would be accepted."""
    names = [step.name for step in steps_open_to(user, case)]
    if not withdrawal(case, user):
        names.append("withdraw")
    if case.state == S.CLOSED and not answering(case, user, last_round(case)):
        names.append("answer")
    return names


def similar(user: User, case: Case, building: object | None) -> QuerySet[Case]:
    """Cases of the same building, or of the same place, opened within 30 days before; newest first."""
    same = Q(household__building=building) if building else Q(division=case.division_id, address=case.address)
    if not building and not case.address:
        return Case.objects.none()
    span = (case.opened_at - SIMILAR_WITHIN, case.opened_at + SIMILAR_WITHIN)
    near = Case.objects.visible_to(user).standing().filter(same, opened_at__range=span)
    return near.exclude(pk=case.pk).order_by("-opened_at")[:3]


def places_of(people: Iterable[User | None]) -> dict[object, str]:
    """Where each of `people` works: the department, or the division."""
    ids = {person.pk for person in people if person is not None}
    held = Membership.objects.filter(user__in=ids, until=None).select_related("department", "division").order_by("-pk")
    return {one.user_id: (one.department or one.division).name for one in held}


def units_below(user: User) -> list[Division]:
    """What the list's 居委 filter offers: the units right below where `user` works; none for a committee."""
    return [] if user.home and user.home.department else selectors.units_below(user)


def divisions_to_open(user: User) -> list[Division]:
    """The committees where `user` may open a case."""
    reach = Q()
    for low, high in ranges(user, "cases.add_case"):
        reach |= Q(code__gte=low, code__lt=high)
    found = Division.objects.current().filter(reach, level=Division.Level.COMMITTEE) if reach else []
    return list(found)


def trail_of(case: Case) -> list[Division]:
    """District, street and committee of a case read with `for_page`."""
    line = [case.division.parent and case.division.parent.parent, case.division.parent, case.division]
    return [unit for unit in line if unit is not None and unit.level in TRAIL]


def household_of(user: User, case: Case) -> Household | None:
    """The household as `user` may see it, with `resident_name` and `resident_phone` (masked) of its first resident."""
    if case.household_id is None:
        return None
    first = Resident.objects.visible_to(user).current().filter(household=OuterRef("pk")).order_by("birth_date")
    found = Household.objects.visible_to(user).for_list().filter(pk=case.household_id)
    return found.annotate(
        resident_name=Subquery(first.values("name")[:1]), resident_phone=Subquery(first.values("phone_masked")[:1])
    ).first()  # fmt: skip
