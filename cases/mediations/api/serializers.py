"""Out is a row's columns, personal values masked; in is a question."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import JSONObject, Now
from rest_framework import serializers

from cases.mediations.models import Consult, Disputant, Mediation
from cases.models import Case
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed

LATE = ExpressionWrapper(
    Q(state=Mediation.State.AGREED, fulfil_due_at__lt=Now(), withdrawn_at=None), output_field=BooleanField()
)
PEOPLE = ArraySubquery(
    Disputant.objects.standing().filter(mediation=OuterRef("pk")).order_by("side", "id")
    .values(one=JSONObject(id="id", side="side", name="name_masked", phone="phone_masked"))
)  # fmt: skip


class MaskedDisputant(serializers.Serializer):
    id = serializers.UUIDField()
    side = serializers.ChoiceField(Disputant.Side.choices)
    name = serializers.CharField(help_text="掩码")
    phone = serializers.CharField(help_text="掩码")


class MediationRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    case = serializers.UUIDField(source="case_id", allow_null=True)
    mediator = serializers.CharField(source="mediator.name", allow_null=True)
    second = serializers.CharField(source="second.name", allow_null=True)
    disputants = computed(MaskedDisputant(many=True), PEOPLE)
    overdue = computed(serializers.BooleanField(help_text="到期没有履行"), LATE)

    class Meta:
        model = Mediation
        fields = [
            "id", "number", "kind", "origin", "case", "title", "facts", "place", "division", "state", "disputants", "mediator", "second",
            "registered_at", "started_at", "outcome", "closed_at", "agreement", "fulfil_due_at", "overdue", "fulfilled_at",
            "followed_up", "onward", "reason", "closed_told_at", "fulfilled_told_at", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewDisputant(Question):
    side = serializers.ChoiceField(Disputant.Side.choices)
    name = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)


class NewMediation(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    kind = serializers.ChoiceField(Mediation.Kind.choices)
    title = serializers.CharField(max_length=80)
    origin = serializers.ChoiceField(Mediation.Origin.choices, required=False)
    facts = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    registered_at = serializers.DateTimeField(required=False, help_text="默认现在")
    case = ScopedRelatedField(
        queryset=Case.objects.all(), required=False, allow_null=True, help_text="转入的矛盾纠纷工单"
    )
    people = NewDisputant(many=True, required=False, help_text="当事人，可以后补")


class ToSeat(Question):
    mediator = serializers.CharField(max_length=150, help_text="账号，本居委或本街道的工作人员")
    second = serializers.CharField(max_length=150, required=False, allow_null=True, help_text="账号")


class ToStart(ToSeat):
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)


class ToAgree(Question):
    agreement = serializers.CharField(max_length=4000)
    fulfil_due_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(required=False, help_text="默认现在")


class ToFail(Question):
    onward = serializers.ChoiceField([one for one in Mediation.Onward.choices if one[0]])
    reason = serializers.CharField(max_length=400, required=False, allow_blank=True)
    closed_at = serializers.DateTimeField(required=False, help_text="默认现在")


class ToFulfil(Question):
    fulfilled_at = serializers.DateTimeField(required=False, help_text="默认现在")
    followed_up = serializers.CharField(max_length=400, required=False, allow_blank=True)


class ToRevealDisputant(Question):
    disputant = serializers.UUIDField()
    reason = serializers.CharField(max_length=200, help_text="走访核实、办理工单、紧急联系，或至少 4 个字的其他理由")


class ConsultRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    mediation = serializers.UUIDField(source="mediation_id", allow_null=True)
    name = serializers.CharField(source="name_masked", help_text="掩码")
    phone = serializers.CharField(source="phone_masked", help_text="掩码")
    answered_by = serializers.CharField(source="answered_by.name", allow_null=True)

    class Meta:
        model = Consult
        fields = [
            "id", "topic", "channel", "question", "name", "phone", "division", "asked_at", "state", "answer", "adviser",
            "answered_by", "answered_at", "referral", "referred_at", "mediation", "recorded_at", "withdrawn_at", "version",
        ]  # fmt: skip


class NewConsult(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    topic = serializers.ChoiceField(Consult.Topic.choices)
    question = serializers.CharField(max_length=1000)
    channel = serializers.ChoiceField(Consult.Channel.choices, required=False)
    name = serializers.CharField(max_length=40, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    asked_at = serializers.DateTimeField(required=False, help_text="默认现在")


class ToAnswerConsult(Question):
    answer = serializers.CharField(max_length=1000)
    adviser = serializers.CharField(max_length=40, required=False, allow_blank=True)


class ToRefer(Question):
    referral = serializers.ChoiceField([one for one in Consult.Referral.choices if one[0]])
    mediation = ScopedRelatedField(queryset=Mediation.objects.all(), required=False, allow_null=True)
