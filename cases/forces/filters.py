"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from cases.forces.models import Callout, Force
from cases.models import Case
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.web.forms import Day


class ForceFilter(ScopedFilterSet):
    q = filters.CharFilter("name", lookup_expr="contains", label="名称", max_length=60)
    kind = filters.ChoiceFilter(choices=Force.Kind.choices, label="类别", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=Force.State.choices, label="状态", distinct=False)

    class Meta:
        model = Force
        fields: list[str] = []


class CalloutFilter(ScopedFilterSet):
    state = filters.MultipleChoiceFilter(choices=Callout.State.choices, label="状态", distinct=False)
    open = YesNoFilter(method="keep_open", label="没有结束")
    force = RelatedFilter(queryset=Force.objects.all(), label="力量")
    case = RelatedFilter(queryset=Case.objects.all(), label="工单")
    since = filters.DateFilter("called_at", lookup_expr="date__gte", label="调度从", widget=Day())
    until = filters.DateFilter("called_at", lookup_expr="date__lte", label="调度到", widget=Day())

    class Meta:
        model = Callout
        fields: list[str] = []

    def keep_open(self, callouts: Any, name: str, wanted: bool | None) -> QuerySet:
        ended = [Callout.State.DONE, Callout.State.CANCELLED]
        return (
            callouts
            if wanted is None
            else callouts.exclude(state__in=ended)
            if wanted
            else callouts.filter(state__in=ended)
        )
