"""Records as the index counts them, written straight into the tables: each with the times a test asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from cases.models import Answer, Case, Category, Round
from governance.access.models import Division, User
from indices.actions.compute import compute
from indices.models import IndexRun, SchemeVersion
from indices.windows import SHANGHAI, Period
from neighborhoods.models import Household, KeyPerson
from tests.factories.access import UserFactory
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import BuildingFactory, HouseholdFactory, KeyPersonFactory
from visits.models import Need, Visit

LONG_AGO = datetime(2024, 1, 1, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    """`at("2026-10-31 23:59")` on the clock of Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOW = at("2026-11-03 02:00")
OCTOBER = Period("2026-10")


def computed(version: SchemeVersion, district: Division, period: Period = OCTOBER, *, now: datetime = NOW) -> IndexRun:
    return compute(version, district, period, by=None, now=now)


def households(division: Division, count: int, **fields: Any) -> list[Household]:
    building = BuildingFactory(division=division)
    given = {"since": date(2024, 1, 1), "recorded_at": LONG_AGO} | fields
    return [HouseholdFactory(division=division, building=building, **given) for _ in range(count)]


def person() -> User:
    return User.objects.filter(username="visitor").first() or UserFactory(username="visitor")


def visit(home: Household, when: str, *, met: bool = True, **fields: Any) -> Visit:
    moment = at(when)
    given = {"recorded_at": moment, "visitor": person()} | fields
    return Visit.objects.create(household=home, division=home.division, visited_at=moment, met=met, **given)


def need(home: Household, when: str, *, resolved: str = "", case: Case | None = None, **fields: Any) -> Need:
    source = visit(home, when)
    given = {"recorded_at": source.visited_at, "resolved_at": at(resolved) if resolved else None} | fields
    return Need.objects.create(
        visit=source, division=home.division, category=category(), raised_at=source.visited_at, case=case, **given
    )


def category(theme: str = "") -> Category:
    city = Division.objects.get(code="310000000000")
    return CategoryFactory(division=city, code=f"theme-{theme or 'none'}", theme=theme)


def case(division: Division, opened: str, *, theme: str = "", **fields: Any) -> Case:
    moment = at(opened)
    given = {"recorded_at": moment, "due_at": moment + timedelta(days=10), "filed_at": moment} | fields
    number = f"{moment:%Y%m%d}-{Case.objects.count():06d}"
    return Case.objects.create(
        division=division, number=number, category=category(theme), title="楼道灯不亮", opened_at=moment, **given
    )


def round_of(one: Case, due: str, *, closed: str = "", number: int = 1, **fields: Any) -> Round:
    given = {"recorded_at": one.opened_at, "started_at": one.opened_at} | fields
    return Round.objects.create(
        case=one, division=one.division, category=one.category, number=number, due_at=at(due),
        closed_at=at(closed) if closed else None, **given,
    )  # fmt: skip


def answer(one: Round, when: str, *, resolved: bool = True, satisfaction: int = 5, **fields: Any) -> Answer:
    moment = at(when)
    given = {"recorded_at": moment, "by": person()} | fields
    return Answer.objects.create(
        case=one.case,
        round=one,
        division=one.division,
        answered_at=moment,
        resolved=resolved,
        satisfaction=satisfaction,
        **given,
    )


def key_person(home: Household, **fields: Any) -> KeyPerson:
    given = {"since": date(2026, 1, 1), "recorded_at": LONG_AGO, "interval": 30} | fields
    return KeyPersonFactory(division=home.division, resident__household=home, **given)


def a_year_in(place: SimpleNamespace) -> None:
    """Something of every kind in every committee: enough for each to be scored, and a little different in each."""
    for number, committee in enumerate((place.north1, place.north2, place.south1)):
        a_year_at(committee, met=40 + 5 * number, late=2 + number)


def a_year_at(committee: Division, *, met: int = 40, late: int = 2) -> None:
    """60 households of which `met` were visited, needs, key persons, and 36 cases of which `late` of each theme were late."""
    homes = households(committee, 60)
    for home in homes[:met]:
        visit(home, "2026-10-12 10:00")
    for home in homes[:12]:
        need(home, "2026-09-01 10:00", resolved="2026-09-09 10:00" if home is not homes[0] else "")
    for home in homes[:8]:
        key_person(home)
    _cases(committee, late=late)


def _cases(committee: Division, *, late: int) -> None:
    for theme in ("", Category.Theme.HAZARD, Category.Theme.DISPUTE):
        for number in range(12):
            closed = "2026-10-09 09:00" if number >= late else "2026-10-20 09:00"
            channel = Case.Channel.MEDIATION if theme == Category.Theme.DISPUTE and number else Case.Channel.NONE
            one = case(committee, "2026-10-01 09:00", theme=theme, first_channel=channel)
            answer(
                round_of(one, "2026-10-10 09:00", closed=closed),
                "2026-10-21 09:00",
                resolved=number > 0,
                satisfaction=4,
            )
