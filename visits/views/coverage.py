"""How far a plan is, by the units below, by clerk and by building; and the doors behind each number."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.keyset import Order
from governance.access.models import Division, User
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods.models import Address, Building
from visits import selectors
from visits.filters import DoorFilter
from visits.models import Audience, Plan, PlanTerms
from visits.selectors.takers import clerks_of

BELOW = {"city": "district", "prefecture": "district", "district": "subdistrict", "subdistrict": "committee"}


@require_GET
def plan_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    plan, day = _plan(request, pk), _day(request)
    unit, terms = _unit(request, plan), selectors.terms_on(plan, day)
    tables = _tables(request, terms, day, unit) if terms else []
    context = {
        "plan": plan, "unit": unit, "terms": terms, "day": day, "past": day != timezone.localdate(), "tables": tables,
        "total": tables[0].total if tables else selectors.Coverage(), "doors": _query(day, within=unit.code),
        "may_change": can(request.user, "visits.change_plan", plan) and not plan.is_over(timezone.localdate()),
        "told": list(plan.terms.all()[:20]),
    }  # fmt: skip
    return render(request, "visits/plan.html", context)


@require_GET
def plan_doors(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The doors behind a number of the plan's page, in the order of their addresses."""
    plan, day = _plan(request, pk), _day(request)
    terms = selectors.terms_on(plan, day)
    if terms is None:
        raise ValidationError(["这一天还没有这个计划，请换一天。"])
    doors, states = selectors.doors_asked(request.user, terms, day)
    asked = DoorFilter(request.GET, doors, request=request)
    found = asked.qs if asked.is_valid() else doors.none()
    found = states.keep(found, request.GET.get("state", ""))
    firms = terms.audience == Audience.PARTNERS
    lines = (
        found if firms else Address.objects.visible_to(request.user).filter(household__in=found.order_by().values("pk"))
    )
    page = page_of(request, lines, Order("name" if firms else "text"))
    context = {
        "plan": plan,
        "filter": asked,
        "page": page,
        "firms": firms,
        "day": day,
        "past": day != timezone.localdate(),
    }
    return render_part(request, "visits/plan_doors.html", "rows", context, status=422 if asked.errors else 200)


class Table:
    """One breakdown: rows of (name, address of a smaller unit, coverage, query of its doors)."""

    def __init__(self, title: str, rows: list[tuple[str, str, selectors.Coverage, str]]) -> None:
        self.title, self.rows = title, rows

    @property
    def total(self) -> selectors.Coverage:
        found = [one for _, _, one, _ in self.rows]
        return selectors.Coverage(
            sum(one.asked for one in found), sum(one.met for one in found), sum(one.overdue for one in found)
        )


def _tables(request: SignedIn, terms: PlanTerms, day: date, unit: Division) -> list[Table]:
    doors, states = selectors.doors_asked(request.user, terms, day)
    doors = doors.inside(unit.code)
    if level := BELOW.get(unit.level):
        found = selectors.by_division(doors, states, level)
        names = dict(Division.objects.visible_to(request.user).filter(pk__in=found).values_list("code", "name"))
        rows = [
            (names.get(code, code), f"?{_query(day, within=code)}", found[code], _query(day, within=code))
            for code in sorted(found)
        ]
        return [Table("按街镇" if level == "subdistrict" else "按居委", rows)]
    if terms.audience == Audience.PARTNERS:
        found = selectors.by_division(doors, states, "committee")
        return [Table("按居委", [(unit.name, "", one, _query(day, within=code)) for code, one in found.items()])]
    return [_of_clerks(doors, states, day, unit), _of_buildings(request.user, doors, states, day, unit)]


def _of_clerks(doors: Any, states: selectors.States, day: date, unit: Division) -> Table:
    found = selectors.by_clerk(doors, states)
    names: dict[Any, str] = {one.pk: str(one) for one in clerks_of(unit.code)}
    rows = [
        (
            names.get(pk, "已离任的干事" if pk else "还没有人包"),
            "",
            one,
            _query(day, within=unit.code, clerk=pk or "none"),
        )
        for pk, one in found.items()
    ]
    return Table("按包楼人", sorted(rows, key=lambda row: row[0]))


def _of_buildings(user: User, doors: Any, states: selectors.States, day: date, unit: Division) -> Table:
    found = selectors.by_building(doors, states)
    walk = (
        Building.objects.visible_to(user)
        .filter(pk__in=found)
        .select_related("estate")
        .order_by("estate__name", "order", "name")
    )
    return Table(
        "按楼栋",
        [(f"{one.estate} {one}", "", found[one.pk], _query(day, within=unit.code, building=one.pk)) for one in walk],
    )


def _plan(request: SignedIn, pk: uuid.UUID) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).for_list(), pk=pk)


def _day(request: SignedIn) -> date:
    """`?as_of=`, today without it. Raises ValidationError for nonsense and for days to come."""
    text = request.GET.get("as_of", "")
    try:
        day = parse_date(text) if text else timezone.localdate()
    except ValueError:
        day = None
    if day is None or day > timezone.localdate():
        raise ValidationError(["日期要写成 2026-01-31 这样，且不能晚于今天。"])
    return day


def _unit(request: SignedIn, plan: Plan) -> Division:
    """Whose numbers: `?within=`, else where the reader and the plan meet, the narrower of the two."""
    home = request.user.home.code if request.user.home else plan.division_id
    code = request.GET.get("within") or max((home, plan.division_id), key=lambda one: len(codes.significant(one)))
    return get_object_or_404(Division.objects.visible_to(request.user), pk=code[:12].ljust(12, "0"))


def _query(day: date, **given: Any) -> str:
    past = {"as_of": day.isoformat()} if day != timezone.localdate() else {}
    return urlencode({**given, **past})
