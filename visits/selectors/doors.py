"""Whom to visit: doors that the register of key persons or a plan asks for, each once, in walking order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from governance.access.models import User
from governance.vault import masks
from neighborhoods.models import KeyPerson
from visits.models import BuildingDuty, DueVisit, Visit

AHEAD = timedelta(days=7)
WALK = (
    "building__estate__name",
    "building__order",
    "building__name",
    "household__floor",
    "household__room",
    "partner__name",
)
SHOWN = (*WALK, "household__address__text", "building_id", "division_id")


@dataclass(slots=True)
class Door:
    """A household (or an enterprise) to visit, once, however many plans ask for it and however many key persons live there."""

    household: uuid.UUID | None
    partner: uuid.UUID | None
    address: str
    due_on: date
    plans: list[str]
    who: str = ""
    kinds: list[str] = field(default_factory=list)
    last_on: date | None = None  # of the visits that the reader may see


@dataclass(frozen=True, slots=True)
class Stop:
    """A building with doors to visit; no building: enterprises. `mine`: the reader walks it."""

    building: uuid.UUID | None
    name: str
    count: int
    mine: bool = False


def due(user: User, today: date, ahead: timedelta = AHEAD) -> QuerySet[DueVisit]:
    """What falls due until `ahead` from today and was not met today already. Several rows for a door that several ask for."""
    rows = DueVisit.objects.visible_to(user, "visits.view_visit").soon(today, ahead)
    return rows.filter(Q(last_on=None) | Q(last_on__lt=today))


def stops(user: User, rows: QuerySet[DueVisit]) -> list[Stop]:
    """The buildings of `rows` in walking order, with how many doors each."""
    walk = ("building__estate__name", "building__order", "building__name")
    mine = BuildingDuty.objects.current().filter(clerk=user, building=OuterRef("building_id"))
    found = rows.order_by().values("building_id", *walk).annotate(
        doors=Count("household", distinct=True), firms=Count("partner", distinct=True), mine=Exists(mine)
    )  # fmt: skip
    return [_stop(one) for one in found.order_by(*walk)]


def _stop(row: dict) -> Stop:
    name = f"{row['building__estate__name']} {row['building__name']}" if row["building_id"] else "企业"
    return Stop(row["building_id"], name, row["doors"] + row["firms"], row["mine"])


def most_overdue(rows: QuerySet[DueVisit], *, most: int, start: int = 0) -> QuerySet[DueVisit]:
    """Those of `rows` that are one page of doors, chosen by their dates alone: the rest is read for the page only."""
    dated = rows.order_by().values_list("household_id", "partner_id").annotate(due=Min("due_on"))
    page = list(dated.order_by("due", "household_id", "partner_id")[start : start + most])
    homes, firms = [home for home, _, _ in page if home], [firm for _, firm, _ in page if firm]
    return rows.filter(Q(household__in=homes) | Q(partner__in=firms) if firms else Q(household__in=homes))


def due_doors(user: User, rows: QuerySet[DueVisit], *, most: int, by_due: bool = False) -> list[Door]:
    """`rows` as doors, grouped, in walking order or the most overdue first, in one query."""
    grouped = rows.order_by().values("household_id", "partner_id", *SHOWN).annotate(
        due=Min("due_on"), plans=ArrayAgg("plan__name", distinct=True, filter=Q(plan__isnull=False), default=[])
    )  # fmt: skip
    order = ("due", *WALK) if by_due else (*WALK, "due")
    told = grouped.annotate(listed=_listed(user), last=_last(user))
    return [_door(one) for one in told.order_by(*order, "household_id", "partner_id")[:most]]


def _door(row: dict) -> Door:
    names = list(dict.fromkeys(masks.name(one["name"]) for one in row["listed"]))
    return Door(
        row["household_id"], row["partner_id"], row["household__address__text"] or row["partner__name"], row["due"], row["plans"],
        who=f"{names[0]} 等 {len(names)} 人" if len(names) > 1 else "".join(names),
        kinds=list(dict.fromkeys(KeyPerson.Kind(one["kind"]).label for one in row["listed"])),
        last_on=row["last"] and timezone.localdate(row["last"]),
    )  # fmt: skip


def _listed(user: User) -> ArraySubquery:
    spans = (
        KeyPerson.objects.visible_to(user).current().filter(household=OuterRef("household_id")).order_by("kind", "pk")
    )
    return ArraySubquery(spans.values(json=JSONObject(name="resident__name", kind="kind")))


def _last(user: User) -> Coalesce:
    """The due date counts every visit; the day of the last one is told only of visits that the reader may see."""
    met = Visit.objects.visible_to(user).standing().filter(met=True).order_by("-visited_at").values("visited_at")
    places = ("household", "partner")
    return Coalesce(*(Subquery(met.filter(**{place: OuterRef(f"{place}_id")})[:1]) for place in places))
