"""Mediations: registering and taking back, who mediates, how it ended, whether it was kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.numbers import number_for
from cases.mediations.actions import disputants
from cases.mediations.flows import MEDIATION
from cases.mediations.models import Mediation
from cases.mediations.selectors import mediators_at, names_of_disputants
from cases.models import Case, Category
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

S, Side = Mediation.State, disputants.Disputant.Side
AHEAD = timedelta(minutes=5)  # how far a tablet's clock may run ahead
PLACES = (Division.Level.COMMITTEE, Division.Level.SUBDISTRICT)


@transaction.atomic
def register(
    *, division: Division, kind: str, title: str, by: User | None, people: Iterable[Mapping[str, str]] = (),
    origin: str = Mediation.Origin.APPLIED, facts: str = "", place: str = "", registered_at: datetime | None = None,
    case: Case | None = None, id: uuid.UUID | None = None,
) -> Mediation:  # fmt: skip
    """受理. `people` are disputants (`side name phone id_number address`); `case` a dispute that goes to mediation.

    Raises PermissionDenied, or ValidationError by field.
    """
    at = registered_at or timezone.now()
    mediation = Mediation(
        id=id or uuid7(),
        division=division,
        kind=kind,
        origin=origin,
        case=case,
        registered_at=at,
        number=number_for(at, "TJ", "mediations_number"),
    )
    require("add", mediation, by)
    _check_start(mediation, case)
    mediation.title = needed("title", "事由", title, 80)
    mediation.facts = allowed("facts", "纠纷主要事实", facts, 2000)
    mediation.place = allowed("place", "调解地点", place, 120)
    if case is not None:
        mediation.origin = Mediation.Origin.CASE
    file(mediation, by=by, origin=mediation.origin, case=str(case.pk) if case else None)
    for person in people:
        disputants.add(mediation, by=by, **person)
    return mediation


def start(
    mediation: Mediation, *, by: User | None, mediator: User, second: User | None = None, place: str = ""
) -> Mediation:
    """Both sides are there, and neither mediates."""
    with MEDIATION.step("start", mediation, by=by, mediator=mediator.pk) as mediation:
        sides = {one.side for one in mediation.disputants.standing()}
        if not {Side.APPLICANT, Side.RESPONDENT} <= sides:
            raise StepRefused("还缺一方当事人。请先登记申请人和被申请人，再开始调解。")
        mediation.started_at = timezone.now()
        mediation.place = allowed("place", "调解地点", place, 120) or mediation.place
        _seat(mediation, mediator, second)
    return mediation


def reseat(mediation: Mediation, *, by: User | None, mediator: User, second: User | None = None) -> Mediation:
    with MEDIATION.step("reseat", mediation, by=by, mediator=mediator.pk) as mediation:
        _seat(mediation, mediator, second)
    return mediation


def agree(
    mediation: Mediation, *, by: User | None, agreement: str, fulfil_due_at: datetime, closed_at: datetime | None = None
) -> Mediation:
    """达成协议: in writing, to be kept by a day."""
    text = needed("agreement", "协议内容", agreement, 4000)
    with MEDIATION.step("agree", mediation, by=by) as mediation:
        _close(mediation, Mediation.Outcome.SETTLED, closed_at)
        if mediation.closed_at and fulfil_due_at < mediation.closed_at:
            raise ValidationError({"fulfil_due_at": "履行期限不能早于达成协议的时间。当场履行的，填当天。"})
        mediation.agreement, mediation.fulfil_due_at = text, fulfil_due_at
    return mediation


def fail(
    mediation: Mediation, *, by: User | None, onward: str, reason: str = "", closed_at: datetime | None = None
) -> Mediation:
    """调解不成: the people are told where to go from here."""
    if onward not in Mediation.Onward.values or not onward:
        raise ValidationError({"onward": "请选当事人的去向：起诉、仲裁或其他途径。"})
    reason = allowed("reason", "不成的原因", reason, 400)
    with MEDIATION.step("fail", mediation, by=by, onward=onward) as mediation:
        _close(mediation, Mediation.Outcome.FAILED, closed_at)
        mediation.onward, mediation.reason = onward, reason
    return mediation


def fulfil(
    mediation: Mediation, *, by: User | None, fulfilled_at: datetime | None = None, followed_up: str = ""
) -> Mediation:
    """履行: when it was kept, as those who asked were told."""
    note = allowed("followed_up", "回访情况", followed_up, 400)
    with MEDIATION.step("fulfil", mediation, by=by) as mediation:
        now = timezone.now()
        at = fulfilled_at or now
        if at > now + AHEAD or (mediation.closed_at and at < mediation.closed_at):
            raise ValidationError({"fulfilled_at": "履行时间不能早于达成协议，也不能晚于现在。"})
        mediation.fulfilled_at, mediation.fulfilled_told_at, mediation.followed_up = at, now, note
    return mediation


@transaction.atomic
def withdraw(mediation: Mediation, *, by: User | None, reason: str) -> Mediation:
    """Registered by mistake, or the people took their request back. What has ended stays."""
    reason = needed("reason", "撤回理由", reason, 200)
    mediation = lock(mediation)
    require("withdraw", mediation, by)
    if mediation.withdrawn_at or mediation.state not in (S.REGISTERED, S.MEDIATING):
        raise StepRefused("已经结束或撤回的调解不能撤回。")
    mediation.withdrawn_at, mediation.withdrawn_reason = timezone.now(), reason
    mediation.save()
    record("mediation.withdraw", mediation, by=by)
    return mediation


def _check_start(mediation: Mediation, case: Case | None) -> None:
    division, wrong = mediation.division, {}
    if division.level not in PLACES or division.valid_until:
        wrong["division"] = "人民调解须登记在现有的居委或街镇。"
    if mediation.registered_at > timezone.now() + AHEAD:
        wrong["registered_at"] = "受理时间不能晚于现在。"
    if case is not None and (case.category.theme != Category.Theme.DISPUTE or not case.is_open()):
        wrong["case"] = "只有没有结案的矛盾纠纷工单可以转人民调解。"
    if case is not None and case.division_id != division.code:
        wrong["case"] = "工单不在这个居委，请在工单所在地登记。"
    if wrong:
        raise ValidationError(wrong)


def _seat(mediation: Mediation, mediator: User, second: User | None) -> None:
    """Raises ValidationError on the field of who may not mediate here."""
    able, names = {one.pk for one in mediators_at(mediation.division_id)}, names_of_disputants(mediation)
    for field, one in (("mediator", mediator), ("second", second)):
        if one is not None and one.pk not in able:
            raise ValidationError({field: "调解员须是本居委或本街道在岗的工作人员。"})
        if one is not None and one.name in names:
            raise ValidationError({field: f"{one.name}与当事人同名。调解员不能是当事人，请换一位调解员。"})
    if second is not None and second.pk == mediator.pk:
        raise ValidationError({"second": "第二调解员不能与调解员是同一个人。"})
    mediation.mediator, mediation.second = mediator, second


def _close(mediation: Mediation, outcome: str, at: datetime | None) -> None:
    now = timezone.now()
    if at is not None and not mediation.registered_at <= at <= now + AHEAD:
        raise ValidationError({"closed_at": "结束时间不能早于受理，也不能晚于现在。"})
    mediation.outcome, mediation.closed_at, mediation.closed_told_at = outcome, at or now, now
