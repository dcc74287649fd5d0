"""Rows of visits and needs, and what a filing asks for."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from rest_framework import serializers

from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from neighborhoods.models import Household, Partner, Resident
from visits.models import Need, NeedAnswer, Sensitivity, Visit, VisitedResident

_MET = VisitedResident.objects.filter(visit=OuterRef("pk")).order_by("pk").values("resident_id")
_NEEDS = (
    Need.objects.filter(visit=OuterRef("pk"))
    .order_by("pk")
    .values(json=JSONObject(id="pk", category="category__code", description="description", case="case_id"))
)


_SAID = NeedAnswer.objects.filter(need=OuterRef("pk"), withdrawn_at=None).order_by("-answered_at", "-id")

MOST_MET, MOST_NEEDS = 50, 50  # each is a question to the database


class NeedInVisit(serializers.Serializer):
    id = serializers.UUIDField()
    category = serializers.CharField()
    description = serializers.CharField()
    case = serializers.UUIDField(allow_null=True)


class VisitRow(serializers.Serializer):
    id = serializers.UUIDField()
    household = serializers.UUIDField(source="household_id", allow_null=True)
    partner = serializers.UUIDField(source="partner_id", allow_null=True)
    residents = computed(serializers.ListField(child=serializers.UUIDField()), ArraySubquery(_MET))
    visited_at = serializers.DateTimeField()
    method = serializers.ChoiceField(choices=Visit.Method.choices)
    met = serializers.BooleanField()
    content = serializers.CharField(help_text="敏感走访在列表里为空")
    frontline = serializers.BooleanField(help_text="一线工作法")
    sensitivity = serializers.CharField()
    needs = computed(NeedInVisit(many=True), ArraySubquery(_NEEDS))
    visitor = serializers.CharField(source="visitor.username")
    division = serializers.CharField(source="division_id")
    recorded_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class NeedRow(serializers.Serializer):
    id = serializers.UUIDField()
    visit = serializers.UUIDField(source="visit_id")
    household = serializers.UUIDField(source="visit.household_id", allow_null=True)
    category = serializers.CharField(source="category.code")
    description = serializers.CharField()
    raised_at = serializers.DateTimeField()
    case = serializers.UUIDField(source="case_id", allow_null=True)
    follow_up_on = serializers.DateField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField()
    private = serializers.BooleanField()
    solved = computed(serializers.BooleanField(allow_null=True), Subquery(_SAID.values("solved")[:1]))
    satisfaction = computed(serializers.IntegerField(allow_null=True), Subquery(_SAID.values("satisfaction")[:1]))
    division = serializers.CharField(source="division_id")
    withdrawn_at = serializers.DateTimeField(allow_null=True)


class NeedQuestion(Question):
    category = serializers.CharField(max_length=40, help_text="类别代码，取住户所在地所用的一级")
    description = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    open_case = serializers.BooleanField(required=False, allow_null=True, default=None)
    follow_up_on = serializers.DateField(required=False, allow_null=True, default=None)


class VisitQuestion(Question):
    """One of `household` and `partner`. A `sensitivity` needs a `purpose`; `answer` is what a reception settled on the spot."""

    household = ScopedRelatedField(queryset=Household.objects.all(), required=False, allow_null=True, default=None)
    partner = ScopedRelatedField(queryset=Partner.objects.all(), required=False, allow_null=True, default=None)
    residents = serializers.ListField(
        child=ScopedRelatedField(queryset=Resident.objects.all()), required=False, default=list, max_length=MOST_MET
    )
    visited_at = serializers.DateTimeField()
    method = serializers.ChoiceField(choices=Visit.Method.choices, required=False, default=Visit.Method.DOOR)
    met = serializers.BooleanField(required=False, default=True)
    content = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    needs = NeedQuestion(many=True, required=False, default=list, max_length=MOST_NEEDS)  # type: ignore[call-arg]  # of the list
    frontline = serializers.BooleanField(required=False, default=False)
    answer = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    sensitivity = serializers.ChoiceField(choices=[("", "—"), *Sensitivity.choices], required=False, default="")
    purpose = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    consent = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class OutcomeQuestion(Question):
    outcome = serializers.CharField(max_length=200)


class AnswerQuestion(Question):
    solved = serializers.BooleanField()
    satisfaction = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
