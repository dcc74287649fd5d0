"""Out is a row's columns, personal values masked; in is a question."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DecimalField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, JSONObject, Round
from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.vault.masks import masked_name
from neighborhoods.models import Resident
from volunteers.models import Belonging, HourEntry, Project, Recognition, ServiceRecord, Shift, Unit, Volunteer

MINUTES = Coalesce(
    Subquery(
        HourEntry.objects.filter(volunteer=OuterRef("pk")).order_by().values("volunteer").values(total=Sum("minutes"))
    ), 0,
)  # fmt: skip
HOURS = Round(Cast(MINUTES, DecimalField(max_digits=12, decimal_places=4)) / 60, 2)
UNITS = ArraySubquery(
    Belonging.objects.current().filter(volunteer=OuterRef("pk")).order_by("since", "id")
    .values(one=JSONObject(unit="unit_id", since="since", leads="leads"))
)  # fmt: skip
TITLES = ArraySubquery(
    Recognition.objects.current().filter(volunteer=OuterRef("pk")).order_by("title")
    .values(one=JSONObject(title="title", since="since"))
)  # fmt: skip
TAKEN = Coalesce(
    Subquery(
        ServiceRecord.objects.holding().filter(shift=OuterRef("pk")).order_by().values("shift").values(total=Count("pk"))
    ), 0,
)  # fmt: skip
NAME = Coalesce(masked_name(F("resident__name")), masked_name(F("name")))
PHONE = Coalesce(F("resident__phone_masked"), F("phone_masked"))


class UnitRow(serializers.ModelSerializer):
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a column
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Unit
        fields = ["id", "parent", "level", "name", "field", "state", "division", "recorded_at", "version"]


class UnitEdit(Question):
    name = serializers.CharField(max_length=60)
    field = serializers.ChoiceField(Unit.Field.choices, required=False, allow_blank=True)
    parent = ScopedRelatedField(queryset=Unit.objects.all(), required=False, allow_null=True)  # type: ignore[assignment]


class NewUnit(UnitEdit):
    division = ScopedRelatedField(queryset=Division.objects.all())
    level = serializers.ChoiceField(Unit.Level.choices)


class Held(serializers.Serializer):
    unit = serializers.UUIDField()
    since = serializers.DateField()
    leads = serializers.BooleanField()


class Titled(serializers.Serializer):
    title = serializers.ChoiceField(Recognition.Title.choices)
    since = serializers.DateField()


class VolunteerRow(serializers.ModelSerializer):
    resident = serializers.UUIDField(source="resident_id", allow_null=True)
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    name = computed(serializers.CharField(help_text="掩码"), NAME)
    phone = computed(serializers.CharField(help_text="掩码"), PHONE)
    units = computed(Held(many=True, help_text="现在所属的组织"), UNITS)
    titles = computed(Titled(many=True, help_text="现有的称号"), TITLES)
    minutes = computed(serializers.IntegerField(help_text="已确认的分钟，全部年份"), MINUTES)
    hours = computed(serializers.FloatField(help_text="同上，小时，两位小数"), HOURS)

    class Meta:
        model = Volunteer
        fields = [
            "id", "number", "resident", "name", "phone", "skills", "state", "units", "titles", "minutes", "hours", "division",
            "since", "until", "recorded_at", "version",
        ]  # fmt: skip


class VolunteerEdit(Question):
    skills = serializers.CharField(max_length=100, required=False, allow_blank=True)
    name = serializers.CharField(max_length=40, required=False)
    phone = serializers.CharField(max_length=30, required=False)
    id_number = serializers.CharField(max_length=30, required=False)


class NewVolunteer(VolunteerEdit):
    resident = ScopedRelatedField(
        queryset=Resident.objects.all(),
        required=False,
        allow_null=True,
        help_text="本区居民；姓名、电话、证件号不用再填",
    )
    division = ScopedRelatedField(
        queryset=Division.objects.all(), required=False, allow_null=True, help_text="不是居民的，登记在哪里"
    )
    unit = ScopedRelatedField(queryset=Unit.objects.all(), required=False, allow_null=True)
    since = serializers.DateField(required=False, help_text="默认今天")


class ToQuit(Question):
    on = serializers.DateField(required=False, help_text="默认今天")


class ToJoin(Question):
    unit = ScopedRelatedField(queryset=Unit.objects.all())
    since = serializers.DateField(required=False)
    leads = serializers.BooleanField(required=False)


class ToLeaveUnit(ToQuit):
    unit = ScopedRelatedField(queryset=Unit.objects.all())


class ToRecognize(Question):
    title = serializers.ChoiceField(Recognition.Title.choices)
    since = serializers.DateField(required=False)


class ToEndTitle(ToQuit):
    title = serializers.ChoiceField(Recognition.Title.choices)


class ProjectRow(serializers.ModelSerializer):
    unit = serializers.UUIDField(source="unit_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Project
        fields = [
            "id",
            "unit",
            "title",
            "theme",
            "description",
            "campaign",
            "state",
            "division",
            "recorded_at",
            "version",
        ]


class ProjectEdit(Question):
    title = serializers.CharField(max_length=60)
    theme = serializers.ChoiceField(Project.Theme.choices)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    campaign = serializers.CharField(max_length=40, required=False, allow_blank=True)


class NewProject(ProjectEdit):
    unit = ScopedRelatedField(queryset=Unit.objects.all())


class ShiftRow(serializers.ModelSerializer):
    project = serializers.UUIDField(source="project_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    taken = computed(serializers.IntegerField(help_text="已报名的人数"), TAKEN)

    class Meta:
        model = Shift
        fields = [
            "id", "project", "starts_at", "ends_at", "place", "capacity", "taken", "cancelled_at", "division", "recorded_at",
            "version",
        ]  # fmt: skip


class NewShift(Question):
    project = ScopedRelatedField(queryset=Project.objects.all())
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=2000, required=False)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)


class RecordRow(serializers.ModelSerializer):
    shift = serializers.UUIDField(source="shift_id")
    project = serializers.UUIDField(source="shift.project_id")
    volunteer = serializers.UUIDField(source="volunteer_id")
    unit = serializers.UUIDField(source="unit_id")
    timed_by = serializers.CharField(source="timed_by.username", allow_null=True, help_text="计时人的账号")
    confirmed_by = serializers.CharField(source="confirmed_by.username", allow_null=True, help_text="确认人的账号")
    minutes = serializers.IntegerField(help_text="台账里的分钟；更正确认后才变")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码，志愿者所在")

    class Meta:
        model = ServiceRecord
        fields = [
            "id", "shift", "project", "volunteer", "unit", "signed_up_at", "checked_in_at", "checked_out_at", "travel_minutes",
            "forgotten", "timed_by", "confirmed_at", "confirmed_by", "minutes", "objection", "correction", "state", "division",
            "version",
        ]  # fmt: skip


class NewRecord(Question):
    shift = ScopedRelatedField(queryset=Shift.objects.all())
    volunteer = ScopedRelatedField(queryset=Volunteer.objects.all())
    unit = ScopedRelatedField(
        queryset=Unit.objects.all(), required=False, allow_null=True, help_text="默认项目的组织，或本人的第一个组织"
    )


class ToCheckIn(Question):
    at = serializers.DateTimeField(required=False, help_text="默认现在")


class ToCheckOut(ToCheckIn):
    travel_minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, help_text="路途，不计入时长")


class ToRetime(Question):
    checked_in_at = serializers.DateTimeField(required=False)
    checked_out_at = serializers.DateTimeField(required=False)
    travel_minutes = serializers.IntegerField(min_value=0, max_value=600, required=False)
    reason = serializers.CharField(max_length=200)
