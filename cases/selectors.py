"""Questions about cases that pages, the dashboard and the API ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import cos, radians
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from cases.acts import allowed as allowed_steps  # noqa: F401  asked for by this name everywhere
from cases.models import Case, CaseEntry, Round
from governance.access import selectors
from governance.access.models import Division, Membership, User
from governance.access.roles import Role
from governance.access.scoping import can_in, grants, ranges
from neighborhoods.models import Household, Resident

S = Case.State
OPEN = Q(withdrawn_at=None, parent=None) & ~Q(state=S.CLOSED)
"""What waits for somebody. A case merged into another waits for that one."""
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
    View("checked", "待结案", for_department=False),
    View("asked", "待批准", for_department=False),
    View("paused", "缓办中"),
    View("mine", "我的经手"),
    View("closed", "已结案"),
)


def views_for(user: User) -> list[View]:
    """The tabs of who works in the street (file, dispatch, check) or in a department (accept, handle)."""
    street = user.is_superuser or any(grant.department is None for grant in user.held)
    return [view for view in VIEWS if (view.for_street if street else view.for_department)]


def late(now: datetime) -> Q:
    """Past the deadline, the clock running."""
    return OPEN & Q(due_at__lt=now, paused_at=None)


def view_condition(key: str, user: User, now: datetime) -> Q:
    """What a view keeps. Raises KeyError for a view that is none."""
    return Q(withdrawn_at=None, state=S.CLOSED) if key == "closed" else OPEN & _of_the_open(key, user, now)


def _of_the_open(key: str, user: User, now: datetime) -> Q:
    """What a view keeps of the open cases."""
    match key:
        case "open":
            return Q()
        case "today":
            tomorrow = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return Q(due_at__gte=now, due_at__lt=tomorrow)
        case "overdue":
            return Q(due_at__lt=now, paused_at=None)
        case "asked":
            return ~Q(asking="")
        case "paused":
            return Q(paused_at__isnull=False)
        case "mine":
            return Q(pk__in=CaseEntry.objects.filter(by=user.pk).order_by().values("case"))
    return Q(state=S(key)) if key in S.values else _no_view(key)


def _no_view(key: str) -> Q:
    raise KeyError(key)


def view_counts(user: Any, views: Iterable[View], now: datetime) -> dict[str, int]:
    """How many cases each view holds, in one query over the open ones; closed cases are not counted.

    The menu's badge is one of these numbers, so it is kept on `user` for the rest of the request.
    """
    asked = [view.key for view in views if view.key != "closed"]
    counts = {key: Count("pk", filter=_of_the_open(key, user, now) or None) for key in asked}
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
    over, soon = Q(due_at__lt=now, paused_at=None), Q(due_at__gte=now, due_at__lt=now + SOON, paused_at=None)
    found = Case.objects.visible_to(user).inside(code).filter(OPEN).order_by().values_list("state").annotate(
        on_time=Count("pk", filter=~over & ~soon), soon=Count("pk", filter=soon), late=Count("pk", filter=over)
    )  # fmt: skip
    counts = {state: tuple(numbers) for state, *numbers in found}
    return [Stage(state, state.label, *counts.get(state, (0, 0, 0))) for state in S if state != S.CLOSED]


def overdue(user: User, code: str, now: datetime) -> QuerySet[Case]:
    """Open cases past their deadline in the division `code`, the latest first; slice it."""
    return Case.objects.visible_to(user).inside(code).filter(late(now)).for_list().order_by("due_at", "pk")


def overdue_count(user: Any) -> int:
    """The badge of the menu, counted once a request."""
    if hasattr(user, "overdue_cases"):
        return user.overdue_cases
    return Case.objects.visible_to(user).filter(late(timezone.now())).order_by().count()


def open_at(moment: datetime) -> Q:
    """Cases known and not yet closed or withdrawn at `moment`: by their rounds, which are never rewritten."""
    begun = Round.objects.filter(case=OuterRef("pk"), started_at__lt=moment)
    running = begun.filter(Q(closed_at=None) | Q(closed_at__gte=moment))
    known = Q(recorded_at__lt=moment) & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=moment))
    return known & (~Q(Exists(begun)) | Q(Exists(running)))


def ended(day: date) -> datetime:
    """The moment at which `day` is over, in Shanghai."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def near(latitude: float, longitude: float, metres: float) -> Q:
    """Cases within `metres` of a point. At this distance the earth is flat; the box is for the index."""
    north = metres / 111_195
    east = north / cos(radians(latitude))
    box = Q(latitude__range=(latitude - north, latitude + north), longitude__range=(longitude - east, longitude + east))
    away = ((F("latitude") - latitude) / north) * ((F("latitude") - latitude) / north) + (
        (F("longitude") - longitude) / east
    ) * ((F("longitude") - longitude) / east)
    return box & Q(LessThanOrEqual(away, 1.0))


def children_of(user: User, case: Case) -> QuerySet[Case]:
    """What is merged into `case`, as far as `user` may see it; closed with it, too."""
    return Case.objects.visible_to(user).standing().filter(parent=case.pk).for_list().order_by("opened_at", "pk")


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
    return list(Division.objects.current().filter(reach, level=Division.Level.COMMITTEE)) if reach else []


def divisions_to_set(user: User) -> list[Division]:
    """The districts (or cities) whose special days `user` may set."""
    codes = {grant.code for grant in grants(user, "flow.add_specialday")}
    return list(Division.objects.current().filter(code__in=codes)) if codes else []


def trail_of(case: Case) -> list[Division]:
    """District, street and committee of a case read with `for_page`."""
    line = [case.division.parent and case.division.parent.parent, case.division.parent, case.division]
    return [unit for unit in line if unit is not None and unit.level in TRAIL]


def reporter_of(user: User, case: Any) -> str:
    """Who reported a case read with `for_page`, masked, for who may know."""
    known = case.reporter_name is not None and can_in(user, "cases.view_reporter", case.division_id)
    return " · ".join(filter(None, [case.reporter_name or "报告人", case.reporter_phone])) if known else ""


def entrance_of(user: User) -> str:
    """By which door a case comes that `user` opens by hand."""
    clerk = any(grant.role == Role.CLERK for grant in user.held)
    return Case.Entrance.CLERK if clerk else Case.Entrance.STREET


def household_of(user: User, case: Case) -> Household | None:
    """The household as `user` may see it, with `resident_name` and `resident_phone` (masked) of its first resident."""
    if case.household_id is None:
        return None
    first = Resident.objects.visible_to(user).current().filter(household=OuterRef("pk")).order_by("birth_date")
    found = Household.objects.visible_to(user).for_list().filter(pk=case.household_id)
    return found.annotate(
        resident_name=Subquery(first.values("name")[:1]), resident_phone=Subquery(first.values("phone_masked")[:1])
    ).first()  # fmt: skip
