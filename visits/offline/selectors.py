"""What a phone may keep: the doors that are due and the open follow-ups, as little of each as a visit needs."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from cases.lookups import categories_at
from governance.access.models import User
from governance.vault import masks
from neighborhoods.models import Household
from visits import selectors
from visits.models import Need, Visit

MOST = 500  # doors on one phone, and follow-ups
ADD = "visits.add_visit"


def bundle(user: User, today: date) -> dict[str, Any]:
    """Of the divisions where `user` files visits: doors, follow-ups, and the categories in use there. No full name, no number."""
    asked = selectors.due_doors(user, selectors.due(user, today), most=2 * MOST, by_due=True)
    due = {door.household: door.due_on for door in asked if door.household}  # enterprises are visited from the office
    waiting = _waiting(user)
    wanted: list[Any] = list(dict.fromkeys([*due, *(need.visit.household_id for need in waiting)]))[: 2 * MOST]
    homes = Household.objects.visible_to(user, ADD).current().filter(pk__in=wanted).for_list().with_people()
    doors = sorted(homes, key=lambda home: wanted.index(home.pk))[:MOST]  # the most urgent first
    return {
        "user": str(user.pk),
        "doors": [_door(home, due.get(home.pk), last) for home, last in _with_last(user, doors)],
        "follow_ups": [_follow_up(need) for need in waiting],
        "categories": {code: _categories(code) for code in sorted({home.division_id for home in doors})},
    }


def etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _waiting(user: User) -> list[Need]:
    """The user's committees' own follow-ups at doors, the most urgent first; what is sensitive stays in the portal."""
    rows = Need.objects.visible_to(user, "visits.change_need").followed_by_committee().for_list()
    found = rows.filter(private=False, visit__household__isnull=False)
    return list(found.order_by("follow_up_on", "pk")[:MOST])


def _with_last(user: User, homes: list[Household]) -> list[tuple[Household, date | None]]:
    """Each home with the day somebody was last met there; of a sensitive visit not even the day."""
    seen = Visit.objects.visible_to(user).standing().filter(household__in=homes, met=True, sensitivity="").order_by()
    last = dict(seen.values_list("household").annotate(last=Max("visited_at")))
    return [(home, timezone.localdate(last[home.pk]) if home.pk in last else None) for home in homes]


def _door(home: Any, due_on: date | None, last_on: date | None) -> dict[str, Any]:
    kinds: dict[Any, list[str]] = {}
    for span in home.listed:
        kinds.setdefault(span.resident_id, []).append(span.get_kind_display())
    return {
        "id": str(home.pk), "division": home.division_id, "address": home.address.text, "initials": home.address.initials,
        "building": f"{home.building.estate} {home.building}", "order": [home.building.order, home.floor, home.room],
        "due_on": due_on, "last_on": last_on,
        "people": [{"id": str(one.pk), "name": masks.name(one.name), "kinds": kinds.get(one.pk, [])} for one in home.living],
    }  # fmt: skip


def _follow_up(need: Need) -> dict[str, Any]:
    """What the resident said stays in the office: the category tells what to ask about."""
    home: Any = need.visit.household
    return {"id": str(need.pk), "household": str(home.pk), "address": home.address.text, "category": need.category.name,
            "on": need.follow_up_on}  # fmt: skip


def _categories(division: str) -> list[dict[str, Any]]:
    """The tree of tags; `parent` is a code of the same list, or empty."""
    found = categories_at(division)
    codes = {one.pk: one.code for one in found}
    return [
        {"code": one.code, "name": one.name, "icon": one.icon, "opens_case": one.opens_case, "days": one.days,
         "parent": codes.get(one.parent_id or 0, "")}
        for one in found
    ]  # fmt: skip
