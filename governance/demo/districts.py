"""A district from its divisions to its last visit, in one transaction; committees are made ahead in other processes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from django.core.exceptions import ValidationError

from cases.actions.categories import ensure_samples
from cases.hazards.models import RiskKind
from governance.access import codes, rls
from governance.access.models import Division
from governance.audit.log import record
from governance.demo import accounts, commons, drawing, duties, frontline, loaded, outfitting, planning
from governance.demo.ahead import made
from governance.demo.calendar import Calendar
from governance.demo.copying import Copier, Packed
from governance.demo.filling import fill_in
from governance.demo.world import SCALES, Committee, Topic, World
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
        outfitting.outfit(district, calendar)
        duties.lay_down(district, calendar, seed=seed)
        frontline.set_up(district, calendar, seed=seed)
        drawing.draw_samples(district, calendar, seed=seed, admin=world.admin)
        fill_in(*codes.within(district.code), calendar.today)
        record(loaded.VERB, district, by=None, district=district.code, scale=scale, seed=seed)
    return copier.rows


def prepare(
    district: Division, *, scale: str, seed: int, calendar: Calendar, password: str
) -> tuple[World, list[Committee], Packed]:
    """Write what a district has before any record, plan its committees, and make the rows that they share."""
    below = Division.objects.within(district.code).current().filter(level__in=(Level.SUBDISTRICT, Level.COMMITTEE))
    divisions = list(below.order_by("code"))
    if all(one.level != Level.COMMITTEE for one in divisions):
        raise ValidationError(f"{district.name}没有居委会，不能装载演示数据。")
    offices = accounts.departments(district)
    posts = list(accounts.posts(district, divisions, offices))
    users = accounts.open_accounts(posts, calendar=calendar, seed=seed, raw_password=password)
    committees = planning.committees(divisions, users, SCALES[scale], seed)
    streets = planning.streets(divisions, users, committees)
    above = planning.district(district, users, committees, streets)
    handlers = {office.pk: str(users[f"dept-{above.street}-{office.code}"].pk) for office in offices}
    world = World(
        seed, calendar, above.street, SCALES[scale].flats, loaded.letters(), above.at + 1, _topics(district), handlers,
        above.clerk, {one.code: one.pk for one in ensure_posts(district, by=None)}, _risks(district),
    )  # fmt: skip
    world, shared = commons.furnish(world, above, streets, committees)
    return world, committees, shared


RISKS = {"fire": "消防", "building": "房屋", "flood": "防汛防台", "facility": "设施设备"}


def _risks(district: Division) -> dict[str, int]:
    rows = [
        RiskKind(division=district, code=code, name=name, order=at) for at, (code, name) in enumerate(RISKS.items(), 1)
    ]
    RiskKind.objects.bulk_create(rows, ignore_conflicts=True)
    return dict(RiskKind.objects.filter(division=district, code__in=RISKS).values_list("code", "pk"))


def _topics(district: Division) -> list[Topic]:
    return [
        Topic(one.pk, one.code, one.name, one.days, one.theme, one.department_id) for one in ensure_samples(district)
    ]
