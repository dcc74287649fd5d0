"""Filing a visit: one save makes the visit, its needs and their cases, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.cases import open_case
from cases.models import Case, Category
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can, can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.vault.texts import allowed, needed
from neighborhoods.models import Household, Partner, Resident
from visits.actions import receptions
from visits.models import Need, Visit, VisitedResident

AHEAD = timedelta(minutes=5)  # how far a phone's clock may run ahead
FOLLOW_UP = timedelta(days=7)
NEUTRAL = "敏感事项"


@dataclass(frozen=True, slots=True)
class NeedAsked:
    """One need as it was told; `open_case=None` leaves it to the category."""

    category: Category
    description: str = ""
    open_case: bool | None = None
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Delicate:
    """What makes a visit sensitive: its kind, why it was made, and what was said about consent. All of it is sealed."""

    sensitivity: str
    purpose: str
    consent: str = ""


@transaction.atomic
def file_visit(
    place: Household | Partner, *, by: User, visited_at: datetime, method: str = Visit.Method.DOOR, met: bool = True,
    residents: Sequence[Resident] = (), content: str = "", needs: Sequence[NeedAsked] = (), id: uuid.UUID | None = None,
    frontline: bool = False, delicate: Delicate | None = None, answer: str = "",
) -> Visit:  # fmt: skip
    """File a visit of `by` to a household or an enterprise. `answer` is what was answered on the spot at a reception.

    Raises PermissionDenied, or ValidationError by field; then nothing is kept.
    """
    if not can_in(by, "visits.add_visit", place.division_id):
        raise PermissionDenied("您不能登记这个居委的走访。")
    residents = list(dict.fromkeys(residents))
    _check(place, visited_at, met, residents, needs)
    visit = Visit(
        id=id or uuid7(), division=place.division, visited_at=visited_at, method=method, met=met, visitor=by, created_by=by,
        frontline=frontline, **{"household" if isinstance(place, Household) else "partner": place},
        **_told(allowed("content", "情况", content, 200), delicate),
    )  # fmt: skip
    visit.full_clean(exclude=["residents"])
    visit.save(force_insert=True)
    VisitedResident.objects.bulk_create([VisitedResident(visit=visit, resident=one) for one in residents])
    found = [_raise_need(visit, asked, by=by) for asked in needs]
    record("visit.file", visit, by=by, method=method, needs=[str(need.pk) for need in found])
    if method == Visit.Method.RECEPTION and not delicate:
        receptions.receive(visit, by=by, answer=answer)
    return visit


def _told(content: str, delicate: Delicate | None) -> dict[str, str]:
    if delicate is None:
        return {"content": content}
    purpose = needed("purpose", "走访目的", delicate.purpose, 200)
    consent = allowed("consent", "知情同意", delicate.consent, 200)
    return {"sensitivity": delicate.sensitivity, "words": content, "purpose": purpose, "consent": consent}


def _check(
    place: Household | Partner,
    visited_at: datetime,
    met: bool,
    residents: Sequence[Resident],
    needs: Sequence[NeedAsked],
) -> None:
    problems = {}
    if visited_at > timezone.now() + AHEAD:
        problems["visited_at"] = "走访时间不能晚于现在，请改时间。"
    if isinstance(place, Household) and place.until and place.until <= timezone.localdate(visited_at):
        problems["household"] = "这一户已经注销，请换一户。"
    if isinstance(place, Partner) and not place.active:
        problems["partner"] = "这家单位已停用，请换一家。"
    if any(not isinstance(place, Household) or one.household_id != place.pk for one in residents):
        problems["residents"] = "见到的居民不在这一户，请重新勾选。"
    if not met and (residents or needs):
        problems["met"] = "勾了“家中无人”，就不能登记见到的居民和需求。"
    if len({asked.category.pk for asked in needs}) != len(needs):
        problems["needs"] = "同一类需求请合并成一项。"
    if any(asked.category.division_id not in _line(place) or not asked.category.active for asked in needs):
        problems["needs"] = "没有这个类别，或已停用。请选择本区在用的类别。"
    if problems:
        raise ValidationError(problems)


def _line(place: Household | Partner) -> list[str]:
    """The committee and everything above it: whose categories are in use there."""
    return [place.division_id, *codes.ancestors(place.division_id)]


def _raise_need(visit: Visit, asked: NeedAsked, *, by: User) -> Need:
    wanted = asked.category.opens_case if asked.open_case is None else asked.open_case
    text = allowed("needs", "需求说明", asked.description, 200)
    case = _case_for(visit, asked.category, text or visit.content, by=by) if wanted else None
    day = asked.follow_up_on or timezone.localdate(visit.visited_at) + FOLLOW_UP
    private = bool(visit.sensitivity)
    need = Need(
        id=uuid7(), visit=visit, division=visit.division, category=asked.category, raised_at=visit.visited_at, private=private,
        case=case, follow_up_on=None if case else day, created_by=by, **{"words" if private else "description": text},
    )  # fmt: skip
    need.full_clean()
    need.save(force_insert=True)
    return need


def _case_for(visit: Visit, category: Category, text: str, *, by: User) -> Case:
    """Of a sensitive visit nothing but the category and the committee leaves for the case."""
    told = {"title": NEUTRAL, "private": True} if visit.sensitivity else {
        "title": (f"{category.name}：{text}" if text else category.name)[:80], "description": text, "household": visit.household,
        "address": visit.place,
    }  # fmt: skip
    return open_case(
        division=visit.division, category=category, by=by, opened_at=visit.visited_at, source=Case.Source.ACTIVE,
        entrance=Case.Entrance.VISIT, **told,
    )  # fmt: skip


@transaction.atomic
def withdraw_visit(visit: Visit, *, by: User, reason: str) -> Visit:
    """Take back a visit filed by mistake; its needs go with it, unless a case of theirs is already under way."""
    if not (can(by, "visits.withdraw_visit", visit) and Visit.objects.visible_to(by).filter(pk=visit.pk).exists()):
        raise PermissionDenied("您没有撤回这次走访的权限。")
    reason = allowed("reason", "撤回理由", reason, 200)
    if len(reason) < 2:
        raise ValidationError({"reason": "请写明撤回理由。"})
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if visit.withdrawn_at:
        raise ValidationError("这次走访已经撤回。")
    needs = list(visit.needs.select_for_update(of=("self",)).select_related("case").filter(withdrawn_at=None))
    if any(need.case and need.case.withdrawn_at is None for need in needs):
        raise ValidationError("这次走访的需求已转成工单，请先撤回工单。")
    for row in (visit, *needs, *receptions.waiting_of(visit), *visit.closures.waiting()):
        row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
        row.save()
    record("visit.withdraw", visit, by=by)
    return visit
