"""Is it known already? Open cases of the same category that are near, at the same address, or say the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import Cos, Greatest, Power, Radians, Sqrt

from cases.lookups import radius_at
from cases.models import Case
from cases.models.case import CaseQuerySet
from governance.access.models import User

METRES = 111_320  # of one degree of latitude
SAME_PLACE, SAME_WORDS = 0.6, 0.35  # trigram similarity of addresses; of titles within one committee
SOME_WORDS = 0.08  # inside the radius; below it they talk of something else
MOST = 5
UNKNOWN = 1_000_000.0  # metres, where one of the two has no coordinates


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is about to report. Coordinates are WGS84; what is not known is left empty."""

    category: str
    text: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    division: str = ""
    household: Any = None
    radius: int = 0

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True, slots=True)
class Near:
    """A case that may be the same, and why that is thought."""

    case: Case
    why: str


def near_cases(
    user: User, *, category: str, text: str = "", address: str = "", latitude: float | None = None,
    longitude: float | None = None, division: str = "", household: Any = None,
) -> list[Near]:  # fmt: skip
    """At most five among what `user` may see, the likeliest first. `category` is a code."""
    radius = radius_at(division, category)
    question = Question(category, text.strip(), address.strip(), latitude, longitude, division, household, radius)
    return _found(Case.objects.visible_to(user), question)


def near_public(*, district: str, **asked: Any) -> list[Near]:
    """The same for anyone, among the public cases of `district`. Where a household's is would tell who lives there."""
    radius = radius_at(asked.get("division") or district, asked["category"])
    return _found(Case.objects.public().inside(district).filter(household=None), Question(**asked, radius=radius))


def _found(cases: CaseQuerySet, asked: Question) -> list[Near]:
    conditions = _conditions(asked)
    if not asked.category or conditions is None:
        return []
    rows = cases.open().filter(category__code=asked.category, parent=None).annotate(
        metres=_metres(asked), said_alike=_likeness("title", asked.text), place_alike=_likeness("address", asked.address)
    )  # fmt: skip
    best = rows.filter(conditions).order_by((F("said_alike") + F("place_alike")).desc(), "metres", "-opened_at", "pk")
    return [Near(case, _why(case, asked)) for case in best.select_related("category", "division")[:MOST]]


def _conditions(asked: Question) -> Q | None:
    """None where there is nothing to compare."""
    found = Q()
    if asked.is_placed:
        found |= _inside(asked) & (Q(said_alike__gte=SOME_WORDS) if asked.text else Q())
    if asked.address:
        found |= Q(place_alike__gte=SAME_PLACE)
    if asked.text and asked.division:
        found |= Q(division=asked.division, said_alike__gte=SAME_WORDS)
    if asked.household:
        found |= Q(household=asked.household)
    return found or None


def _inside(asked: Any) -> Q:
    """The box first, which an index answers, then the circle."""
    high = asked.radius / METRES
    wide = high / max(math.cos(math.radians(asked.latitude or 0)), 0.01)
    box = Q(
        latitude__range=(asked.latitude - high, asked.latitude + high),
        longitude__range=(asked.longitude - wide, asked.longitude + wide),
    )
    return box & Q(metres__lte=asked.radius)


def _metres(asked: Question) -> Any:
    """Flat earth: right to the metre within a neighbourhood."""
    if not asked.is_placed:
        return Value(UNKNOWN, output_field=FloatField())
    north = (F("latitude") - Value(asked.latitude)) * METRES
    east = (F("longitude") - Value(asked.longitude)) * METRES * Cos(Radians(Value(asked.latitude)))
    return ExpressionWrapper(Sqrt(Power(north, 2) + Power(east, 2)), output_field=FloatField())


def _likeness(field: str, text: str) -> Any:
    """0 to 1; two texts that are the same are 1 whatever their length."""
    return Greatest(TrigramSimilarity(field, text[:200]), 0.0) if text else Value(0.0, output_field=FloatField())


def _why(case: Any, asked: Question) -> str:
    if asked.household and case.household_id == getattr(asked.household, "pk", asked.household):
        return "同一户"
    if asked.address and case.address == asked.address:
        return "同一地点"
    if case.metres is not None and case.metres <= asked.radius:
        return f"相距 {round(case.metres)} 米"
    return "地点相近" if case.place_alike >= SAME_PLACE else "说法相近"
