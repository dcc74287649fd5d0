"""The people of a dispute: noting them, taking a wrong one back, and the look at what is masked."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.mediations.models import Disputant, Mediation
from governance.access.filing import file, lock, require
from governance.access.models import User
from governance.access.revealing import Revealed, reveal
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault import checksums
from governance.vault.texts import needed

S = Mediation.State
MOST = 20  # people of one dispute


@transaction.atomic
def add(
    mediation: Mediation,
    *,
    by: User | None,
    side: str,
    name: str,
    phone: str = "",
    id_number: str = "",
    address: str = "",
) -> Disputant:
    """While it is still open who is concerned. Raises ValidationError by field."""
    mediation = _open(mediation, by)
    if side not in Disputant.Side.values:
        raise ValidationError({"side": "请选申请人、被申请人或其他相关人。"})
    if mediation.disputants.standing().count() >= MOST:
        raise ValidationError(f"当事人最多登记 {MOST} 位。")
    given = _tidied(name, phone, id_number, address)
    if given["name"] in {one.name for one in (mediation.mediator, mediation.second) if one is not None}:
        raise ValidationError({"name": "与调解员同名。调解员不能是当事人，请先更换调解员。"})
    return file(Disputant(division_id=mediation.division_id, mediation=mediation, side=side, **given), by=by, side=side)


@transaction.atomic
def remove(disputant: Disputant, *, by: User | None, reason: str) -> Disputant:
    """Noted by mistake. Stays on file, out of sight."""
    reason = needed("reason", "理由", reason, 200)
    _open(disputant.mediation, by)
    disputant = lock(disputant)
    if disputant.withdrawn_at:
        raise StepRefused("这位当事人已经移除。")
    disputant.withdrawn_at, disputant.withdrawn_reason = timezone.now(), reason
    disputant.save()
    record("disputant.withdraw", disputant, by=by)
    return disputant


@transaction.atomic
def reveal_all(mediation: Mediation, *, by: User, reason: str) -> list[tuple[Disputant, Revealed, str]]:
    """Everybody with the address, for the printed agreement: a look at each, with one reason."""
    if not can(by, "mediations.reveal_disputant", mediation):
        raise PermissionDenied("您没有查看完整信息的权限。")
    people = mediation.disputants.standing()
    return [(one, reveal(one, by=by, reason=reason), one.address or "") for one in people]


def _open(mediation: Mediation, by: User | None) -> Mediation:
    mediation = lock(mediation)
    require("change", mediation, by)
    if mediation.withdrawn_at or mediation.state not in (S.REGISTERED, S.MEDIATING):
        raise StepRefused("调解已经结束，不能再增减当事人。")
    return mediation


def _tidied(name: str, phone: str, id_number: str, address: str) -> dict[str, Any]:
    """Raises a ValidationError that speaks of each field."""
    faults: dict[str, Any] = {}
    given: dict[str, Any] = {"phone": checksums.tidy(phone), "id_number": checksums.tidy(id_number)}
    for field, check in (("phone", checksums.validate_phone), ("id_number", checksums.validate_id_number)):
        try:
            if given[field]:
                check(given[field])
        except ValidationError as error:
            faults[field] = error
    for field, label, text, limit in (("name", "姓名（名称）", name, 40), ("address", "住址", address, 120)):
        try:
            given[field] = needed(field, label, text, limit) if text.strip() or field == "name" else None
        except ValidationError as error:
            faults[field] = error.message_dict[field]
    if faults:
        raise ValidationError(faults)
    return given | {"phone": given["phone"] or None, "id_number": given["id_number"] or None}
