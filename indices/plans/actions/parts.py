"""What hangs on a task: the bodies that answer for it, its figures, its milestones. All checked before any is written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from governance.access import codes
from governance.access.models import Department
from governance.vault.texts import allowed, needed
from indices.indicators import indicator, indicators
from indices.plans.models import Milestone, PlanTask, TaskFigure, TaskParty

Part = TaskParty.Part
MOST = 20
"""Bodies, figures or milestones of one task."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who answers: departments of the district, and by name those that have no account here (`others` support)."""

    lead: Department | None = None
    lead_name: str = ""
    supports: Sequence[Department] = ()
    responsibles: Sequence[Department] = ()
    others: str = ""

    def listed(self) -> list[tuple[str, Department | None, str]]:
        """(part, department or None, name) in order. Raises ValidationError by field."""
        if self.lead and self.lead_name.strip():
            raise ValidationError({"lead_name": "牵头部门已经选了，这里不用再填。"})
        lead = self.lead.name if self.lead else allowed("lead_name", "牵头单位", self.lead_name, 60)
        found: list[tuple[str, Department | None, str]] = [(Part.LEAD, self.lead, lead)] if lead else []
        found += [(Part.SUPPORT, one, one.name) for one in self.supports]
        found += [(Part.SUPPORT, None, allowed("others", "单位名称", name, 60)) for name in names_in(self.others)]
        found += [(Part.RESPONSIBLE, one, one.name) for one in self.responsibles]
        if len(found) > MOST:
            raise ValidationError({"supports": f"一项任务最多写 {MOST} 个单位。"})
        led = {name for part, _, name in found if part == Part.LEAD}
        if any(part == Part.SUPPORT and name in led for part, _, name in found):
            raise ValidationError({"supports": "牵头部门不用再选为配合部门。"})
        return list({(part, name): (part, department, name) for part, department, name in found}.values())


def names_in(text: str) -> list[str]:
    """`区委组织部、区科委` as a list; any of 、，,; or a new line parts them."""
    return [name.strip() for name in re.split(r"[、，,；;\n]", text) if name.strip()]


def write_bodies(task: PlanTask, bodies: Bodies) -> None:
    line = {task.division_id, *codes.ancestors(task.division_id)}
    listed = bodies.listed()
    for part, department, name in listed:
        if department is not None and department.division_id not in line:
            field = {Part.LEAD: "lead", Part.SUPPORT: "supports"}.get(Part(part), "responsibles")
            raise ValidationError({field: f"{name}不是这里的部门，请从列表中选择。"})
    task.parties.all().delete()
    TaskParty.objects.bulk_create(
        [TaskParty(task=task, part=part, ordinal=at, department=department, name=name) for at, (part, department, name) in enumerate(listed, 1)]
    )  # fmt: skip


def write_figures(task: PlanTask, given: Iterable[Mapping[str, Any]]) -> None:
    """`given` are `{id?, indicator, name, target, unit}`; what is no longer among them is withdrawn."""
    rows = [_figure(task, at, one) for at, one in enumerate(given, start=1)]
    _write(task.figures, rows, "figures")


def _figure(task: PlanTask, at: int, one: Mapping[str, Any]) -> TaskFigure:
    row = _known(task.figures, one.get("id")) or TaskFigure(task=task)
    row.ordinal, row.indicator, row.target = at, one.get("indicator") or "", one.get("target")
    if row.indicator:
        try:
            source = indicator(row.indicator)
        except KeyError:
            raise ValidationError({"figures": f"没有代码为“{row.indicator[:20]}”的指标，请从列表中选择。"}) from None
        row.name, row.unit = source.name, source.unit
    else:
        row.name = needed("figures", "指标名称", one.get("name") or "", 60)
        row.unit = allowed("figures", "单位", one.get("unit") or "", 10)
    if not isinstance(row.target, Decimal):
        raise ValidationError({"figures": f"请填写“{row.name}”的目标值。"})
    return row


def write_milestones(task: PlanTask, given: Iterable[Mapping[str, Any]]) -> None:
    """`given` are `{id?, text, due_on}`, within the years of the plan. A day that is moved is reminded of anew."""
    rows = [_milestone(task, one) for one in given]
    _write(task.milestones, rows, "milestones")


def _milestone(task: PlanTask, one: Mapping[str, Any]) -> Milestone:
    row = _known(task.milestones, one.get("id")) or Milestone(task=task)
    due_on: date | None = one.get("due_on")
    row.text = needed("milestones", "节点内容", one.get("text") or "", 120)
    if due_on is None:
        raise ValidationError({"milestones": f"请填写“{row.text}”的时限。"})
    if not task.plan.year <= due_on.year <= task.plan.last_year:
        raise ValidationError({"milestones": f"“{row.text}”的时限不在方案的年度（{task.plan.years}）里。"})
    if row.due_on != due_on:
        row.reminded_on = row.urged_on = None
    row.due_on = due_on
    return row


def _known(rows: Any, pk: uuid.UUID | None) -> Any:
    return rows.filter(withdrawn_at=None, pk=pk).first() if pk else None


def _write(kept: Any, rows: list[Any], field: str) -> None:
    if len(rows) > MOST:
        raise ValidationError({field: f"一项任务最多写 {MOST} 条。"})
    gone = kept.filter(withdrawn_at=None).exclude(pk__in=[row.pk for row in rows])
    gone.update(withdrawn_at=timezone.now())
    for row in rows:
        row.full_clean()
        row.save()


def figures_of(pairs: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    """(indicator, target) as `write_figures` takes them; what no app provides is left out."""
    known = {one.code for one in indicators()}
    return [{"indicator": code, "target": Decimal(target)} for code, target in pairs if code in known]
