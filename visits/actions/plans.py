"""Making, changing and ending plans of visits. What a plan asked for on a past day never changes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.filing import file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.vault.texts import needed
from visits.models import Audience, Plan, PlanLabel, PlanTerms

USUAL = (
    ("universal", "普遍走访", Audience.HOUSEHOLDS, (), 365),
    ("four-hundreds", "四百大走访", Audience.HOUSEHOLDS, (), 180),
    ("key-1", "重点人群一类", Audience.KEY, ("alone", "child"), 7),
    ("key-2", "重点人群二类", Audience.KEY, ("aged", "disabled"), 30),
    ("key-3", "重点人群三类", Audience.KEY, ("hardship",), 90),
    ("enterprise", "企业走访", Audience.PARTNERS, (), 180),
)
"""A first list of labels: (code, name, audience, kinds, days). A division's own, from then on."""


@transaction.atomic
def adopt_labels(division: Division, *, by: User | None) -> list[PlanLabel]:
    """Give a division the usual labels that it does not have yet."""
    known = set(PlanLabel.objects.filter(division=division).values_list("code", flat=True))
    return [
        add_label(division, by=by, code=code, name=name, audience=audience, kinds=kinds, interval=days, order=order)
        for order, (code, name, audience, kinds, days) in enumerate(USUAL, start=1)
        if code not in known
    ]


def add_label(
    division: Division, *, by: User | None, code: str, name: str, audience: str, interval: int, kinds: Sequence[str] = (),
    order: int = 99,
) -> PlanLabel:  # fmt: skip
    _check_audience(audience, kinds)
    label = PlanLabel(
        division=division, code=code, name=needed("name", "名称", name, 30), audience=audience, kinds=list(kinds), interval=interval,
        order=order,
    )  # fmt: skip
    return file(label, by=by)


@transaction.atomic
def make_plan(
    division: Division, *, by: User | None, label: PlanLabel, starts_on: date, ends_on: date | None = None, name: str = "",
    interval: int | None = None, kinds: Sequence[str] | None = None, id: uuid.UUID | None = None,
) -> Plan:  # fmt: skip
    """A plan for all below `division`; what is not told is as the label has it. Raises ValidationError by field."""
    require("add", Plan(division=division), by)
    if label.division_id not in [division.code, *codes.ancestors(division.code)] or not label.active:
        raise ValidationError({"label": "没有这个计划类型，或已停用。"})
    plan = Plan(
        id=id or uuid7(), division=division, label=label, name=needed("name", "名称", name or label.name, 60), audience=label.audience,
        kinds=list(label.kinds if kinds is None else kinds), interval=interval or label.interval, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    _check(plan)
    file(plan, by=by)
    _begin(plan, by)
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, by: User | None, **changes: Any) -> Plan:
    """Any of name, kinds, interval, starts_on, ends_on. The terms that stood until today stay as they were."""
    require("change", plan, by)
    plan, today = lock(plan), timezone.localdate()
    if "starts_on" in changes and changes["starts_on"] != plan.starts_on and plan.starts_on <= today:
        raise ValidationError({"starts_on": "计划已经开始，开始日期不能再改。"})
    if plan.is_over(today):
        raise ValidationError("计划已经结束，请另立新计划。")
    changed = {
        key: value
        for key, value in only(changes, "name", "kinds", "interval", "starts_on", "ends_on").items()
        if getattr(plan, key) != value
    }
    for key, value in changed.items():
        setattr(plan, key, value)
    if changed:
        _check(plan)
        plan.full_clean()
        plan.save()
        record("plan.changed", plan, by=by, fields=sorted(changed))
    if changed.keys() - {"name"}:
        _begin(plan, by)
    return plan


def end_plan(plan: Plan, *, by: User | None) -> Plan:
    """Today is its last day; one that has not begun is withdrawn."""
    today = timezone.localdate()
    if plan.starts_on <= today:
        return change_plan(plan, by=by, ends_on=today)
    with transaction.atomic():
        require("change", plan, by)
        plan = lock(plan)
        plan.withdrawn_at, plan.withdrawn_reason = timezone.now(), "开始前取消"
        plan.save()
        record("plan.withdrawn", plan, by=by)
    return plan


def _begin(plan: Plan, by: User | None) -> None:
    today = timezone.localdate()
    for terms in plan.terms.filter(until=None):
        terms.until = today
        terms.save()
    asked = {name: getattr(plan, name) for name in PlanTerms.ASKED}
    PlanTerms(plan=plan, division_id=plan.division_id, created_by=by, since=today, **asked).save(force_insert=True)


def _check(plan: Plan) -> None:
    _check_audience(plan.audience, plan.kinds)
    plan.full_clean(exclude=["low", "high"])
    if (
        plan.ends_on
        and plan.ends_on != timezone.localdate()
        and (plan.ends_on - plan.starts_on).days + 1 < plan.interval
    ):
        raise ValidationError({"interval": "间隔比整个计划还长，请缩短间隔或推迟结束日期。"})
    if plan.ends_on and plan.ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "结束日期已经过去，请改日期。"})


def _check_audience(audience: str, kinds: Sequence[str]) -> None:
    if audience == Audience.KEY and not kinds:
        raise ValidationError({"kinds": "请至少选一类重点人群。"})
    if audience != Audience.KEY and kinds:
        raise ValidationError({"kinds": "只有走访重点人群的计划才选人群类别。"})
