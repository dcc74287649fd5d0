"""One set of filters for the list of scores, on the page and in the API."""

from __future__ import annotations

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from governance.access.filters import RelatedFilter, ScopedFilterSet
from governance.access.models import Division
from indices.models import IndexRun, Objection, Report, SchemeVersion, Score
from indices.stretches import PATTERNS, Kind
from indices.windows import Period


class ScoreFilter(ScopedFilterSet):
    scheme = django_filters.CharFilter("run__scheme_version__scheme__code", label="方案代码")
    period = django_filters.CharFilter(method="keep_period", label="期间，如 2026-10")
    level = django_filters.ChoiceFilter(choices=Division.Level.choices, label="级别")
    division = django_filters.CharFilter("division_id", label="区划代码（12 位）")

    class Meta:
        model = Score
        fields: list[str] = []

    def keep_period(self, scores: QuerySet, name: str, text: str) -> QuerySet:
        try:
            return scores.filter(run__period=Period(text).code)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None


class SchemeFilter(ScopedFilterSet):
    scheme = django_filters.CharFilter("scheme__code", label="方案代码")

    class Meta:
        model = SchemeVersion
        fields = ["state"]


class ReportFilter(ScopedFilterSet):
    kind = django_filters.ChoiceFilter(choices=Kind.choices, method="keep_kind", label="种类", empty_label="全部")
    period = django_filters.CharFilter(label="期间，如 2026-10、2026-Q3、2026", max_length=7)

    class Meta:
        model = Report
        fields = ["kind", "period"]

    def keep_kind(self, reports: QuerySet, name: str, kind: str) -> QuerySet:
        return reports.filter(period__regex=PATTERNS[Kind(kind)])


class ObjectionFilter(ScopedFilterSet):
    period = django_filters.CharFilter("run__period", label="期间，如 2026-10", max_length=7)
    run = RelatedFilter(queryset=IndexRun.objects.all(), label="指数计算")

    class Meta:
        model = Objection
        fields = ["state", "period", "run"]
