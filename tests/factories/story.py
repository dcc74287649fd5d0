"""A small district in full work: enough records of the last weeks that its index is valid, and the people of the story."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases.models import Case, Category
from governance.access.models import Department, Division, Membership, User
from governance.access.roles import Role
from indices.actions.schemes import ensure_phase_one
from neighborhoods.models import Household
from tests.factories import indices as records
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.kin import rectification
from tests.factories.neighborhoods import BuildingFactory, EstateFactory, HouseholdFactory, ResidentFactory

PEOPLE = ("clerk", "staff", "colleague", "worker", "admin")


def story(place: SimpleNamespace) -> SimpleNamespace:
    """`home` is the household of the story; `people` are named as in `PEOPLE`, which are their account names too."""
    for committee in (place.north1, place.north2, place.south1):
        _weeks(committee)
    CategoryFactory(division=place.city, code="housing", name="住房修缮", opens_case=True)
    ensure_phase_one(place.city, by=None)
    return SimpleNamespace(home=_home(place.north1), people=_people(place), **vars(place))


def days_ago(days: int) -> str:
    return f"{timezone.localtime() - timedelta(days=days):%Y-%m-%d %H:%M}"


def _weeks(committee: Division) -> None:
    homes = records.households(committee, 50)
    for home in homes[:30]:
        records.visit(home, days_ago(20))
    for home in homes[:12]:
        records.need(home, days_ago(40), resolved=days_ago(30) if home is not homes[0] else "")
    for home in homes[:6]:
        records.key_person(home)
    for number in range(10):
        rectification(committee, days_ago(40), done=days_ago(42 if number else 38))
    for theme in ("", Category.Theme.DISPUTE):
        for number in range(10):
            channel = Case.Channel.MEDIATION if theme == Category.Theme.DISPUTE else Case.Channel.NONE
            case = records.case(committee, days_ago(50), theme=theme, first_channel=channel)
            done = records.round_of(case, days_ago(40), closed=days_ago(42 if number else 38))
            ended = {"state": Case.State.CLOSED, "closed_at": done.closed_at, "department": Department.objects.first()}
            Case.objects.filter(pk=case.pk).update(**ended)
            records.answer(done, days_ago(35), satisfaction=4)


def _home(committee: Division) -> Household:
    building = BuildingFactory(
        division=committee, estate=EstateFactory(division=committee, name="同济新村"), name="23 号"
    )
    home = HouseholdFactory(division=committee, building=building, room="502 室")
    ResidentFactory(division=committee, household=home, name="陆妙珍")
    return home


def _people(place: SimpleNamespace) -> dict[str, User]:
    found = {
        "clerk": member(Role.CLERK, of=place.north1),
        "staff": member(Role.STAFF, of=place.north),
        "colleague": member(Role.STAFF, of=place.north),
        "worker": _worker(place, place.department),
        "admin": member(Role.DISTRICT_ADMIN, of=place.district),
    }
    for name, user in found.items():
        user.username = name
        user.save(update_fields=["username"])
    return found


def _worker(place: SimpleNamespace, department: Department) -> User:
    """Works in the department, and in the street as well: only having handled the case keeps this person from checking it."""
    worker = member(Role.DEPARTMENT, of=place.district, department=department)
    Membership.objects.create(user=worker, role=Role.STAFF, division=place.north)
    return worker
