"""Filters of the lists of batches, sensors and their events, the same on pages and in the API."""

from __future__ import annotations

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from cases.intake.models import HotlineBatch, Sensor, SensorEvent
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter


class BatchFilter(ScopedFilterSet):
    class Meta:
        model = HotlineBatch
        fields: list[str] = []


class SensorFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        method="search", label="编号、名称或地点", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    active = YesNoFilter(label="启用")

    class Meta:
        model = Sensor
        fields = ["active"]

    def search(self, sensors: QuerySet, name: str, text: str) -> QuerySet:
        return sensors.filter(Q(code__icontains=text) | Q(name__contains=text) | Q(address__contains=text))


class SensorEventFilter(ScopedFilterSet):
    sensor = RelatedFilter(queryset=Sensor.objects.all(), key="code", label="传感器编号")
    outcome = django_filters.ChoiceFilter(choices=SensorEvent.Outcome.choices, label="处置")
    since = django_filters.IsoDateTimeFilter("at", lookup_expr="gte", label="不早于")

    class Meta:
        model = SensorEvent
        fields: list[str] = []
