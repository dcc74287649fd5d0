"""The API, the kernel's pages, and below /trial/ three resources that are as small as a resource can be."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django.urls import include, path
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from cases.flows import CASE
from cases.models import Case
from governance.access.filters import ScopedFilterSet
from governance.access.models import Department, Division
from governance.api.fields import Nothing, Question, ScopedRelatedField
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.models import Estate


class TrialEstateRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")

    class Meta:
        model = Estate
        fields = ["id", "name", "address", "kind", "division", "recorded_at", "version"]


class TrialNewEstate(Question):
    name = serializers.CharField(max_length=60)
    division = ScopedRelatedField(queryset=Division.objects.all())


class ChangedEstate(Question):
    name = serializers.CharField(max_length=60)


class TrialEstateFilter(ScopedFilterSet):
    """`floors` looks across the buildings, so a filter of Django's own makes it DISTINCT."""

    floors = django_filters.NumberFilter("buildings__floors", distinct=True)
    above = django_filters.NumberFilter("buildings__floors", lookup_expr="gt")

    class Meta:
        model = Estate
        fields: ClassVar[list[str]] = []


class EstateViewSet(Creatable, Editable, ScopedViewSet):
    queryset = Estate.objects.all()
    basename = "trial-estates"
    serializer_class = TrialEstateRow
    filterset_class = TrialEstateFilter
    ordering_fields = ("recorded_at", "name")
    ordering = "-recorded_at"
    create_question = TrialNewEstate
    edit_question = ChangedEstate

    def make(self, asked, *, id, by):
        row = Estate(**asked, created_by=by, **({"id": id} if id else {}))
        row.full_clean()
        row.save(force_insert=True)
        return row

    def change(self, row, asked, *, by):
        row.name = asked.get("name", row.name)
        row.full_clean()
        row.save()
        return row


class TrialCaseRow(serializers.ModelSerializer):
    class Meta:
        model = Case
        fields = ["id", "title", "state", "due_at"]


class Dispatch(Question):
    department = ScopedRelatedField(queryset=Department.objects.all(), key="code")


def dispatch(case, *, department, by):
    with CASE.step("dispatch", case, by=by) as case:
        case.department = department
    return case


class CaseViewSet(Steps, ScopedViewSet):
    queryset = Case.objects.all()
    basename = "trial-cases"
    serializer_class = TrialCaseRow
    flow = CASE
    steps = {"file": (Nothing, lambda case, by: CASE.take("file", case, by=by)), "dispatch": (Dispatch, dispatch)}

    def detail_fields(self, row):
        return {"allowed_steps": self.allowed_steps(row)}


trial = SimpleRouter()
trial.register("estates", EstateViewSet, basename="trial-estates")
trial.register("cases", CaseViewSet, basename="trial-cases")

urlpatterns = [
    path("trial/", include(trial.urls)),
    path("api/v1/", include("governance.api.urls")),
    path("", include("governance.web.urls")),
]
