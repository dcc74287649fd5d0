"""Out is a row's columns; in is a question."""

from __future__ import annotations

from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import Now
from rest_framework import serializers

from cases.models import Case
from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import late
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed

LATE = ExpressionWrapper(late(Now()), output_field=BooleanField())
CODE = "部门代码，取本居委可用的"


class SummonsRow(serializers.ModelSerializer):
    case = serializers.UUIDField(source="case_id", allow_null=True)
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    follows = serializers.UUIDField(source="follows_id", allow_null=True, help_text="再次约请：上次的那一件")
    overdue = computed(serializers.BooleanField(help_text="有部门超过时限没有应约或到场"), LATE)

    class Meta:
        model = Summons
        fields = [
            "id", "number", "kind", "inviter", "case", "title", "description", "division", "place", "urgent", "state", "raised_at",
            "checked_at", "result", "confirmed_at", "closed_at", "follows", "escalated_at", "overdue", "withdrawn_at", "version",
        ]  # fmt: skip


class InvitationRow(serializers.ModelSerializer):
    summons = serializers.UUIDField(source="summons_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    department = serializers.CharField(source="department.code", help_text="部门代码")

    class Meta:
        model = Invitation
        fields = [
            "id", "summons", "division", "department", "state", "sent_at", "answer_due_at", "arrive_due_at", "accepted_at",
            "declined_at", "declined_reason", "arrived_at", "arrival", "reported_at", "report", "rating", "comment", "withdrawn_at",
        ]  # fmt: skip


class NewSummons(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    title = serializers.CharField(max_length=80)
    place = serializers.CharField(max_length=120)
    departments = serializers.ListField(
        child=serializers.CharField(max_length=40), min_length=1, max_length=10, help_text=CODE
    )
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    kind = serializers.ChoiceField(Summons.Kind.choices, default=Summons.Kind.SUMMONS)
    inviter = serializers.CharField(max_length=60, required=False, allow_blank=True)
    urgent = serializers.BooleanField(default=False)
    case = ScopedRelatedField(queryset=Case.objects.all(), required=False, allow_null=True)


class ToCheck(Question):
    departments = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, min_length=1, max_length=10,
        help_text="改请这些部门；不给则照居委所请",
    )  # fmt: skip


class ToResubmit(Question):
    description = serializers.CharField(max_length=2000)


class ToInvite(Question):
    department = serializers.CharField(max_length=40, help_text=CODE)


class ForDepartment(Question):
    department = serializers.CharField(max_length=40, required=False, help_text="答复的人管几个部门时须写明")


class ToDecline(ForDepartment):
    reason = serializers.CharField(max_length=200)


class ToArriveOnSite(ForDepartment):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ToReport(ForDepartment):
    report = serializers.CharField(max_length=1000)


class Rating(Question):
    department = serializers.CharField(max_length=40)
    rating = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ToRate(Question):
    ratings = Rating(many=True, help_text="约请的每个部门一条")


class ToAskAgain(Question):
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ToEscalate(Question):
    category = serializers.CharField(max_length=40, required=False, help_text="没有工单时须给，将同时登记一件")
