"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django import forms
from django.db.models import QuerySet

from cases.filters import CodeFilter
from cases.models import Category
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from neighborhoods.models import Household
from visits.models import Need, Visit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VisitFilter(ScopedFilterSet):
    household = RelatedFilter(queryset=Household.objects.all(), label="住户")
    method = filters.ChoiceFilter(choices=Visit.Method, label="方式", empty_label="不限")
    met = YesNoFilter(field_name="met", label="见到住户")
    visited_after = filters.DateFilter(field_name="visited_at", lookup_expr="date__gte", label="走访日期从", widget=DAY)
    visited_before = filters.DateFilter(field_name="visited_at", lookup_expr="date__lte", label="到", widget=DAY)
    q = filters.CharFilter(field_name="household__address__text", lookup_expr="contains", label="地址")

    class Meta:
        model = Visit
        fields = ["q", "household", "method", "met", "visited_after", "visited_before"]


class NeedFilter(ScopedFilterSet):
    category = CodeFilter("category__code", rows=Category.objects.all(), label="类别", empty_label="全部类别")
    waiting = YesNoFilter(method="keep_waiting", label="居委待办")
    raised_after = filters.DateFilter(field_name="raised_at", lookup_expr="date__gte", label="提出日期从", widget=DAY)
    raised_before = filters.DateFilter(field_name="raised_at", lookup_expr="date__lte", label="到", widget=DAY)

    class Meta:
        model = Need
        fields = ["category", "waiting", "raised_after", "raised_before"]

    def keep_waiting(self, needs: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return needs
        waiting = {"case": None, "resolved_at": None, "withdrawn_at": None}
        return needs.filter(**waiting) if wanted else needs.exclude(**waiting)
