"""What another platform sends: a case, once however often it comes; an event, once for each of its ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases.actions.cases import open_case
from cases.bridge.actions.replies import act_on
from cases.bridge.models import Crossing, Platform, Receipt
from cases.lookups import category_at
from cases.models import Case, Category
from governance.access import codes, rls
from governance.access.models import Division
from governance.audit.log import record
from governance.vault.texts import allowed


@transaction.atomic
def take_case(platform: Platform, *, number: str, category: str, title: str, **asked: Any) -> tuple[Crossing, bool]:
    """The crossing of their case `number`, and whether it is new. Raises ValidationError by field."""
    with rls.system():
        _one_at_a_time(platform)
        known = Crossing.objects.filter(platform=platform, outside_number=number).select_related("case").first()
        if known is not None:
            return known, False
        case = _open(platform, number=number, category=category, title=title, **asked)
        now = timezone.now()
        crossing = Crossing(
            case=case, platform=platform, division_id=case.division_id, direction=Crossing.Direction.IN, outside_number=number,
            state=Crossing.State.ACCEPTED, sent_at=now, accepted_at=now,
        )  # fmt: skip
        crossing.full_clean(exclude=["division", "created_by"])
        crossing.save(force_insert=True)
        record("crossing.taken", crossing, by=None, case=str(case.pk), platform=str(platform.pk))
        return crossing, True


@transaction.atomic
def take_event(
    platform: Platform, *, id: str, event: str, number: str, your_number: str = "", text: str = "", outcome: str = ""
) -> Crossing:
    """Act on what happened there. Raises Crossing.DoesNotExist, ValidationError, StepRefused; then nothing is kept."""
    with rls.system():
        _one_at_a_time(platform)
        crossing = _named(platform, number, your_number)
        receipt = Receipt(platform=platform, event=id)
        if Receipt.objects.filter(platform=platform, event=id).exists():
            return crossing
        receipt.save(force_insert=True)
        if not crossing.outside_number:
            crossing.outside_number = number
            crossing.save()
        words = allowed("text", "说明", text, 1000)
        act_on(crossing, platform.states.get(event, event), text=words, outcome=outcome)
        crossing.refresh_from_db()
        return crossing


def _one_at_a_time(platform: Platform) -> None:
    """Of twenty copies at once one acts and the others find what it did."""
    Platform.objects.select_for_update(no_key=True).get(pk=platform.pk)


def _named(platform: Platform, number: str, ours: str) -> Crossing:
    """By their number, else by ours while they are still about to tell us theirs."""
    mine = Crossing.objects.filter(platform=platform).select_related("case", "platform", "created_by")
    by_theirs = mine.filter(outside_number=number).first()
    found = by_theirs or mine.under_way().filter(Q(outside_number=""), case__number=ours).first()
    if found is None:
        raise Crossing.DoesNotExist
    return found


def _open(
    platform: Platform, *, number: str, category: str, title: str, division: str = "", description: str = "", address: str = "",
    longitude: float | None = None, latitude: float | None = None, opened_at: datetime | None = None, due_at: datetime | None = None,
) -> Case:  # fmt: skip
    place = _division(platform, division)
    return open_case(
        division=place, category=_category(platform, place.code, category), title=title, description=description, address=address,
        longitude=longitude, latitude=latitude, opened_at=min(opened_at or timezone.now(), timezone.now()), due_at=due_at,
        source=Case.Source.PASSIVE, entrance=Case.Entrance.BRIDGE, outside_number=f"{platform.code}/{number}", by=None,
    )  # fmt: skip


def _division(platform: Platform, code: str) -> Division:
    """Where they say it is, if that lies below the platform's division; codes of elsewhere mean nothing here."""
    if code and not codes.is_code(code):
        raise ValidationError({"division": "division 须是 12 位区划代码，不填归平台所属区划。"})
    inside = code and codes.contains([platform.division.range], code)
    found = Division.objects.current().filter(code=code).first() if inside else None
    return found or platform.division


def _category(platform: Platform, division: str, theirs: str) -> Category:
    try:
        return category_at(division, platform.our_category(theirs))
    except ValidationError:
        if platform.fallback is None:
            raise
        return platform.fallback
