"""The demo's departments and people who sign in. One password, hashed once: 350 hashes would take minutes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from os import environ

from django.contrib.auth.hashers import make_password

from governance.access import codes
from governance.access.models import Department, Division, Membership, User
from governance.access.roles import Role
from governance.demo import names
from governance.demo.calendar import Calendar
from governance.demo.quality import chance
from governance.demo.world import ident

DEPARTMENTS = {
    "minzheng": "区民政局", "fangguan": "区房管局", "chengguan": "区城管执法局", "jianjiao": "区建管委", "lvhua": "区绿化市容局",
    "yingji": "区应急局", "sifa": "区司法局", "weijian": "区卫健委", "renshe": "区人社局", "jiaoyu": "区教育局",
    "shichang": "区市场监管局", "gongan": "公安分局",
}  # fmt: skip


@dataclass(frozen=True)
class Post:
    username: str
    role: Role
    division: Division
    department: Department | None = None


def password() -> str:
    return environ.get("DEMO_PASSWORD") or f"Mulin-{secrets.token_urlsafe(9)}"


def departments(district: Division) -> list[Department]:
    Department.objects.bulk_create(
        [Department(division=district, code=code, name=name) for code, name in DEPARTMENTS.items()],
        ignore_conflicts=True,
    )
    return list(Department.objects.filter(division=district, code__in=DEPARTMENTS).order_by("code"))


def posts(district: Division, divisions: list[Division], offices: list[Department]) -> Iterator[Post]:
    """`divisions` are the streets and committees of `district`."""
    cut = codes.significant(district.code)
    yield Post(f"admin-{cut}", Role.DISTRICT_ADMIN, district)
    yield Post(f"viewer-{cut}", Role.VIEWER, district)
    yield Post(f"auditor-{cut}", Role.AUDITOR, district)
    for office in offices:
        yield Post(f"dept-{cut}-{office.code}", Role.DEPARTMENT, district, office)
    for one in divisions:
        if one.level == Division.Level.COMMITTEE:
            yield Post(f"clerk-{one.code}", Role.CLERK, one)
        else:
            yield Post(f"staff-{one.code[:9]}", Role.STAFF, one)
            yield Post(f"street-admin-{one.code[:9]}", Role.SUBDISTRICT_ADMIN, one)
            yield Post(f"personnel-{one.code[:9]}", Role.SUBDISTRICT_ADMIN, one)  # a change is approved by another


def open_accounts(wanted: list[Post], *, calendar: Calendar, seed: int, raw_password: str) -> dict[str, User]:
    """Make a user and a membership for each post. Returns {username: user}."""
    hashed = make_password(raw_password)
    users = [_user(post, calendar, seed, hashed) for post in wanted]
    User.objects.bulk_create(users, batch_size=1000)
    Membership.objects.bulk_create(
        [
            Membership(
                user=user, role=post.role, division=post.division, department=post.department, since=calendar.zero
            )
            for user, post in zip(users, wanted, strict=True)
        ],
        batch_size=1000,
    )
    return {user.username: user for user in users}


def _user(post: Post, calendar: Calendar, seed: int, hashed: str) -> User:
    rng = chance(seed, post.username)
    name = names.person(rng, rng.choice(("male", "female")), 1985)
    return User(
        id=ident(rng, calendar, 0), username=post.username, name=name, password=hashed, date_joined=calendar.zero
    )
