"""One committee from nothing to lines for COPY. Runs in another process: no database here."""

from __future__ import annotations

from governance.demo import (
    activities,
    asking,
    casebook,
    centers,
    coming,
    nearby,
    outfitting,
    people,
    places,
    programme,
    reporting,
    serving,
    settling,
    staffing,
    stations,
    summoning,
    training,
    visiting,
    volunteering,
)
from governance.demo.casework import Life
from governance.demo.commons import visits
from governance.demo.copying import Packed, Sheets
from governance.demo.places import Home
from governance.demo.world import Committee, Making, World


def make(world: World, committee: Committee) -> Packed:
    making = Making.of(world, committee, Sheets())
    homes = places.settle(making)
    people.move_in(making, homes)
    keys = people.list_key_persons(making, homes)
    cases = asking.ask(making, homes)
    for one in cases:
        casebook.write(making, Life(making, one).live())
    visiting.visit(making, homes, keys, cases)
    _settle(making, homes, cases)
    _gather(making, homes)
    _serve(making, homes)
    training.attend(making, staffing.staff(making, programme.POSTS), making.street.classes)
    reporting.report(making)
    reporting.advise(making)
    return making.sheets.packed()


def _settle(making: Making, homes: list[Home], cases: list[asking.Asked]) -> None:
    """The kin of cases."""
    summoning.summon(making, homes)
    summoning.consult(making, cases)
    settling.mediate(making)
    settling.find_hazards(making, homes)
    outfitting.listen(making, homes, cases)


def _gather(making: Making, homes: list[Home]) -> None:
    """What the neighbourhood does together."""
    street, committee = making.street, making.committee
    nearby.onboard(making, homes)
    nearby.meet(making)
    groups, partners = nearby.group(making, homes), nearby.ally(making)
    venues = [(one, round(street.lively / len(street.committees))) for one in street.venues]
    outside = committee.activities - sum(count for _, count in venues)
    if committee.center:
        hall = centers.build(
            making, f"{committee.name.removesuffix('居民委员会').removesuffix('居委会')}睦邻家园", kind="home"
        )
        centers.book_more(making, hall, 30)
        venues = [*venues, (hall, round(visits(making)))]
    held = activities.plan(making, venues, outside, groups, partners)
    for one in held:
        activities.settle(making, one)
    centers.book_more(making, making.rng.choice(street.venues), 5)
    coming.come(making, homes, held, street.activities)


def _serve(making: Making, homes: list[Home]) -> None:
    """Volunteers, their shifts and hours. A shift of the street's teams has helpers of some committees."""
    committee, street = making.committee, making.street
    projects = stations.station(making, street.branch)
    helpers = volunteering.enrol(making, homes, projects[0].unit, street.teams)
    volunteering.recognise(making, helpers)
    own = stations.timetable(
        making, projects[:5], max(24, round(committee.records / (2.5 + min(5.0, committee.records / 200))))
    )
    around = making.rng.sample(street.shifts, len(street.shifts) // 12)
    serving.serve(making, helpers, own + around, committee.records)
