"""The legal desk: what was asked, what was answered, and where people were sent on to."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.mediations.flows import CONSULT
from cases.mediations.models import Consult, Mediation
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault import checksums
from governance.vault.texts import allowed, needed

AHEAD = timedelta(minutes=5)
PLACES = (Division.Level.COMMITTEE, Division.Level.SUBDISTRICT)


@transaction.atomic
def ask(
    *, division: Division, topic: str, question: str, by: User | None, channel: str = Consult.Channel.DESK, name: str = "",
    phone: str = "", asked_at: datetime | None = None, id: uuid.UUID | None = None,
) -> Consult:  # fmt: skip
    """Who asked may stay unnamed. Raises PermissionDenied, or ValidationError by field."""
    consult = Consult(
        id=id or uuid7(), division=division, topic=topic, channel=channel, asked_at=asked_at or timezone.now()
    )
    require("add", consult, by)
    if division.level not in PLACES or division.valid_until:
        raise ValidationError({"division": "法律咨询须登记在现有的居委或街镇。"})
    if consult.asked_at > timezone.now() + AHEAD:
        raise ValidationError({"asked_at": "咨询时间不能晚于现在。"})
    consult.question = needed("question", "咨询内容", question, 1000)
    consult.name = allowed("name", "姓名", name, 40) or None
    consult.phone = checksums.tidy(phone) or None
    if consult.phone:
        try:
            checksums.validate_phone(consult.phone)
        except ValidationError as error:
            raise ValidationError({"phone": error}) from None
    return file(consult, by=by, topic=topic)


def answer(consult: Consult, *, by: User | None, answer: str, adviser: str = "") -> Consult:
    """`adviser` is the lawyer who spoke, where it was another than who signed in."""
    text, adviser = needed("answer", "答复", answer, 1000), allowed("adviser", "律师或法律工作者", adviser, 40)
    with CONSULT.step("answer", consult, by=by) as consult:
        consult.answer, consult.adviser, consult.answered_by, consult.answered_at = text, adviser, by, timezone.now()
    return consult


def refer(consult: Consult, *, by: User | None, referral: str, mediation: Mediation | None = None) -> Consult:
    """转介 to mediation (naming it, once it is registered), legal aid, a lawyer, a notary."""
    if not referral or referral not in Consult.Referral.values:
        raise ValidationError({"referral": "请选转介到哪里。"})
    if mediation is not None and (
        referral != Consult.Referral.MEDIATION or mediation.division_id != consult.division_id
    ):
        raise ValidationError({"mediation": "只有转介人民调解时，才能写明本地的哪一件调解。"})
    details: dict[str, Any] = {"referral": referral}
    with CONSULT.step("refer", consult, by=by, **details) as consult:
        consult.referral, consult.referred_at, consult.mediation = referral, timezone.now(), mediation
    return consult


@transaction.atomic
def withdraw(consult: Consult, *, by: User | None, reason: str) -> Consult:
    reason = needed("reason", "撤回理由", reason, 200)
    consult = lock(consult)
    require("withdraw", consult, by)
    if consult.withdrawn_at or consult.state != Consult.State.ASKED:
        raise StepRefused("已经答复或撤回的咨询不能撤回。")
    consult.withdrawn_at, consult.withdrawn_reason = timezone.now(), reason
    consult.save()
    record("consult.withdraw", consult, by=by)
    return consult
