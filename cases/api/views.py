"""`cases` and `categories` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.utils import timezone

from cases.actions import answers, cases, categories, merged, publicity, requests, steps, urging
from cases.acts import ACTS
from cases.api.serializers import (
    CaseRow,
    CategoryRow,
    ChangedCategory,
    NewCase,
    TheAnswer,
    ToApprove,
    ToDispatch,
    ToExtend,
    ToFile,
    ToMerge,
    ToPause,
    ToTransfer,
    WithReasonOrNot,
    WithResult,
)
from cases.filters import CaseFilter, CategoryFilter
from cases.flows import CASE
from cases.lookups import category_at, department_at
from cases.models import Case, Category
from cases.selectors import allowed_steps, entrance_of
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps


def dispatch(case: Case, *, by: Any, department: str) -> Case:
    return steps.dispatch(case, by=by, department=department_at(case.division_id, department))


def transfer(case: Case, *, by: Any, department: str, reason: str) -> Case:
    return steps.transfer(case, by=by, department=department_at(case.division_id, department), reason=reason)


def extend(case: Case, *, by: Any, **asked: Any) -> Case:
    return requests.extend(case, by=by, **asked).case


def pause(case: Case, *, by: Any, **asked: Any) -> Case:
    return requests.pause(case, by=by, **asked).case


def answer(case: Case, *, by: Any, **said: Any) -> Case:
    return answers.answer(case, by=by, **said).case


class CaseViewSet(Creatable, Steps, ScopedViewSet):
    """工单。步骤是 `POST /cases/{id}/<step>/`；撤回的工单只在 `?withdrawn=true` 时列出。"""

    queryset = Case.objects.all()
    serializer_class = CaseRow
    filterset_class = CaseFilter
    ordering_fields = ("due_at", "opened_at")
    ordering = "due_at"
    create_question = NewCase
    flow = CASE
    labels: ClassVar[dict[str, str]] = {act.name: act.label for act in ACTS.values()}
    steps: ClassVar[dict[str, Any]] = {
        "file": (ToFile, steps.file),
        "dispatch": (ToDispatch, dispatch),
        "accept": (Nothing, steps.accept),
        "refuse": (WithReason, steps.refuse),
        "return": (WithReason, steps.give_back),
        "transfer": (ToTransfer, transfer),
        "finish": (WithResult, steps.finish),
        "rework": (WithReason, steps.rework),
        "check": (Nothing, steps.check),
        "close": (Nothing, steps.close),
        "reopen": (WithReason, steps.reopen),
        "withdraw": (WithReason, cases.withdraw),
        "answer": (TheAnswer, answer),
        "extend": (ToExtend, extend),
        "pause": (ToPause, pause),
        "approve": (ToApprove, requests.approve),
        "reject": (WithReason, requests.reject),
        "resume": (WithReasonOrNot, requests.resume),
        "merge": (ToMerge, merged.merge),
        "separate": (WithReasonOrNot, merged.separate),
        "urge": (WithReason, urging.urge),
        "hide": (WithReason, publicity.hide),
        "unhide": (WithReason, publicity.unhide),
        "publish": (WithReason, publicity.publish),
        "unpublish": (WithReason, publicity.unpublish),
    }

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Case:
        asked["category"] = category_at(asked["division"].code, asked["category"])
        return cases.open_case(id=id, by=by, entrance=entrance_of(by), **{"opened_at": timezone.now()} | asked)

    def allowed_steps(self, row: Case) -> list[str]:
        return allowed_steps(self.request.user, row)

    def detail_fields(self, row: Case) -> dict[str, Any]:
        entries = row.entries.select_related("by", "department")
        history = [
            {
                "at": entry.at, "step": entry.step, "by": str(entry.by) if entry.by else None,
                "department": entry.department.code if entry.department else None, "text": entry.text,
            }
            for entry in entries
        ]  # fmt: skip
        request = row.request and {
            "kind": row.asking, "reason": row.request.reason, "days": getattr(row.request, "days", None),
            "until": getattr(row.request, "until", None), "asked_at": row.request.recorded_at,
        }  # fmt: skip
        return {"allowed_steps": self.allowed_steps(row), "request": request, "history": history}


class CategoryViewSet(Editable, ScopedViewSet):
    """类别。在一个区划之内以代码为键，下级沿用上级的。`PATCH` 改期限、承办部门和在用与否，只影响以后登记的工单。"""

    queryset = Category.objects.all()
    serializer_class = CategoryRow
    filterset_class = CategoryFilter
    lookup_field = "code"
    ordering = "order"
    ordering_fields = ("order", "code")
    edit_question = ChangedCategory

    def change(self, row: Category, asked: dict[str, Any], *, by: Any) -> Category:
        return categories.change(row, by=by, **asked)

    def detail_fields(self, row: Category) -> dict[str, Any]:
        return {
            "questions": [
                {
                    "code": one.code, "label": one.label, "hint": one.hint, "kind": one.kind, "required": one.required,
                    "order": one.order, "choices": one.choices,
                }
                for one in row.questions.all() if one.active
            ]
        }  # fmt: skip
