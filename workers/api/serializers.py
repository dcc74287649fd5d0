"""Out is a row's columns, personal values masked; in is a question."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import OuterRef, Subquery
from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.vault.masks import masked_name
from workers.models import Attendance, Certificate, Change, Post, Posting, Quota, Session, Training, Worker

NOW = Posting.objects.current().filter(worker=OuterRef("pk")).values("post__code")[:1]
CODE = "12 位区划代码"
REASON = "1 至 200 个字"


def division_code() -> serializers.CharField:
    return serializers.CharField(source="division_id", help_text=CODE)


def worker_id() -> serializers.UUIDField:
    return serializers.UUIDField(source="worker_id")


def one_worker() -> ScopedRelatedField:
    return ScopedRelatedField(queryset=Worker.objects.all())


class PostRow(serializers.ModelSerializer):
    division = division_code()

    class Meta:
        model = Post
        fields = ["code", "name", "kind", "counts", "order", "active", "division"]


class QuotaRow(serializers.ModelSerializer):
    division = division_code()

    class Meta:
        model = Quota
        fields = ["id", "division", "places", "basis", "since", "until", "recorded_at", "version"]


class WorkerRow(serializers.ModelSerializer):
    name = computed(serializers.CharField(help_text="掩码"), masked_name("name"))
    id_number = serializers.CharField(source="id_number_masked", help_text="掩码")
    phone = serializers.CharField(source="phone_masked", help_text="掩码")
    post = computed(serializers.CharField(allow_null=True, help_text="现任岗位的代码"), Subquery(NOW))
    division = division_code()

    class Meta:
        model = Worker
        fields = [
            "id", "number", "name", "sex", "birth_date", "education", "id_number", "phone", "skills", "state", "post", "division",
            "recorded_at", "version",
        ]  # fmt: skip


class Person(Question):
    name = serializers.CharField(max_length=40)
    sex = serializers.ChoiceField([("male", "男"), ("female", "女")], required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    education = serializers.ChoiceField(Worker.Education.choices, required=False, allow_blank=True)
    id_number = serializers.CharField(max_length=30, required=False, allow_null=True, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_null=True, allow_blank=True)
    skills = serializers.CharField(max_length=200, required=False, allow_blank=True)


class PostingRow(serializers.ModelSerializer):
    worker = worker_id()
    post = serializers.CharField(source="post.code")
    division = division_code()

    class Meta:
        model = Posting
        fields = ["id", "worker", "post", "division", "since", "until", "ending", "ended_at", "recorded_at", "version"]


class ChangeRow(serializers.ModelSerializer):
    worker = worker_id()
    division = division_code()
    to_division = serializers.CharField(source="to_division_id", allow_null=True, help_text=CODE)
    to_post = serializers.CharField(source="to_post.code", allow_null=True)

    class Meta:
        model = Change
        fields = [
            "id", "kind", "procedure", "state", "worker", "division", "to_division", "to_post", "ending", "effective_on", "note",
            "reason", "street_at", "district_at", "effective_at", "recorded_at", "version",
        ]  # fmt: skip


class NewChange(Question):
    """`join` names a person (new) or a worker who had left, with `to_division` and `post`; `transfer` a worker with both;
    `leave` a worker with `ending`.
    """

    kind = serializers.ChoiceField(Change.Kind.choices)
    worker = ScopedRelatedField(queryset=Worker.objects.all(), required=False)
    person = Person(required=False, help_text="新入职的人")
    to_division = serializers.RegexField(r"^\d{12}$", required=False, help_text="街镇或居村的 12 位代码")
    post = serializers.CharField(max_length=40, required=False, help_text="岗位代码")
    ending = serializers.ChoiceField([(one.value, one.label) for one in Posting.LEAVING], required=False)
    effective_on = serializers.DateField()
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)


class CertificateRow(serializers.ModelSerializer):
    worker = worker_id()
    division = division_code()

    class Meta:
        model = Certificate
        fields = [
            "id", "worker", "kind", "number", "issued_on", "expires_on", "division", "withdrawn_at", "recorded_at", "version",
        ]  # fmt: skip


class NewCertificate(Question):
    worker = one_worker()
    kind = serializers.ChoiceField(Certificate.Kind.choices)
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True)


class TrainingRow(serializers.ModelSerializer):
    division = division_code()

    class Meta:
        model = Training
        fields = ["id", "title", "kind", "topic", "teacher", "state", "division", "recorded_at", "version"]


class TrainingEdit(Question):
    title = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(Training.Kind.choices, required=False)
    topic = serializers.CharField(max_length=400, required=False, allow_blank=True)
    teacher = serializers.CharField(max_length=60, required=False, allow_blank=True)


class NewTraining(TrainingEdit):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text=CODE)


class SessionRow(serializers.ModelSerializer):
    training = serializers.UUIDField(source="training_id")
    division = division_code()

    class Meta:
        model = Session
        fields = [
            "id",
            "training",
            "starts_at",
            "ends_at",
            "hours",
            "place",
            "capacity",
            "division",
            "recorded_at",
            "version",
        ]


class SessionEdit(Question):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    hours = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=Decimal("0.5"), max_value=Decimal(40))
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    capacity = serializers.IntegerField(min_value=1, max_value=5000, required=False)


class NewSession(SessionEdit):
    training = ScopedRelatedField(queryset=Training.objects.all())


class ToNote(Question):
    present = serializers.ListField(child=serializers.UUIDField(), help_text="到场的签到编号；其余由您签到的人记为未到")


class AttendanceRow(serializers.ModelSerializer):
    session = serializers.UUIDField(source="session_id")
    worker = worker_id()
    division = division_code()

    class Meta:
        model = Attendance
        fields = [
            "id", "session", "worker", "enrolled_at", "attended", "hours", "held_at", "noted_at", "division", "withdrawn_at",
            "recorded_at", "version",
        ]  # fmt: skip


class NewAttendance(Question):
    session = ScopedRelatedField(queryset=Session.objects.all())
    worker = one_worker()
