"""Who works where, and how many rows of each kind each committee gets. A street and the district are places too."""

from __future__ import annotations

from random import Random
from typing import Any

from governance.access import codes
from governance.access.models import Division, User
from governance.demo import commons
from governance.demo.quality import Quality, chance
from governance.demo.world import Committee, Scale, shares

Level = Division.Level


def committees(divisions: list[Division], users: dict[str, User], scale: Scale, seed: int) -> list[Committee]:
    """Give each committee its share of the totals, by a size of its own; of volunteers and hours by its quality too."""
    found = [one for one in divisions if one.level == Level.COMMITTEE]
    rng = chance(seed)
    sizes = [rng.uniform(0.8, 1.25) for _ in found]
    part = len(found) / Scale.STANDARD
    qualities = [Quality.of(seed, one.code[:9], one.code) for one in found]
    joined = [size * one.rate("joined") for size, one in zip(sizes, qualities, strict=True)]
    serving = [size * one.rate("serving") for size, one in zip(joined, qualities, strict=True)]
    weights = dict.fromkeys(("households", "residents", "visits", "needs", "activities"), sizes)
    weights |= {"volunteers": joined, "records": serving}
    columns: dict[str, Any] = {name: shares(round(getattr(scale, name) * part), each) for name, each in weights.items()}
    housed = _housed(found, rng, scale, part)
    return [
        Committee(
            at, one.code, one.name, one.code[:9], *_officers(one, users), personnel=str(users[f"personnel-{one.code[:9]}"].pk),
            turn=sum(other.code[:9] == one.code[:9] for other in found[:at]), center=one.code in housed,
            **{name: counts[at] for name, counts in columns.items()},
        )
        for at, one in enumerate(found)
    ]  # fmt: skip


def _officers(one: Division, users: dict[str, User]) -> tuple[str, str, str]:
    """Clerk, officer and chief of a committee."""
    clerk, officer, chief = f"clerk-{one.code}", f"staff-{one.code[:9]}", f"street-admin-{one.code[:9]}"
    return str(users[clerk].pk), str(users[officer].pk), str(users[chief].pk)


def _housed(found: list[Division], rng: Random, scale: Scale, part: float) -> set[str]:
    """The committees with a center of their own: what streets and district leave of the total, one at the least."""
    streets = len({one.code[:9] for one in found})
    count = max(1, round(scale.centers * part) - streets * commons.IN_STREET - commons.IN_DISTRICT)
    return {one.code for one in rng.sample(found, min(count, len(found)))}


def streets(divisions: list[Division], users: dict[str, User], committees: list[Committee]) -> list[Committee]:
    """Each street as one that files for itself. Their numbers follow those of the committees."""
    found = [one for one in divisions if one.level == Level.SUBDISTRICT]
    return [_street(one, users, len(committees) + at, committees) for at, one in enumerate(found)]


def _street(one: Division, users: dict[str, User], at: int, committees: list[Committee]) -> Committee:
    cut = one.code[:9]
    staff, chief, personnel = (str(users[f"{name}-{cut}"].pk) for name in ("staff", "street-admin", "personnel"))
    below = sum(other.street == cut for other in committees)
    return Committee(at, one.code, one.name, cut, staff, staff, chief, 0, 0, 0, 0, personnel, below)


def district(one: Division, users: dict[str, User], committees: list[Committee], streets: list[Committee]) -> Committee:
    """As a street, and the last number of all."""
    cut = codes.significant(one.code)
    admin, at = str(users[f"admin-{cut}"].pk), len(committees) + len(streets)
    return Committee(at, one.code, one.name, cut, admin, admin, admin, 0, 0, 0, 0, admin, len(streets))
