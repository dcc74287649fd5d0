"""Visits: those that found a need, those that key persons are owed, and the round of all flats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from governance.demo import seasons, texts
from governance.demo.asking import Asked, moment_on
from governance.demo.calendar import DAY
from governance.demo.people import Key
from governance.demo.places import Home
from governance.demo.world import Making, Topic

METHODS, WEIGHTS = ("door", "phone", "reception", "online"), (68, 20, 8, 4)
RECENT = 2
"""Flats of the round that are visited today, and as many yesterday, whatever the weekday: pages of today are not empty."""
WITHOUT_CASE = {"elderly": 5, "medical": 4, "jobs": 2, "children": 2, "other": 3, "property": 1}


@dataclass(slots=True)
class Planned:
    home: Home
    moment: int
    met: bool
    recorded: int = 0
    case: Asked | None = None
    topic: Topic | None = None


def visit(making: Making, homes: list[Home], keys: list[Key], cases: list[Asked]) -> None:
    """Write exactly the visits and needs that the committee is to have."""
    plan = [
        Planned(one.home, one.moment, met=True, recorded=one.recorded, case=one, topic=one.topic)
        for one in cases
        if one.need and one.home
    ]
    plan += _asked_without_case(making, homes, making.committee.needs - len(plan))
    owed = _owed(making, keys)
    plan += owed[: max(0, making.committee.visits - len(plan) - len(homes) // 2)]
    plan += _round(making, homes, making.committee.visits - len(plan))
    plan.sort(key=lambda one: (one.moment, one.home.id))
    waiting = 0
    for one in plan:
        row = _write(making, one)
        if one.topic:
            waiting += _need(making, one, one.topic, row, waiting)


def _asked_without_case(making: Making, homes: list[Home], count: int) -> list[Planned]:
    rng, calendar = making.rng, making.calendar
    days = calendar.spread(rng, count, "visits", lambda day: seasons.visiting(calendar, day))
    days[-1] = calendar.days - 2
    topics = [one for one in making.world.topics if one.code in WITHOUT_CASE]
    chosen = rng.choices(topics, [WITHOUT_CASE[one.code] for one in topics], k=count)
    return [
        Planned(rng.choice(homes), moment_on(making, day), met=True, topic=topic)
        for day, topic in zip(days, chosen, strict=True)
    ]


def _owed(making: Making, keys: Iterable[Key]) -> list[Planned]:
    """Visits to key persons; a late one comes after its interval is over, as often as the committee falls behind."""
    rng, calendar, found = making.rng, making.calendar, []
    for key in keys:
        day = key.since + rng.random() * key.interval
        while day < min(key.until, calendar.days):
            moment = moment_on(making, max(0, calendar.working_day(int(day))))
            found.append(Planned(key.home, moment, met=rng.random() < 0.97))
            behind = 1 - making.rate("cared", moment)
            late = behind * 0.875 / (0.7 - 0.825 * behind)
            day += key.interval * (rng.uniform(1.2, 2.2) if rng.random() < late else rng.uniform(0.72, 0.96))
    rng.shuffle(found)
    return found


def _round(making: Making, homes: list[Home], count: int) -> list[Planned]:
    """From door to door, over and over, among as many flats as the committee covers."""
    rng, calendar = making.rng, making.calendar
    days = calendar.spread(rng, count, "visits", lambda day: seasons.visiting(calendar, day))
    last = calendar.days - 1
    days[-2 * RECENT :] = [last - 1] * RECENT + [last] * RECENT
    order, found = rng.sample(homes, len(homes)), []
    for at, day in enumerate(days):
        covered = max(1, round(len(order) * making.rate("covered", day * DAY)))
        found.append(Planned(order[at % covered], moment_on(making, day), met=making.happens("met", day * DAY)))
    return found


def _write(making: Making, one: Planned) -> str:
    rng, committee = making.rng, making.committee
    row = making.id(one.moment)
    one.recorded = one.recorded or making.noted(one.moment)
    method = rng.choices(METHODS, WEIGHTS)[0] if one.met else "door"
    content = rng.choice(texts.CONTENT) if one.met else "家中无人，留了联系卡。"
    making.sheets.add(
        "visits_visit", row, 1, committee.code, committee.clerk, making.text(one.recorded), None, "", one.home.id,
        making.text(one.moment), method, one.met, content, committee.clerk,
    )  # fmt: skip
    if one.met:
        for person in one.home.people[: 1 if rng.random() < 0.85 else 2]:
            making.sheets.add("visits_visitedresident", row, person.id)
    return row


def _need(making: Making, one: Planned, topic: Topic, visit: str, waiting: int) -> bool:
    """The need of a visit. Returns whether it waits for the committee: the first to do so for today, yesterday's always."""
    rng, committee, calendar = making.rng, making.committee, making.calendar
    text = one.case.text if one.case else texts.told(rng, topic.code)
    resolved, follow_up = None, None
    if not one.case:
        resolved = calendar.at_work(one.moment + rng.randint(1, 12) * DAY)
        if (
            resolved > calendar.now
            or one.moment > calendar.now - 2 * DAY
            or rng.random() > _resolved_share(making, one.moment)
        ):
            resolved, later = None, rng.choice((0, 1, 2, 4, 6, 9)) if waiting else 0
            follow_up = calendar.today + timedelta(days=later)
    making.sheets.add(
        "visits_need", making.id(one.moment), 1 + (resolved is not None), committee.code, committee.clerk,
        making.text(one.recorded), "", visit, topic.id, text, making.text(one.moment), one.case.id if one.case else None,
        follow_up, making.text(resolved), committee.clerk if resolved else None, rng.choice(texts.OUTCOMES) if resolved else "",
    )  # fmt: skip
    return follow_up is not None


def _resolved_share(making: Making, moment: int) -> float:
    """Of the needs without a case, so that with the cases (nearly all closed in the end) the rate comes out."""
    return min(0.99, max(0.3, (making.rate("needs", moment) - 0.66 * 0.975) / 0.34))
