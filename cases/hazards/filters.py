"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.hazards.models import Crisis, Hazard, Rectification, RiskKind, RiskPoint, Violation, Watch
from cases.hazards.models.point import Level
from cases.models import Case
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.web.forms import Day


class KindFilter(ScopedFilterSet):
    active = YesNoFilter(label="在用")

    class Meta:
        model = RiskKind
        fields: list[str] = []


class PointFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="名称或地点", max_length=60)
    kind = filters.CharFilter("kind__code", label="种类代码", max_length=40)
    level = filters.ChoiceFilter(choices=Level.choices, label="等级", empty_label="全部")

    class Meta:
        model = RiskPoint
        fields: list[str] = []

    def search(self, points: QuerySet, name: str, text: str) -> QuerySet:
        return points.filter(Q(name__contains=text) | Q(address__contains=text)) if text else points


class HazardFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号、隐患或地点", max_length=60)
    kind = filters.CharFilter("kind__code", label="种类代码", max_length=40)
    level = filters.ChoiceFilter(choices=Level.choices, label="等级", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=Hazard.State.choices, label="状态", distinct=False)
    overdue = YesNoFilter(method="keep_overdue", label="逾期未整改")
    department = filters.CharFilter("department__code", label="责任部门代码", max_length=40)
    point = RelatedFilter(queryset=RiskPoint.objects.all(), label="风险点")
    case = RelatedFilter(queryset=Case.objects.all(), label="工单")
    since = filters.DateFilter("found_at", lookup_expr="date__gte", label="发现从", widget=Day())
    until = filters.DateFilter("found_at", lookup_expr="date__lte", label="发现到", widget=Day())

    class Meta:
        model = Hazard
        fields: list[str] = []

    def search(self, hazards: QuerySet, name: str, text: str) -> QuerySet:
        matching = Q(number__contains=text.upper()) | Q(title__contains=text) | Q(address__contains=text)
        return hazards.filter(matching) if text else hazards

    def keep_overdue(self, hazards: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = Q(rectified_at=None, rectify_due_at__lt=timezone.now()) & ~Q(rectify_due_at=None)
        return hazards if wanted is None else hazards.filter(late) if wanted else hazards.exclude(late)


class RectificationFilter(ScopedFilterSet):
    hazard = RelatedFilter(queryset=Hazard.objects.all(), label="隐患")

    class Meta:
        model = Rectification
        fields: list[str] = []


class CrisisFilter(ScopedFilterSet):
    state = filters.MultipleChoiceFilter(choices=Crisis.State.choices, label="阶段", distinct=False)
    kind = filters.CharFilter("kind__code", label="种类代码", max_length=40)

    class Meta:
        model = Crisis
        fields: list[str] = []


class WatchFilter(ScopedFilterSet):
    kind = filters.ChoiceFilter(choices=Watch.Kind.choices, label="方式", empty_label="全部")
    state = filters.ChoiceFilter(choices=Watch.State.choices, label="状态", empty_label="全部")
    now = YesNoFilter(method="keep_now", label="正在值班")
    since = filters.DateFilter("starts_at", lookup_expr="date__gte", label="从", widget=Day())
    until = filters.DateFilter("starts_at", lookup_expr="date__lte", label="到", widget=Day())
    crisis = RelatedFilter(queryset=Crisis.objects.all(), label="公共危机")

    class Meta:
        model = Watch
        fields: list[str] = []

    def keep_now(self, watches: Any, name: str, wanted: bool | None) -> QuerySet:
        return watches.now(timezone.now()) if wanted else watches


class ViolationFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号、事项或地点", max_length=60)
    kind = filters.ChoiceFilter(choices=Violation.Kind.choices, label="五违", empty_label="全部")
    must = filters.ChoiceFilter(choices=Violation.Must.choices, label="四必", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=Violation.State.choices, label="状态", distinct=False)
    overdue = YesNoFilter(method="keep_overdue", label="逾期未改正")
    department = filters.CharFilter("department__code", label="执法部门代码", max_length=40)

    class Meta:
        model = Violation
        fields: list[str] = []

    def search(self, violations: QuerySet, name: str, text: str) -> QuerySet:
        matching = Q(number__contains=text.upper()) | Q(title__contains=text) | Q(address__contains=text)
        return violations.filter(matching) if text else violations

    def keep_overdue(self, violations: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = ~Q(state=Violation.State.RESTORED) & Q(order_due_at__lt=timezone.now())
        return violations if wanted is None else violations.filter(late) if wanted else violations.exclude(late)
