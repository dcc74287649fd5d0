"""What the committees of a district share, made before them: centers, teams, trainings, quotas, the street's own activities."""

from __future__ import annotations

from dataclasses import dataclass, replace

from governance.demo import activities, centers, programme, reporting, settling, staffing, stations, training
from governance.demo.activities import Planned
from governance.demo.calendar import YEAR
from governance.demo.centers import Venue
from governance.demo.copying import Packed, Sheets
from governance.demo.stations import Shift
from governance.demo.training import Class
from governance.demo.world import Committee, Making, World

IN_STREET, IN_DISTRICT = 2, 2
"""Centers of a street, of the district."""
OWN_SHARE = 0.5
"""Of the activities in a street's centers, the street's own; its committees hold the rest."""
TEAMS, SHIFTS_A_YEAR = 3, 40
SEATS = (*["worker"] * 19, *["social-worker"] * 3, *["hired"] * 2)
COURSES, STREET_COURSES = 11, 5


@dataclass(frozen=True)
class Street:
    """`activities` and `shifts` are the street's own, to which residents of its committees come."""

    committees: tuple[str, ...]
    venues: tuple[Venue, ...]
    lively: float  # activities that its committees together hold in each of its centers
    activities: tuple[Planned, ...]
    branch: str
    teams: tuple[str, ...]
    shifts: tuple[Shift, ...]
    classes: tuple[Class, ...]


def furnish(
    world: World, district: Committee, streets: list[Committee], committees: list[Committee]
) -> tuple[World, Packed]:
    """The world with its streets, and the rows that they bring."""
    sheets = Sheets()
    making = Making.of(world, district, sheets)
    users = len(streets) + 1
    halls = [
        centers.build(making, f"{district.name}睦邻中心{end}", kind="center", users=users) for end in ("", "（北部）")
    ]
    association = stations.unit(making, "association", f"{district.name}志愿者协会", None)
    classes = training.offer(making, COURSES, training.BATCHES)
    hold(making, halls, OWN_SHARE)
    found = {}
    for one in streets:
        own = [other for other in committees if other.street == one.street]
        away = next((other for other in streets if other.street != one.street), one)
        found[one.street] = _street(Making.of(world, one, sheets), own, association, classes, away)
    return replace(world, streets=found), sheets.packed()


def hold(making: Making, halls: list[Venue], share: float) -> list[Planned]:
    """The own activities in the own centers."""
    venues = [(hall, round(visits(making) * share)) for hall in halls]
    held = activities.plan(making, venues, 12)
    for one in held:
        activities.settle(making, one)
    for hall in halls:
        centers.book_more(making, hall, 12)
    return held


def visits(making: Making) -> float:
    """Activities of one center in the whole history, the cancelled ones too."""
    return making.rate("lively", YEAR * 43_200) * 12 * making.calendar.days / YEAR / (1 - activities.CANCELLED)


def _street(making: Making, own: list[Committee], association: str, classes: list[Class], away: Committee) -> Street:
    name, users = making.committee.name, len(own) + 1
    codes = tuple(one.code for one in own)
    venues = [centers.build(making, f"{name}睦邻中心", kind="center", users=users)]
    venues.append(centers.build(making, f"{name}党群服务中心", kind="party", users=users))
    branch = stations.unit(making, "branch", f"{name}志愿者分会", association)
    fields = making.rng.sample(programme.TEAMS, TEAMS)
    teams = [stations.unit(making, "team", f"{name}{title}", branch, field) for field, title in fields]
    shifts = _shifts(making, teams, fields)
    street = Street(
        codes, tuple(venues), visits(making) * (1 - OWN_SHARE), tuple(hold(making, venues, OWN_SHARE)), branch, tuple(teams),
        tuple(shifts), (*classes, *training.offer(making, STREET_COURSES, 1)),
    )  # fmt: skip
    making.world.streets[making.committee.street] = street
    workers = staffing.staff(making, SEATS)
    training.attend(making, workers, street.classes)
    staffing.apply(making, workers, away.code)
    settling.watch(making)
    reporting.report_street(making)
    staffing.allot(making, len(SEATS) - SEATS.count("hired") + len(own) * len(programme.POSTS))
    return street


def _shifts(making: Making, teams: list[str], fields: list[tuple[str, str]]) -> list[Shift]:
    count = round(SHIFTS_A_YEAR * making.calendar.days / YEAR)
    found = []
    for team, (field, _) in zip(teams, fields, strict=True):
        projects = [
            stations.project(making, team, one)
            for one in ("mutual", field if field in programme.PROJECTS else "culture")
        ]
        found += stations.timetable(making, projects, count)
    return found
