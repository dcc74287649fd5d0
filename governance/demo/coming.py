"""Who came: residents at the activities of their committee and of its street."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle

from governance.demo.activities import Planned
from governance.demo.calendar import DAY, MINUTE, YEAR
from governance.demo.places import Home
from governance.demo.world import Making

SHOWS, TAKES_BACK = 0.88, 0.03
REACHED = {"law": "law_reach", "virtue": "virtue_reach"}
"""Themes whose reach among residents is an indicator: a new face each time, as many as the committee's rate says."""


def come(making: Making, homes: list[Home], held: list[Planned], around: Iterable[Planned]) -> None:
    """Participations in the committee's own activities, and in some of those `around`, held by the street."""
    people = adults(making, homes)
    if not people:
        return
    faces = {theme: cycle(making.rng.sample(people, len(people))) for theme in REACHED}
    counts = _heads(making, held)
    for one in held:
        if one.state not in ("cancelled", "draft"):
            wanted = counts.get(one.theme) or 1.2 + 6 * making.committee.residents / 2660
            count = min(len(people), 55, int(wanted * making.rng.uniform(0.6, 1.4) + making.rng.random()))
            _attend(making, one, _chosen(making, people, count, faces.get(one.theme)))
    for one in around:
        if making.rng.random() < 0.15 * min(1, making.committee.residents / 1200) and one.state != "cancelled":
            _attend(making, one, _chosen(making, people, making.rng.randint(1, 3), None))


def adults(making: Making, homes: list[Home]) -> list[str]:
    """Of each flat the first two, who stay all the time."""
    last = making.calendar.today.year - 18
    return [one.id for home in homes for one in home.people[:2] if one.born.year < last]


def _heads(making: Making, held: list[Planned]) -> dict[str, float]:
    """Participants of an activity of each theme that has a reach to keep."""
    years, found = making.calendar.days / YEAR, Counter[str]()
    for one in held:
        found[one.theme] += one.held
    return {
        theme: making.rate(rate, 180 * DAY) * making.committee.residents / 1000 * years / SHOWS / max(1, found[theme])
        for theme, rate in REACHED.items()
    }


def _chosen(making: Making, people: list[str], count: int, faces: Iterator[str] | None) -> list[str]:
    return [next(faces) for _ in range(count)] if faces else making.rng.sample(people, min(count, len(people)))


def _attend(making: Making, one: Planned, people: list[str]) -> None:
    rng, text, now = making.rng, making.text, making.calendar.now
    for person in people:
        signed = min(one.start - rng.randint(30, 5 * 24 * 60) * MINUTE, now - rng.randint(1, 100) * MINUTE)
        gone = rng.random() < TAKES_BACK
        back = min(signed + rng.randint(20, 900) * MINUTE, now) if gone else None
        door = one.start + rng.randint(-15, 12) * MINUTE
        came = door if not gone and door < now and rng.random() < SHOWS else None
        noted = None if came is None else min(came + rng.choice((0, 0, 0, 40)) * MINUTE, now)
        filed = making.filed(signed, version=1 + gone + (came is not None))
        making.sheets.add(
            "neighborhoods_participation", *filed[:5], "临时有事。" if gone else "", text(back), one.id, person, text(signed),
            text(came), text(noted),
        )  # fmt: skip
