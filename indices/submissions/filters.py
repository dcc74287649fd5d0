"""One FilterSet for the list of submissions, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.forms import CharField, RegexField, TextInput

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from indices.submissions.indicators import reported
from indices.submissions.models import Draw, Submission


def _indicators() -> list[tuple[str, str]]:
    return [(one.code, f"{one.code} {one.name}") for one in reported().values()]


class MonthField(RegexField):
    widget = TextInput(attrs={"type": "month"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^20\d\d-(0[1-9]|1[0-2])$", error_messages={"invalid": "请写成 2026-10。"}, **kwargs)


class MonthFilter(filters.CharFilter):
    field_class: type[CharField] = MonthField


class SubmissionFilter(ScopedFilterSet):
    indicator = filters.ChoiceFilter(choices=_indicators, label="指标", empty_label="全部")
    period = MonthFilter(label="期间")
    state = filters.MultipleChoiceFilter(choices=Submission.State.choices, label="状态", distinct=False)
    drawn = YesNoFilter(method="keep_drawn", label="抽中")
    draw = RelatedFilter(queryset=Draw.objects.all(), label="抽查批次")

    class Meta:
        model = Submission
        fields: list[str] = []

    def keep_drawn(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return rows if wanted is None else rows.filter(draw__isnull=not wanted)
