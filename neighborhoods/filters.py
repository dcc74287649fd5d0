"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from neighborhoods.models import Building, Estate, Household, KeyPerson, Resident
from neighborhoods.selectors import matching


class SpanFilter(ScopedFilterSet):
    current = YesNoFilter(method="keep_current", label="在册")

    def keep_current(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return rows if wanted is None else rows.filter(until__isnull=wanted)


class KeyFilter(SpanFilter):
    key = filters.ChoiceFilter(choices=KeyPerson.Kind.choices, method="keep_key", label="重点人群", empty_label="全部")
    listed_by = ""  # the field of KeyPerson that names the row

    def keep_key(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        spans = KeyPerson.objects.current().filter(kind=kind, **{self.listed_by: OuterRef("pk")})
        return rows.filter(Exists(spans)) if kind else rows


class HouseholdFilter(KeyFilter):
    q = filters.CharFilter(method="keep_matching", label="地址、姓名或拼音首字母", max_length=60)
    estate = RelatedFilter(field_name="building__estate", queryset=Estate.objects.all(), label="小区")
    building = RelatedFilter(queryset=Building.objects.all(), label="楼栋")
    listed_by = "household"

    class Meta:
        model = Household
        fields = ["q", "estate", "building", "key", "current"]

    def keep_matching(self, households: QuerySet, name: str, text: str) -> QuerySet:
        return households.filter(pk__in=matching(self.request.user, text))


class ResidentFilter(KeyFilter):
    household = RelatedFilter(queryset=Household.objects.all(), label="住户")
    building = RelatedFilter(field_name="household__building", queryset=Building.objects.all(), label="楼栋")
    born_after = filters.DateFilter(field_name="birth_date", lookup_expr="gte", label="出生日期从")
    born_before = filters.DateFilter(field_name="birth_date", lookup_expr="lte", label="到")
    listed_by = "resident"

    class Meta:
        model = Resident
        fields = ["household", "building", "sex", "key", "current", "born_after", "born_before"]


class EstateFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="小区名称", max_length=60)

    class Meta:
        model = Estate
        fields = ["q", "kind"]


class BuildingFilter(ScopedFilterSet):
    estate = RelatedFilter(queryset=Estate.objects.all(), label="小区")

    class Meta:
        model = Building
        fields = ["estate"]
