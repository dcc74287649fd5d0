"""`cases` and `categories` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.utils import timezone

from cases.actions import answers, cases, steps
from cases.api.serializers import (
    CaseRow,
    CategoryRow,
    NewCase,
    TheAnswer,
    ToDispatch,
    ToFile,
    WithResult,
)
from cases.filters import CaseFilter, CategoryFilter
from cases.flows import CASE
from cases.lookups import category_at, department_at
from cases.models import Case, Category
from cases.selectors import allowed_steps
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps


def dispatch(case: Case, *, by: Any, department: str) -> Case:
    return steps.dispatch(case, by=by, department=department_at(case.division_id, department))


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
    steps: ClassVar[dict[str, Any]] = {
        "file": (ToFile, steps.file),
        "dispatch": (ToDispatch, dispatch),
        "accept": (Nothing, steps.accept),
        "refuse": (WithReason, steps.refuse),
        "finish": (WithResult, steps.finish),
        "rework": (WithReason, steps.rework),
        "check": (Nothing, steps.check),
        "close": (Nothing, steps.close),
        "reopen": (WithReason, steps.reopen),
        "withdraw": (WithReason, cases.withdraw),
        "answer": (TheAnswer, answer),
    }

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Case:
        asked["category"] = category_at(asked["division"].code, asked["category"])
        return cases.open_case(id=id, by=by, **{"opened_at": timezone.now()} | asked)

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
        return {"allowed_steps": self.allowed_steps(row), "history": history}


class CategoryViewSet(ScopedViewSet):
    """类别。在一个区划之内以代码为键，下级沿用上级的。"""

    queryset = Category.objects.all()
    serializer_class = CategoryRow
    filterset_class = CategoryFilter
    lookup_field = "code"
    ordering = "order"
    ordering_fields = ("order", "code")
