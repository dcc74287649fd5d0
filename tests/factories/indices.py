"""Records as the index counts them, written straight into the tables: each with the times a test asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.models import Answer, Case, Category, Deadline, Pause, Round
from governance.access.models import Division, User
from indices.actions.compute import compute
from indices.actions.publishing import publish, review
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


def published(run: IndexRun) -> IndexRun:
    """Reviewed without a window for objections, and published, by the portal itself."""
    return publish(review(run, by=None, days=0), by=None)


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


def deadline(one: Round, due: str, *, told: str) -> Deadline:
    return Deadline.objects.create(
        round=one, division=one.division, due_at=at(due), cause=Deadline.Cause.EXTENSION, recorded_at=at(told)
    )


def pause(one: Round, since: str, **fields: Any) -> Pause:
    """Approved at `since` and still running."""
    given = {"until": date(2026, 12, 1), "state": Pause.State.RUNNING, "reason": "等配件", "since": at(since)} | fields
    return Pause.objects.create(case=one.case, round=one, division=one.division, recorded_at=at(since), **given)


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
