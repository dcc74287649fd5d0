"""A year of every kind in every committee of a place: enough for each to be scored, and a little different in each."""

from __future__ import annotations

from types import SimpleNamespace

from cases.models import Case, Category
from governance.access.models import Division
from tests.factories.indices import answer, case, households, key_person, need, round_of, visit
from tests.factories.kin import kin_at


def a_year_in(place: SimpleNamespace) -> None:
    """Something of every kind in every committee: enough for each to be scored, and a little different in each."""
    for number, committee in enumerate((place.north1, place.north2, place.south1)):
        a_year_at(committee, met=40 + 5 * number, late=2 + number)


def a_year_at(committee: Division, *, met: int = 40, late: int = 2) -> None:
    """60 households of which `met` were visited, needs, key persons, 36 cases of which `late` of each theme were late, their kin."""
    homes = households(committee, 60)
    for home in homes[:met]:
        visit(home, "2026-10-12 10:00")
    for home in homes[:12]:
        need(home, "2026-09-01 10:00", resolved="2026-09-09 10:00" if home is not homes[0] else "")
    for home in homes[:8]:
        key_person(home)
    _cases(committee, late=late)
    kin_at(committee, late=late)


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
