"""One set of filters for each list, its export and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.consultations.models import Consultation, ConsultedCase, Duty, Party
from cases.consultations.selectors import DUTY_VIEWS, VIEWS, duty_condition, matching, view_condition
from cases.filters import CodeFilter
from cases.models import Case
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.access.models import Department


class _Standing(ScopedFilterSet):
    """Withdrawn ones are left out unless they are asked for."""

    withdrawn = YesNoFilter(method="keep_withdrawn", label="已撤回")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if not (data or {}).get("withdrawn"):
            self.queryset = self.queryset.standing()

    def keep_withdrawn(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.filter(withdrawn_at__isnull=not wanted)


class ConsultationFilter(_Standing):
    q = django_filters.CharFilter(
        method="search", label="会商号或议题", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    department = CodeFilter(
        rows=Department.objects.all(), method="keep_department", label="参与部门", empty_label="全部部门"
    )
    state = django_filters.MultipleChoiceFilter(choices=Consultation.State.choices, label="状态", distinct=False)
    case = RelatedFilter("cases", queryset=Case.objects.all(), method="keep_case", label="工单")
    on_site = YesNoFilter(label="一线工作法")
    view = django_filters.ChoiceFilter(
        choices=[(view.key, view.label) for view in VIEWS], method="keep_view", label="视图"
    )

    class Meta:
        model = Consultation
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(matching(text))

    def keep_department(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        parties = Party.objects.filter(consultation=OuterRef("pk"), department__code=code)
        return rows.filter(Exists(parties)) if code else rows

    def keep_case(self, rows: QuerySet, name: str, case: Case | None) -> QuerySet:
        about = ConsultedCase.objects.filter(consultation=OuterRef("pk"), case=case)
        return rows.filter(Exists(about)) if case else rows

    def keep_view(self, rows: QuerySet, name: str, key: str) -> QuerySet:
        return rows.filter(view_condition(key)) if key else rows


class DutyFilter(_Standing):
    q = django_filters.CharFilter(
        method="search", label="任务或议题", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    department = CodeFilter("department__code", rows=Department.objects.all(), label="责任部门", empty_label="全部部门")
    state = django_filters.MultipleChoiceFilter(choices=Duty.State.choices, label="状态", distinct=False)
    consultation = RelatedFilter(queryset=Consultation.objects.all(), label="会商")
    overdue = YesNoFilter(method="keep_overdue", label="超期")
    due_before = django_filters.IsoDateTimeFilter("due_at", lookup_expr="lt", label="时限早于")
    view = django_filters.ChoiceFilter(
        choices=[(view.key, view.label) for view in DUTY_VIEWS], method="keep_view", label="视图"
    )

    class Meta:
        model = Duty
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        asked = Q(task__contains=text) | Q(consultation__title__contains=text) | Q(consultation__number=text.upper())
        return rows.filter(asked)

    def keep_overdue(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = duty_condition("overdue", timezone.now())
        return rows if wanted is None else rows.filter(late if wanted else ~late)

    def keep_view(self, rows: QuerySet, name: str, key: str) -> QuerySet:
        return rows.filter(duty_condition(key, timezone.now())) if key else rows
