"""One appraisal: its table, its steps, on paper and as Excel."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.audit.log import record
from governance.flow.machine import StepForbidden
from governance.web import sheets
from governance.web.stepping import Beside, StepForm, Walk
from indices.appraisals import forms
from indices.appraisals.actions import appraisals
from indices.appraisals.flows import APPRAISAL
from indices.appraisals.looks import APPRAISALS, GRADES, ROWS
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.appraisals.rules import Grade
from indices.appraisals.selectors.tables import Standing, drift, standings
from indices.windows import Period

HEAD = (
    "名次",
    "单位代码",
    "单位",
    "目标值",
    "指数得分",
    "核定得分",
    "加分",
    "扣分",
    "申诉调整",
    "最后得分",
    "等次",
    "触发的门槛",
    "状态",
)
WIDTHS = (6, 14, 24, 8, 10, 10, 8, 8, 10, 10, 8, 40, 12)


def _may_withdraw(user: Any, row: Appraisal) -> bool:
    return row.withdrawn_at is None and not row.is_frozen and can(user, "appraisals.withdraw_appraisal", row)


WALK = Walk(
    APPRAISAL,
    "appraisals:step",
    {
        "issue": (forms.IssueForm, appraisals.issue), "collect": (StepForm, appraisals.collect),
        "settle": (forms.SettleForm, appraisals.settle), "publish": (StepForm, appraisals.publish),
        "withdraw": (forms.ReasonForm, appraisals.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def appraisal(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_POST
def appraisal_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_GET
def sheet(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """考核表 on paper, with the places to sign."""
    row = read(request, pk)
    context = {"appraisal": row, "table": readable(request, row), "grades": GRADES}
    return render(request, "appraisals/sheet.html", context)


@require_GET
def export(request: SignedIn, pk: uuid.UUID) -> FileResponse | HttpResponse:
    row = read(request, pk)
    months = row.months
    record("appraisal.export", row, by=request.user, format="xlsx")
    table = readable(request, row)
    book = sheets.workbook("考核表", (*HEAD, *months), (*WIDTHS, *[10] * len(months)), _lines(row, table))
    return FileResponse(book, as_attachment=True, filename=f"{row.title}.xlsx")


def read(request: SignedIn, pk: uuid.UUID) -> Appraisal:
    return get_object_or_404(Appraisal.objects.visible_to(request.user).for_list(), pk=pk)


def readable(request: SignedIn, appraisal: Appraisal) -> list[Standing]:
    """The whole table for the appraiser's side; a unit sees its own rows, and once it is published everybody's result."""
    if not holds(request.user, "appraisals.view_appraisalrow"):
        raise StepForbidden("您没有查看考核的权限。")
    table = standings(appraisal)
    if can_in(request.user, "appraisals.view_appraisalrow", appraisal.division_id):
        return table
    own = set(AppraisalRow.objects.for_reader(request.user).filter(appraisal=appraisal).values_list("pk", flat=True))
    return [one for one in table if one.row.pk in own]


def _show(request: SignedIn, row: Appraisal, refused: StepForm | None = None) -> HttpResponse:
    table = readable(request, row)
    counted = sorted({month.period for one in table for month in one.basis.months})
    wanted = [month for month, weight in row.weights.items() if weight]
    above = can_in(request.user, "appraisals.view_appraisalrow", row.division_id)
    context = {
        "appraisal": row, "table": table, "looks": APPRAISALS, "row_looks": ROWS, "grades": GRADES, "above": above,
        "counted": counted, "missing": [Period(one).label for one in wanted if one not in counted], "wanted": wanted,
        "uneven": [(one, weight) for one, weight in row.weights.items() if weight != 1],
        "next": WALK.next(request.user, row, refused), "refused": refused, "drift": drift(row, table) if above else None,
        "peers": len(table) if above else row.rows.count(),
        "may_edit": row.state == Appraisal.State.TARGETS and not row.withdrawn_at and can(request.user, "appraisals.change_appraisal", row),
        "verified": sum(one.row.state != AppraisalRow.State.PENDING for one in table),
        "final": row.state == Appraisal.State.PUBLISHED, "ranked": above or row.state == Appraisal.State.PUBLISHED,
        "tally": [(GRADES[g], sum(one.grade == g for one in table)) for g in Grade] if above else [],
    }  # fmt: skip
    return render(request, "appraisals/appraisal.html", context, status=422 if refused else 200)


def _lines(appraisal: Appraisal, table: list[Standing]) -> Iterator[tuple[Any, ...]]:
    for one in table:
        row, made, by_month = one.row, one.made, {month.period: month.score for month in one.basis.months}
        yield (
            one.rank, row.division_id, row.division.name, row.target, _two(one.basis.computed), _two(row.corrected), made.bonus,
            made.deduction, made.appeal, _two(made.score), Grade(one.grade).label if one.grade else "",
            sheets.plain("、".join(one.struck)), row.get_state_display(), *(_two(by_month.get(month)) for month in appraisal.months),
        )  # fmt: skip


def _two(value: float | None) -> float | str:
    return "" if value is None else round(value, 2)
