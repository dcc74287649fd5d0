"""One set of filters for the list of scores, on the page and in the API."""

from __future__ import annotations

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from governance.access.filters import ScopedFilterSet
from governance.access.models import Division
from indices.models import Report, SchemeVersion, Score
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
    period = django_filters.CharFilter(label="期间，如 2026-10", max_length=7)

    class Meta:
        model = Report
        fields = ["period"]
