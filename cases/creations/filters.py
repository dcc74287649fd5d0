"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.creations.models import Creation, RiverPatrol, RiverSection
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.web.forms import Day


class CreationFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号或居委", max_length=60)
    kind = filters.ChoiceFilter(choices=Creation.Kind.choices, label="创建", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=Creation.State.choices, label="状态", distinct=False)
    due = YesNoFilter(method="keep_due", label="待复核或已过期")

    class Meta:
        model = Creation
        fields: list[str] = []

    def search(self, creations: QuerySet, name: str, text: str) -> QuerySet:
        matching = Q(number__contains=text.upper()) | Q(division__name__contains=text)
        return creations.filter(matching) if text else creations

    def keep_due(self, creations: Any, name: str, wanted: bool | None) -> QuerySet:
        return _kept(creations, creations.due(timezone.localdate()), wanted)


class SectionFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号、河段或位置", max_length=60)
    overdue = YesNoFilter(method="keep_overdue", label="逾期未巡")
    covered = YesNoFilter(method="keep_covered", label="间隔内已巡")

    class Meta:
        model = RiverSection
        fields: list[str] = []

    def search(self, sections: QuerySet, name: str, text: str) -> QuerySet:
        matching = Q(code__contains=text) | Q(name__contains=text) | Q(address__contains=text)
        return sections.filter(matching) if text else sections

    def keep_overdue(self, sections: Any, name: str, wanted: bool | None) -> QuerySet:
        return _kept(sections, sections.overdue(timezone.localdate()), wanted)

    def keep_covered(self, sections: Any, name: str, wanted: bool | None) -> QuerySet:
        return _kept(sections, sections.covered(timezone.localdate()), wanted)


class PatrolFilter(ScopedFilterSet):
    section = RelatedFilter(queryset=RiverSection.objects.all(), label="河段")
    found = YesNoFilter(label="发现问题")
    since = filters.DateFilter("patrolled_at", lookup_expr="date__gte", label="从", widget=Day())
    until = filters.DateFilter("patrolled_at", lookup_expr="date__lte", label="到", widget=Day())

    class Meta:
        model = RiverPatrol
        fields: list[str] = []


def _kept(rows: QuerySet, those: QuerySet, wanted: bool | None) -> QuerySet:
    if wanted is None:
        return rows
    keys = those.order_by().values("pk")
    return rows.filter(pk__in=keys) if wanted else rows.exclude(pk__in=keys)
