"""A district from its divisions to its last visit, in one transaction; committees are made ahead in other processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from random import Random

from django.core.exceptions import ValidationError

from cases.actions.categories import ensure_samples
from governance.access import codes, rls
from governance.access.models import Division, User
from governance.audit.log import record
from governance.demo import accounts, commons, loaded
from governance.demo.ahead import made
from governance.demo.calendar import Calendar
from governance.demo.copying import Copier, Packed
from governance.demo.quality import Quality, chance
from governance.demo.world import SCALES, Committee, Scale, Topic, World, shares
from indices.actions.schemes import ensure_phase_one
from workers.actions.posts import ensure_posts

Level = Division.Level
Told = Callable[[int, int, int], None]
"""Called with (committees done, committees in all, rows so far)."""


def load(
    district: Division, *, scale: str, seed: int, now: datetime, password: str,
    told: Told = lambda *counts: None, processes: int | None = None,
) -> dict[str, int]:  # fmt: skip
    """Fill `district` and mark it as a demo. Returns {table: rows}. `processes=0` makes all in this one.

    Raises ValidationError for a district without committees.
    """
    calendar = Calendar.at(now)
    with rls.system():
        copier = Copier()
        world, committees, shared = prepare(district, scale=scale, seed=seed, calendar=calendar, password=password)
        copier.take(shared)
        with closing(made(world, committees, processes)) as ready:
            for done, packed in enumerate(ready, start=1):
                copier.take(packed)
                told(done, len(committees), sum(copier.rows.values()))
        copier.flush()
        record(loaded.VERB, district, by=None, district=district.code, scale=scale, seed=seed)
    return copier.rows


def prepare(
    district: Division, *, scale: str, seed: int, calendar: Calendar, password: str
) -> tuple[World, list[Committee], Packed]:
    """Write the departments, accounts, categories, posts and scheme of `district`, plan its committees, and make the
    rows that they share."""
    below = Division.objects.within(district.code).current().filter(level__in=(Level.SUBDISTRICT, Level.COMMITTEE))
    divisions = list(below.order_by("code"))
    if all(one.level != Level.COMMITTEE for one in divisions):
        raise ValidationError(f"{district.name}没有居委会，不能装载演示数据。")
    offices = accounts.departments(district)
    posts = list(accounts.posts(district, divisions, offices))
    users = accounts.open_accounts(posts, calendar=calendar, seed=seed, raw_password=password)
    categories = ensure_samples(district)
    ensure_phase_one(district, by=None)
    cut = codes.significant(district.code)
    topics = [Topic(one.pk, one.code, one.name, one.days, one.theme, one.department_id) for one in categories]
    handlers = {office.pk: str(users[f"dept-{cut}-{office.code}"].pk) for office in offices}
    positions = {one.code: one.pk for one in ensure_posts(district, by=None)}
    streets = [one for one in divisions if one.level == Level.SUBDISTRICT]
    committees = plan(divisions, users, SCALES[scale], seed)
    admin, count = str(users[f"admin-{cut}"].pk), len(committees)
    world = World(
        seed,
        calendar,
        cut,
        SCALES[scale].flats,
        loaded.letters(),
        count + len(streets) + 1,
        topics,
        handlers,
        admin,
        positions,
    )
    above = Committee(count, district.code, district.name, cut, admin, admin, admin, 0, 0, 0, 0, admin, len(streets))
    own = [_street(one, users, count + at, committees) for at, one in enumerate(streets, start=1)]
    world, shared = commons.furnish(world, above, own, committees)
    return world, committees, shared


def _street(one: Division, users: dict[str, User], at: int, committees: list[Committee]) -> Committee:
    """The street as one that files for itself."""
    cut = one.code[:9]
    staff, chief, personnel = (str(users[f"{name}-{cut}"].pk) for name in ("staff", "street-admin", "personnel"))
    below = sum(other.street == cut for other in committees)
    return Committee(at, one.code, one.name, cut, staff, staff, chief, 0, 0, 0, 0, personnel, below)


def plan(divisions: list[Division], users: dict[str, User], scale: Scale, seed: int) -> list[Committee]:
    """Give each committee its share of the totals, by a size of its own; of volunteers and hours by its quality too."""
    found = [one for one in divisions if one.level == Level.COMMITTEE]
    rng = chance(seed)
    sizes = [rng.uniform(0.8, 1.25) for _ in found]
    part = len(found) / Scale.STANDARD
    qualities = [Quality.of(seed, one.code[:9], one.code) for one in found]
    joined = [size * one.rate("joined") for size, one in zip(sizes, qualities, strict=True)]
    serving = [size * one.rate("serving") for size, one in zip(joined, qualities, strict=True)]
    weighted = (
        (scale.households, sizes), (scale.residents, sizes), (scale.visits, sizes), (scale.needs, sizes),
        (scale.activities, sizes), (scale.volunteers, joined), (scale.records, serving),
    )  # fmt: skip
    columns = [shares(round(total * part), weights) for total, weights in weighted]
    housed = _housed(found, rng, scale, part)
    return [
        Committee(
            at, one.code, one.name, one.code[:9], *_officers(one, users), *numbers[:4], str(users[f"personnel-{one.code[:9]}"].pk),
            sum(other.code[:9] == one.code[:9] for other in found[:at]), one.code in housed, *numbers[4:],
        )
        for at, (one, *numbers) in enumerate(zip(found, *columns, strict=True))
    ]  # fmt: skip


def _officers(one: Division, users: dict[str, User]) -> list[str]:
    """Clerk, officer and chief of a committee."""
    names = f"clerk-{one.code}", f"staff-{one.code[:9]}", f"street-admin-{one.code[:9]}"
    return [str(users[name].pk) for name in names]


def _housed(found: list[Division], rng: Random, scale: Scale, part: float) -> set[str]:
    """The committees with a center of their own: what streets and district leave of the total, one at the least."""
    streets = len({one.code[:9] for one in found})
    count = max(1, round(scale.centers * part) - streets * commons.IN_STREET - commons.IN_DISTRICT)
    return {one.code for one in rng.sample(found, min(count, len(found)))}
