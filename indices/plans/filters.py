"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.web.forms import Day
from indices.plans.models import AnnualPlan, Inspection, Milestone, PlanTask, StandardItem


class AnnualPlanFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="名称", max_length=60)
    year = filters.NumberFilter("year", label="年度", min_value=2000, max_value=2099)
    kind = filters.ChoiceFilter(choices=AnnualPlan.Kind.choices, label="类型", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=AnnualPlan.State.choices, label="状态", distinct=False)

    class Meta:
        model = AnnualPlan
        fields: list[str] = []

    def search(self, plans: QuerySet, name: str, text: str) -> QuerySet:
        return plans.filter(title__contains=text) if text and "\0" not in text else plans


class PlanTaskFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="任务", max_length=60)
    plan = RelatedFilter(queryset=AnnualPlan.objects.all(), label="方案")
    overdue = YesNoFilter(method="keep_overdue", label="有逾期节点")
    done = YesNoFilter(method="keep_done", label="已完成")

    class Meta:
        model = PlanTask
        fields: list[str] = []

    def search(self, tasks: QuerySet, name: str, text: str) -> QuerySet:
        return tasks.filter(title__contains=text) if text and "\0" not in text else tasks

    def keep_overdue(self, tasks: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        missed = Milestone.objects.filter(
            task=OuterRef("pk"), withdrawn_at=None, done_on=None, due_on__lt=timezone.localdate()
        )
        if wanted is None:
            return tasks
        late = Q(Exists(missed), plan__state__in=AnnualPlan.SENT)
        return tasks.filter(late if wanted else ~late)

    def keep_done(self, tasks: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return tasks
        return tasks.filter(percent=100) if wanted else tasks.filter(percent__lt=100)


class InspectionFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="主题", max_length=60)
    state = filters.MultipleChoiceFilter(choices=Inspection.State.choices, label="状态", distinct=False)
    since = filters.DateFilter("planned_on", lookup_expr="gte", label="计划从", widget=Day())
    until = filters.DateFilter("planned_on", lookup_expr="lte", label="计划到", widget=Day())

    class Meta:
        model = Inspection
        fields: list[str] = []

    def search(self, inspections: QuerySet, name: str, text: str) -> QuerySet:
        return inspections.filter(title__contains=text) if text and "\0" not in text else inspections


class StandardItemFilter(ScopedFilterSet):
    active = YesNoFilter(label="在用")

    class Meta:
        model = StandardItem
        fields: list[str] = []
