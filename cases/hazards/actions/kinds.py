"""Kinds of risk: the usual set for a district, and changing one with its plans."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.hazards.models import RiskKind
from governance.access.filing import only
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.vault.texts import allowed, needed

STANDARD = (
    ("fire", "消防", "exclamation-triangle-fill"), ("ebike", "电动自行车", "signpost-split"), ("gas", "燃气", "exclamation-circle"),
    ("facade", "高空坠物", "building"), ("structure", "房屋安全", "house"), ("lift", "电梯", "arrow-up"), ("wire", "用电", "exclamation-circle"),
    ("flood", "防汛防台", "cloud-arrow-up"), ("site", "在建工地", "building-gear"), ("chemical", "危险化学品", "shield-exclamation"),
    ("food", "食品安全", "shop"), ("epidemic", "公共卫生", "hospital"), ("other", "其他", "three-dots"),
)  # fmt: skip
PLANS = ("plan_latent", "plan_growing", "plan_outbreak", "plan_recovery")


@transaction.atomic
def install_standard(division: Division, *, by: User | None) -> int:
    """The usual kinds, those that `division` does not have. Returns how many are new."""
    _require(division.code, by)
    known = set(RiskKind.objects.filter(division=division).values_list("code", flat=True))
    new = [
        RiskKind(division=division, code=code, name=name, icon=icon, order=order)
        for order, (code, name, icon) in enumerate(STANDARD)
        if code not in known
    ]
    RiskKind.objects.bulk_create(new, ignore_conflicts=True)  # somebody else may press the button too
    record("riskkind.installed", division, by=by, kinds=[one.code for one in new])
    return len(new)


@transaction.atomic
def change_kind(kind: RiskKind, *, by: User | None, **changes: Any) -> RiskKind:
    """`name active order` and the plan of each stage."""
    kind = RiskKind.objects.select_for_update().get(pk=kind.pk)
    _require(kind.division_id, by)
    for field, value in only(changes, "name", "active", "order", *PLANS).items():
        if field == "name":
            value = needed("name", "名称", value, 20)
        elif field in PLANS:
            value = allowed(field, "预案", value, 1000)
        setattr(kind, field, value)
    kind.full_clean()
    kind.save()
    record("riskkind.changed", kind, by=by, fields=sorted(changes))
    return kind


def _require(code: str, by: User | None) -> None:
    if by is not None and not can_in(by, "hazards.change_riskkind", code):
        raise PermissionDenied("风险种类由区级管理员维护。")


def check_kind(kind: RiskKind, division: str, known: list[RiskKind]) -> None:
    """Raises ValidationError unless `kind` is in use in `division`."""
    if kind.pk not in {one.pk for one in known}:
        raise ValidationError({"kind": "没有这个风险种类，或已停用。请选择本区在用的种类。"})
