"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters

from governance.access.filters import RelatedFilter, ScopedFilterSet
from indices.appraisals.models import Appraisal, AppraisalRow, CenterAssessment, CenterScheme, ExternalAssessment
from indices.appraisals.rules import Grade, Part

ALL = {"empty_label": "全部"}


class AppraisalFilter(ScopedFilterSet):
    year = filters.NumberFilter(label="年度", min_value=2020, max_value=2099)
    part = filters.ChoiceFilter(choices=Part.choices, label="时段", **ALL)
    state = filters.ChoiceFilter(choices=Appraisal.State.choices, label="状态", **ALL)

    class Meta:
        model = Appraisal
        fields: list[str] = []


class AppraisalRowFilter(ScopedFilterSet):
    appraisal = RelatedFilter(queryset=Appraisal.objects.all(), label="考核")
    state = filters.ChoiceFilter(choices=AppraisalRow.State.choices, label="状态", **ALL)
    grade = filters.ChoiceFilter(choices=Grade.choices, label="等次", **ALL)

    class Meta:
        model = AppraisalRow
        fields: list[str] = []


class ExternalFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(choices=ExternalAssessment.State.choices, label="状态", **ALL)
    level = filters.ChoiceFilter(choices=[("subdistrict", "街镇"), ("committee", "居村")], label="评估对象", **ALL)

    class Meta:
        model = ExternalAssessment
        fields: list[str] = []


class CenterAssessmentFilter(ScopedFilterSet):
    scheme = RelatedFilter(queryset=CenterScheme.objects.standing(), label="年度方案")
    state = filters.ChoiceFilter(choices=CenterAssessment.State.choices, label="状态", **ALL)
    grade = filters.ChoiceFilter(choices=Grade.choices, label="等次", **ALL)

    class Meta:
        model = CenterAssessment
        fields: list[str] = []
