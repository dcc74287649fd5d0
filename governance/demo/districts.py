"""A district from its divisions to its last visit, in one transaction; committees are made ahead in other processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from django.core.exceptions import ValidationError

from cases.actions.categories import ensure_samples
from governance.access import codes, rls
from governance.access.models import Division, User
from governance.audit.log import record
from governance.demo import accounts, loaded
from governance.demo.ahead import made
from governance.demo.calendar import Calendar
from governance.demo.copying import Copier
from governance.demo.quality import chance
from governance.demo.world import SCALES, Committee, Scale, Topic, World, shares
from indices.actions.schemes import ensure_phase_one

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
        world, committees = prepare(district, scale=scale, seed=seed, calendar=calendar, password=password)
        with closing(made(world, committees, processes)) as ready:
            for done, packed in enumerate(ready, start=1):
                copier.take(packed)
                told(done, len(committees), sum(copier.rows.values()))
        copier.flush()
        record(loaded.VERB, district, by=None, district=district.code, scale=scale, seed=seed)
    return copier.rows


def prepare(
    district: Division, *, scale: str, seed: int, calendar: Calendar, password: str
) -> tuple[World, list[Committee]]:
    """Write the departments, accounts, categories and scheme of `district`, and plan its committees."""
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
    committees = plan(divisions, users, SCALES[scale], seed)
    handlers = {office.pk: str(users[f"dept-{cut}-{office.code}"].pk) for office in offices}
    letters = loaded.letters()
    return World(seed, calendar, cut, SCALES[scale].flats, letters, len(committees), topics, handlers), committees


def plan(divisions: list[Division], users: dict[str, User], scale: Scale, seed: int) -> list[Committee]:
    """Give each committee its share of the totals, by a size of its own."""
    found = [one for one in divisions if one.level == Level.COMMITTEE]
    rng = chance(seed)
    sizes = [rng.uniform(0.8, 1.25) for _ in found]
    part = len(found) / Scale.STANDARD
    totals = (scale.households, scale.residents, scale.visits, scale.needs)
    columns = [shares(round(total * part), sizes) for total in totals]
    return [
        Committee(
            at, one.code, one.name, one.code[:9], str(users[f"clerk-{one.code}"].pk), str(users[f"staff-{one.code[:9]}"].pk),
            str(users[f"street-admin-{one.code[:9]}"].pk), *numbers,
        )
        for at, (one, *numbers) in enumerate(zip(found, *columns, strict=True))
    ]  # fmt: skip
