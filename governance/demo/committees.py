"""One committee from nothing to lines for COPY. Runs in another process: no database here."""

from __future__ import annotations

from governance.demo import asking, casebook, people, places, visiting
from governance.demo.casework import Life
from governance.demo.copying import Packed, Sheets
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
    return making.sheets.packed()
