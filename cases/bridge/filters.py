"""One set of filters for page and API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from cases.bridge.models import Crossing, Delivery, Platform, Webhook
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter


class PlatformFilter(ScopedFilterSet):
    class Meta:
        model = Platform
        fields = ["active", "direction"]


class DeliveryFilter(ScopedFilterSet):
    crossing = RelatedFilter(queryset=Crossing.objects.all(), label="互转")
    webhook = RelatedFilter(queryset=Webhook.objects.all(), label="推送地址")
    stuck = YesNoFilter(method="keep_stuck", label="发送失败")

    class Meta:
        model = Delivery
        fields = ["topic"]

    def keep_stuck(self, rows: Any, name: str, wanted: bool | None) -> QuerySet:
        stuck = Delivery.objects.stuck().values("pk")
        return rows if wanted is None else rows.filter(pk__in=stuck) if wanted else rows.exclude(pk__in=stuck)


class CrossingFilter(ScopedFilterSet):
    state = django_filters.ChoiceFilter(choices=Crossing.State.choices, label="状态", empty_label="全部状态")
    direction = django_filters.ChoiceFilter(choices=Crossing.Direction.choices, label="方向", empty_label="转出和转入")
    platform = RelatedFilter(queryset=Platform.objects.all(), label="平台", empty_label="全部平台")
    stuck = YesNoFilter(method="keep_stuck", label="发送失败")

    class Meta:
        model = Crossing
        fields: list[str] = []

    def keep_stuck(self, rows: QuerySet, name: str, wanted: Any) -> QuerySet:
        failing = Exists(Delivery.objects.stuck().filter(crossing=OuterRef("pk")))
        return rows if wanted is None else rows.filter(failing if wanted else ~failing)
