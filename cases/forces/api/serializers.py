"""Out is a row's columns; in is a question."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from rest_framework import serializers

from cases.forces.models import Callout, Force, Member
from cases.models import Case
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed

CODE = "12 位区划代码"
GROUNDS = ArraySubquery(
    Force.grounds.through.objects.filter(force=OuterRef("pk")).order_by("division").values("division")
)
MEMBERS = ArraySubquery(
    Member.objects.filter(force=OuterRef("pk"), until=None).order_by("-lead", "since", "id")
    .values(one=JSONObject(person="person__name", kind="kind", lead="lead", since="since"))
)  # fmt: skip


class MemberRow(serializers.Serializer):
    person = serializers.CharField()
    kind = serializers.ChoiceField(Member.Kind.choices)
    lead = serializers.BooleanField()
    since = serializers.DateTimeField()


class ForceRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    grounds = computed(
        serializers.ListField(child=serializers.CharField(), help_text="管辖单位的代码，空为全部下级"), GROUNDS
    )
    members = computed(MemberRow(many=True), MEMBERS)

    class Meta:
        model = Force
        fields = [
            "id", "kind", "name", "place", "phone", "division", "grounds", "members", "state", "running_since", "closed_at",
            "closed_reason", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class ForceEdit(Question):
    name = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=60)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    grounds = serializers.ListField(
        child=ScopedRelatedField(queryset=Division.objects.all()),
        required=False,
        max_length=200,
        help_text="下级的代码",
    )


class NewForce(ForceEdit):
    division = ScopedRelatedField(queryset=Division.objects.all())
    kind = serializers.ChoiceField(Force.Kind.choices)


class ForcePerson(Question):
    person = serializers.CharField(max_length=150, help_text="账号，本单位在岗的工作人员")


class ForceJoin(ForcePerson):
    kind = serializers.ChoiceField(Member.Kind.choices, required=False)
    lead = serializers.BooleanField(required=False)


class CalloutRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text=CODE)
    force = serializers.UUIDField(source="force_id")
    case = serializers.UUIDField(source="case_id")

    class Meta:
        model = Callout
        fields = [
            "id", "force", "case", "task", "division", "state", "called_at", "arrived_at", "ended_at", "result", "recorded_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class NewCallout(Question):
    force = ScopedRelatedField(queryset=Force.objects.all())
    case = ScopedRelatedField(queryset=Case.objects.all())
    task = serializers.CharField(max_length=200)


class CalloutFinish(Question):
    result = serializers.CharField(max_length=400)
