"""What the public page offers, where a report belongs, and what its link shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from cases.advice.selectors.near import Near, near_public
from cases.intake.models import ReporterWord, Snapshot
from cases.intake.selectors.places import Gazetteer, nearest
from cases.lookups import categories_at
from cases.models import Case, CaseEntry, Category
from governance.access import codes
from governance.access.models import Division

S, Level = Case.State, Division.Level

PUBLIC_STATES = {
    S.RECEIVED: "已收到", S.FILED: "已受理", S.DISPATCHED: "已交办", S.HANDLING: "正在办理", S.HANDLED: "已办理，核查中",
    S.CHECKED: "已办理，核查中", S.CLOSED: "已办结",
}  # fmt: skip
TOLD = {"open": "收到您的上报", "file": "已受理", "dispatch": "已交给负责的部门", "accept": "部门开始办理", "finish": "部门办理完毕，正在核查",
        "rework": "核查没有通过，重新办理", "close": "已办结", "reopen": "重新办理", "withdraw": "不再办理"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """A report as its link shows it: no name of anybody, no word that was not meant for the reporter."""

    case: Case
    state: str
    told: list[tuple[datetime, str]]
    supports: int
    word: ReporterWord | None
    may_say: bool


def districts() -> list[Division]:
    """Those whose categories include one that is offered."""
    offering = set(Category.objects.in_use().filter(offered=True).values_list("division_id", flat=True))
    found = Division.objects.current().filter(level=Level.DISTRICT).order_by("code")
    return [one for one in found if offering & {one.code, *codes.ancestors(one.code)}]


def offered(district: str) -> list[Category]:
    return [one for one in categories_at(district) if one.offered]


def places_in(district: str) -> list[Any]:
    """Choices of a select: each street with its committees."""
    units = Division.objects.current().within(district).filter(level__in=[Level.SUBDISTRICT, Level.COMMITTEE])
    streets: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    for unit in units.order_by("code"):
        if unit.level == Level.SUBDISTRICT:
            names[unit.code] = unit.name
        street = streets.setdefault(codes.at_level(unit.code, "subdistrict"), [])
        street.append((unit.code, f"{unit.name}（不清楚居委）" if unit.level == Level.SUBDISTRICT else unit.name))
    return [(names[code], units_of) for code, units_of in streets.items() if code in names]


def place_of(
    district: Division,
    *,
    chosen: str = "",
    address: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> str:
    """The committee or street of a report: as chosen, else by the address, else by the nearest building; "" if unknown."""
    if chosen:
        return chosen
    found = Gazetteer.of(district).find(address) if address else None
    if found and found.how != "street":
        return found.division
    near = nearest(district.code, latitude, longitude) if latitude is not None and longitude is not None else ""
    return near or (found.division if found else "")


def known_already(district: Division, category: Category, given: dict[str, Any]) -> list[Near]:
    """Open public cases that may be the same, with `supporters` on each."""
    asked = {name: given.get(name) for name in ("latitude", "longitude")}
    words = {name: (given.get(name) or "").replace("\0", "").strip()[:200] for name in ("text", "address")}
    found = near_public(
        district=district.code, category=category.code, division=given.get("place") or "", **asked, **words
    )
    met = dict(
        Case.objects.filter(pk__in=[one.case.pk for one in found])
        .annotate(met=Count("supports"))
        .values_list("pk", "met")
    )
    for one in found:
        one.case.supporters = met.get(one.case.pk, 0)
    return found


def followed(secret: str) -> Followed | None:
    """The report of a link; None for a link that is none."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    snapshot = Snapshot.objects.select_related("case__category", "case__division").filter(digest=digest).first()
    if snapshot is None:
        return None
    case, entries = snapshot.case, CaseEntry.objects.filter(case=snapshot.case_id, step__in=TOLD).order_by("at", "id")
    last = case.rounds.order_by("-number").first() if case.state == S.CLOSED else None
    word = ReporterWord.objects.filter(round=last).first() if last else None
    state = "不再办理" if case.withdrawn_at else PUBLIC_STATES[S(case.state)]
    return Followed(
        case, state, [(entry.at, TOLD[entry.step]) for entry in entries], case.supports.count(), word,
        may_say=last is not None and word is None and case.withdrawn_at is None,
    )  # fmt: skip
