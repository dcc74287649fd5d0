"""Categories and cases. A case in a later state comes from taking its steps, as in life."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cases.actions import steps
from cases.actions.cases import open_case
from cases.models import Case, Category
from governance.access.models import Division
from governance.access.roles import Role
from tests.factories.access import member


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("division", "code")

    code = factory.Sequence("category-{}".format)
    name = "住房修缮"
    days = 5


def case_team(place: SimpleNamespace) -> SimpleNamespace:
    """Who works on a case of the northern street: `clerk staff worker admin` and those who look on or next door."""
    return SimpleNamespace(
        clerk=member(Role.CLERK, of=place.north1),
        neighbour=member(Role.CLERK, of=place.north2),
        staff=member(Role.STAFF, of=place.north),
        colleague=member(Role.STAFF, of=place.north),
        stranger=member(Role.STAFF, of=place.south),
        manager=member(Role.SUBDISTRICT_ADMIN, of=place.north),
        worker=member(Role.DEPARTMENT, of=place.district, department=place.department),
        outsider=member(Role.DEPARTMENT, of=place.district, department=place.other_department),
        admin=member(Role.DISTRICT_ADMIN, of=place.district),
        viewer=member(Role.VIEWER, of=place.district),
        auditor=member(Role.AUDITOR, of=place.district),
    )


def new_case(division: Division, *, category: Category | None = None, by: Any = None, **fields: Any) -> Case:
    """A case just opened; the category belongs to the city unless given."""
    category = category or CategoryFactory(division=Division.objects.get(code="310000000000"), code="housing")
    given = {"title": "楼道灯不亮", "opened_at": timezone.now(), "source": Case.Source.ACTIVE} | fields
    return open_case(division=division, category=category, by=by, **given)


def case_in(state: str, place: SimpleNamespace, team: SimpleNamespace, **fields: Any) -> Case:
    """A case of the northern committee, led to `state` by those whose work it is."""
    case = new_case(place.north1, **{"by": team.clerk} | fields)
    for act in _PATH:
        if case.state == state:
            break
        case = act(case, place, team)
    return case


_PATH = (
    lambda case, place, team: steps.file(case, by=team.staff),
    lambda case, place, team: steps.dispatch(case, by=team.staff, department=place.department),
    lambda case, place, team: steps.accept(case, by=team.worker),
    lambda case, place, team: steps.finish(case, by=team.worker, result="灯已换好。"),
    lambda case, place, team: steps.check(case, by=team.staff),
    lambda case, place, team: steps.close(case, by=team.staff),
)
