"""An appraisal as a whole: set up, its gates and targets, issued, settled, published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, Membership, User
from governance.access.roles import Role
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs.inbox import notify
from governance.vault.texts import allowed, needed
from indices.appraisals.flows import APPRAISAL
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.appraisals.models.appraisal import BELOW
from indices.appraisals.rules import Grade, Part, months_of
from indices.appraisals.selectors.figures import newest_scores
from indices.appraisals.selectors.tables import Standing, rows_of, standings
from indices.indicators import indicators

S = Appraisal.State
RULES = (
    "title", "grading", "line_excellent", "line_good", "line_pass", "share_excellent", "share_good", "bonus_limit", "deduction_limit",
    "note",
)  # fmt: skip
TEXTS = {"title": ("名称", 60), "note": ("说明", 1000)}
KINDS = ("score", "value", "event")
MOST_GATES = 20
APPRAISED = (Role.SUBDISTRICT_ADMIN, Role.STAFF, Role.CLERK)


@transaction.atomic
def create(
    *, division: Division, year: int, by: User | None, part: str = Part.YEAR, weights: Mapping[str, float] | None = None,
    id: uuid.UUID | None = None, **rules: Any,
) -> Appraisal:  # fmt: skip
    """With a row for every unit right below, its target filled in from the newest index. Raises ValidationError by field."""
    given = only(rules, *RULES)
    appraisal = Appraisal(id=id or uuid7(), division=division, year=year, part=part)
    require("add", appraisal, by)
    if division.level not in BELOW or division.valid_until:
        raise ValidationError({"division": "考核由现有的区或街镇制定。"})
    if part not in Part.values:
        raise ValidationError({"part": "请选时段。"})
    appraisal.level, appraisal.weights = BELOW[Division.Level(division.level)], _weights(year, part, weights or {})
    _put_rules(appraisal, given)
    appraisal.title = appraisal.title or f"{division.name} {appraisal.span}考核"
    file(appraisal, by=by, period=appraisal.span)
    _make_rows(appraisal, by)
    return appraisal


@transaction.atomic
def edit(appraisal: Appraisal, *, by: User | None, **rules: Any) -> Appraisal:
    """The rules, as long as no target is issued."""
    appraisal = _in_the_making(appraisal, by)
    wanted = Appraisal(**only(rules, *RULES))
    _put_rules(wanted, rules)
    amend(appraisal, by=by, **{name: getattr(wanted, name) for name in rules})
    return appraisal


@transaction.atomic
def add_gate(
    appraisal: Appraisal, *, by: User | None, title: str, kind: str, cap: str, code: str = "", floor: float | None = None
) -> Appraisal:  # fmt: skip
    """A gate for all units: see `Appraisal.gates`. Raises ValidationError by field."""
    appraisal = _in_the_making(appraisal, by)
    title, code = needed("title", "门槛", title, 60), code.strip()
    if kind not in KINDS:
        raise ValidationError({"kind": "请选门槛的种类。"})
    if cap not in (Grade.PASS, Grade.FAIL):
        raise ValidationError({"cap": "触发门槛后，最高只能是合格或不合格。"})
    if len(appraisal.gates) >= MOST_GATES:
        raise ValidationError(f"门槛最多 {MOST_GATES} 条。")
    if kind == "event":
        code, floor = "", None
    elif floor is None:
        raise ValidationError({"floor": "请填写低于多少就触发。"})
    elif kind == "value" and code not in {one.code for one in indicators()}:
        raise ValidationError({"code": "没有这项指标。请写指标代码，如 ZZ-B1。"})
    elif not code or len(code) > 12:
        raise ValidationError({"code": "请写方案里的代码：指标如 ZZ-B1，维度如 FZ。"})
    number = 1 + max((int(one["key"][1:]) for one in appraisal.gates), default=0)
    gate = {"key": f"g{number}", "title": title, "kind": kind, "code": code, "floor": floor, "cap": cap}
    amend(appraisal, by=by, gates=[*appraisal.gates, gate])
    return appraisal


@transaction.atomic
def drop_gate(appraisal: Appraisal, *, by: User | None, key: str) -> Appraisal:
    appraisal = _in_the_making(appraisal, by)
    if appraisal.gate(key) is None:
        raise ValidationError("没有这条门槛，可能已经删去。")
    amend(appraisal, by=by, gates=[one for one in appraisal.gates if one["key"] != key])
    return appraisal


@transaction.atomic
def set_targets(appraisal: Appraisal, *, by: User | None, targets: Mapping[str, float | None]) -> int:
    """{unit's code: target}. Returns how many changed. Raises ValidationError naming the unit."""
    appraisal = _in_the_making(appraisal, by)
    rows = {row.division_id: row for row in rows_of(appraisal)}
    changed = []
    for code, target in targets.items():
        if code not in rows:
            raise ValidationError({"targets": f"这次考核里没有单位 {str(code)[:12]}。"})
        if target is not None and not 0 <= target <= 100:
            raise ValidationError({"targets": f"{rows[code].division.name}的目标值应在 0 到 100 之间。"})
        if rows[code].target != target:
            rows[code].target = target
            changed.append(rows[code])
    for row in changed:
        row.version += 1
    AppraisalRow.objects.bulk_update(changed, ["target", "version"])
    if changed:
        record("appraisal.targets", appraisal, by=by, units=[row.division_id for row in changed])
    return len(changed)


def issue(appraisal: Appraisal, *, by: User | None, self_due_on: date) -> Appraisal:
    """下达目标: everybody who is appraised hears of it."""
    if self_due_on < timezone.localdate():
        raise ValidationError({"self_due_on": "自评截止不能早于今天。"})
    with APPRAISAL.step("issue", appraisal, by=by) as appraisal:
        appraisal.issued_at, appraisal.self_due_on = timezone.now(), self_due_on
        _tell(appraisal, f"{appraisal.title}：目标已下达，请在 {self_due_on:%m-%d} 前自评。")
    return appraisal


def collect(appraisal: Appraisal, *, by: User | None) -> Appraisal:
    """No more self-assessment: now the appraiser looks."""
    with APPRAISAL.step("collect", appraisal, by=by) as appraisal:
        pass
    return appraisal


def settle(appraisal: Appraisal, *, by: User | None, appeals_until: datetime) -> Appraisal:
    """核定: the published figures of this moment are kept, with the runs they come from; appeals are open."""
    if appeals_until <= timezone.now():
        raise ValidationError({"appeals_until": "申诉截止要晚于现在。"})
    with APPRAISAL.step("settle", appraisal, by=by) as appraisal:
        table = standings(appraisal)
        if not any(one.basis.months for one in table):
            raise StepRefused("这个时段还没有一期指数发布，没有得分可以核定。请等发布以后再办。")
        appraisal.frozen_at, appraisal.appeals_until = timezone.now(), appeals_until
        for one in table:
            one.row.figures, one.row.computed = one.basis.to_json(), one.basis.computed
        _write(table, "score", "figures", "computed")  # grade and rank are told with the result
        _tell(appraisal, f"{appraisal.title}：得分已核定，{timezone.localtime(appeals_until):%m-%d %H:%M} 前可以申诉。")
    return appraisal


def publish(appraisal: Appraisal, *, by: User | None) -> Appraisal:
    with APPRAISAL.step("publish", appraisal, by=by) as appraisal:
        _write(standings(appraisal), "score", "grade", "rank")
        appraisal.published_at = timezone.now()
        _tell(appraisal, f"{appraisal.title}：结果已公布。")
    return appraisal


@transaction.atomic
def withdraw(appraisal: Appraisal, *, by: User | None, reason: str) -> Appraisal:
    """Set up by mistake. What is settled stays."""
    reason = needed("reason", "撤回理由", reason, 200)
    appraisal = lock(appraisal)
    require("withdraw", appraisal, by)
    if appraisal.withdrawn_at or appraisal.is_frozen:
        raise StepRefused("已经核定或撤回的考核不能撤回。")
    appraisal.withdrawn_at, appraisal.withdrawn_reason = timezone.now(), reason
    appraisal.save()
    appraisal.rows.update(withdrawn_at=appraisal.withdrawn_at, withdrawn_reason=reason)
    record("appraisal.withdraw", appraisal, by=by)
    return appraisal


def _in_the_making(appraisal: Appraisal, by: User | None) -> Appraisal:
    appraisal = lock(appraisal)
    require("change", appraisal, by)
    if appraisal.withdrawn_at or appraisal.state != S.TARGETS:
        raise StepRefused("目标已经下达，规则、门槛和目标值不能再改。")
    return appraisal


def _weights(year: int, part: str, given: Mapping[str, float]) -> dict[str, float]:
    """Every month counts alike unless said otherwise; 0 leaves one out."""
    months = months_of(year, part)
    if odd := sorted(set(given) - set(months)):
        raise ValidationError({"weights": f"{odd[0][:10]} 不在这个时段里。"})
    found = {month: float(given.get(month, 1)) for month in months}
    if any(not 0 <= weight <= 100 for weight in found.values()) or not any(found.values()):
        raise ValidationError({"weights": "各月权重应在 0 到 100 之间，且不能都是 0。"})
    return found


def _put_rules(appraisal: Appraisal, rules: Mapping[str, Any]) -> None:
    for name, value in rules.items():
        if name in TEXTS:
            label, limit = TEXTS[name]
            value = allowed(name, label, value, limit)
        setattr(appraisal, name, value)


def _make_rows(appraisal: Appraisal, by: User | None) -> None:
    units = list(
        Division.objects.current().filter(parent=appraisal.division_id, level=appraisal.level).order_by("code")
    )
    if not units:
        raise ValidationError({"division": "这里没有可以考核的下级单位。"})
    newest = newest_scores(appraisal.district, [unit.code for unit in units])
    targets = {code: round(score, 1) for code, score in newest.items()}
    AppraisalRow.objects.bulk_create(
        AppraisalRow(division=unit, appraisal=appraisal, target=targets.get(unit.code), created_by=by, version=1)
        for unit in units
    )


def _write(table: list[Standing], *fields: str) -> None:
    """`fields` of the result onto the rows, for lists and the API."""
    for one in table:
        one.row.score, one.row.grade, one.row.rank = one.score, one.grade, one.rank
        one.row.version += 1
    AppraisalRow.objects.bulk_update([one.row for one in table], ["version", *fields])


def _tell(appraisal: Appraisal, text: str) -> None:
    units = appraisal.rows.values("division")
    posts = Membership.objects.standing().filter(Q(division__in=units), role__in=APPRAISED, user__is_active=True)
    notify(User.objects.filter(pk__in=posts.values("user")), text, url=appraisal.get_absolute_url(), kind="appraisal")
