"""Which committee an address belongs to, by the names of estates and committees that stand in it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F

from cases.intake.models import HotlineRow
from governance.access import codes
from governance.access.models import Division
from neighborhoods.models import Building, Estate

Placed = HotlineRow.Placed
Level = Division.Level
LEAST = 2  # characters of a name that names a place
REACH = 0.01  # degrees, about a kilometre: how far the nearest building may be


@dataclass(frozen=True, slots=True)
class Found:
    division: str
    how: str


@dataclass(slots=True)
class Gazetteer:
    """The names below one division, read once for a whole file."""

    top: Division
    streets: dict[str, str] = field(default_factory=dict)
    committees: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    estates: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, top: Division) -> Gazetteer:
        self = cls(top)
        for unit in Division.objects.current().within(top.code).filter(level__in=[Level.SUBDISTRICT, Level.COMMITTEE]):
            self.known.add(unit.code)
            for name in {_squeezed(unit.name), _squeezed(unit.short_name)}:
                if unit.level == Level.SUBDISTRICT:
                    self.streets[name] = unit.code
                elif len(name) >= LEAST:
                    self.committees[name].add(unit.code)
        for name, division in Estate.objects.standing().inside(top.code).values_list("name", "division_id"):
            if len(name) >= LEAST:
                self.estates[_squeezed(name)].add(division)
        return self

    def find(self, address: str, said: str = "") -> Found | None:
        """`said` is the column that names the unit; None where nothing is recognised and there is no street to fall back on."""
        if said:
            named = self._named(_squeezed(said))
            return Found(named, Placed.COLUMN) if named else None
        text = _squeezed(address)
        street = self._street(text)
        for names, how in ((self.estates, Placed.ESTATE), (self.committees, Placed.COMMITTEE)):
            units = self._narrowed(_longest(names, text), street, text)
            if len(units) == 1:
                return Found(units.pop(), how)
        return Found(street, Placed.STREET) if street else None

    def _named(self, said: str) -> str:
        if said in self.known:
            return said
        if said in self.streets:
            return self.streets[said]
        units = self.committees.get(said, set())
        return next(iter(units)) if len(units) == 1 else ""

    def _street(self, text: str) -> str:
        if self.top.level != Level.DISTRICT:
            return codes.at_level(self.top.code, "subdistrict")
        names = [name for name in self.streets if name in text and len(name) >= LEAST]
        return self.streets[max(names, key=len)] if names else ""

    def _narrowed(self, units: set[str], street: str, text: str) -> set[str]:
        """Of several units with such a name: those of the street that is named too, then the one that has the building."""
        if len(units) > 1 and street:
            units = {unit for unit in units if codes.at_level(unit, "subdistrict") == street} or units
        if len(units) > 1:
            numbers = [f"{number} 号" for number in re.findall(r"(\d+)号", text)]
            having = Building.objects.filter(
                division__in=units, name__in=[*numbers, *(n.replace(" ", "") for n in numbers)]
            )
            found = set(having.values_list("division_id", flat=True))
            units = found if len(found) == 1 else units
        return units


def _longest(names: dict[str, set[str]], text: str) -> set[str]:
    inside = [name for name in names if name in text]
    return set(names[max(inside, key=len)]) if inside else set()


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def nearest(district: str, latitude: float, longitude: float) -> str:
    """The committee of the building that stands nearest to a WGS84 point, within about a kilometre; "" for none."""
    box = Building.objects.standing().inside(district).filter(
        latitude__range=(latitude - REACH, latitude + REACH), longitude__range=(longitude - REACH, longitude + REACH)
    )  # fmt: skip
    away = (F("latitude") - latitude) * (F("latitude") - latitude) + (F("longitude") - longitude) * (
        F("longitude") - longitude
    ) * 0.73
    return box.annotate(away=away).order_by("away").values_list("division_id", flat=True).first() or ""
