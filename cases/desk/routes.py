"""The order in which to walk to places: from the first to the nearest not yet visited; without coordinates by address."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.desk.models import ShortlistEntry


def natural(text: str) -> list[tuple[int, int, str]]:
    """A sort key by which 9 号 comes before 10 号."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(part[:9]), "") if part.isdecimal() else (1, 0, part) for part in parts]


def walking_order(entries: Sequence[ShortlistEntry]) -> list[ShortlistEntry]:
    """Committee by committee; in each those with coordinates from near to near, then the others by address."""
    ordered = sorted(entries, key=lambda one: (one.case.division_id, natural(one.case.address), one.case.number))
    found: list[ShortlistEntry] = []
    for division in dict.fromkeys(one.case.division_id for one in ordered):
        here = [one for one in ordered if one.case.division_id == division]
        found += _nearest_first([one for one in here if _is_placed(one)])
        found += [one for one in here if not _is_placed(one)]
    return found


def _nearest_first(entries: list[ShortlistEntry]) -> list[ShortlistEntry]:
    """Begins with the northernmost; a door of the same address follows its neighbour, since the distance is 0."""
    left = sorted(entries, key=lambda one: -_point(one)[0])
    found = left[:1]
    left = left[1:]
    while left:
        at = _point(found[-1])
        following = min(left, key=lambda one: math.dist(at, _point(one)))
        left.remove(following)
        found.append(following)
    return found


def _is_placed(entry: ShortlistEntry) -> bool:
    return entry.case.latitude is not None and entry.case.longitude is not None


def _point(entry: ShortlistEntry) -> tuple[float, float]:
    """North and east in comparable lengths: at 31° a degree of longitude is shorter than one of latitude."""
    case: Any = entry.case
    return case.latitude, case.longitude * math.cos(math.radians(case.latitude))
