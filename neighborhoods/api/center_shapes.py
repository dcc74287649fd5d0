"""Centers, rooms, bookings and activities: out is a row's columns, in is a question."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from rest_framework import serializers

from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.vault.masks import masked_name
from neighborhoods.actions.centers import Hours
from neighborhoods.models import (
    Activity,
    Booking,
    BuildingGroup,
    Center,
    CenterService,
    OpeningHours,
    Participation,
    Partner,
    Resident,
    Room,
)

CODE = "12 位区划代码"
_HOURS = OpeningHours.objects.filter(center=OuterRef("pk"), active=True).order_by("weekday", "opens")
_SERVICES = CenterService.objects.filter(center=OuterRef("pk"), active=True).order_by("kind", "name")


class HoursShape(Question):
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 是周一")
    opens = serializers.TimeField()
    closes = serializers.TimeField()

    def to_internal_value(self, data: Any) -> Any:
        return Hours(**super().to_internal_value(data))


class ServiceShape(serializers.Serializer):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(CenterService.Kind.choices)
    name = serializers.CharField()
    hours = serializers.CharField()
    fee = serializers.CharField()


class CenterRow(serializers.ModelSerializer):
    hours = computed(
        HoursShape(many=True), ArraySubquery(_HOURS.values(one=JSONObject(weekday="weekday", opens="opens", closes="closes")))
    )  # fmt: skip
    services = computed(
        ServiceShape(many=True),
        ArraySubquery(_SERVICES.values(one=JSONObject(id="id", kind="kind", name="name", hours="hours", fee="fee"))),
    )
    division = serializers.CharField(source="division_id", help_text=CODE)

    class Meta:
        model = Center
        fields = [
            "id", "name", "kind", "address", "longitude", "latitude", "phone", "notice", "state", "hours", "services",
            "division", "recorded_at", "version",
        ]  # fmt: skip


class CenterEdit(Question):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(Center.Kind.choices, required=False)
    address = serializers.CharField(max_length=120)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    notice = serializers.CharField(max_length=400, required=False, allow_blank=True)
    hours = HoursShape(many=True, required=False, max_length=30, help_text="全部开放时间，替换原有的")  # type: ignore[call-arg]  # of the list


class NewCenter(CenterEdit):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text=CODE)


class RoomRow(serializers.ModelSerializer):
    center = serializers.UUIDField(source="center_id")
    division = serializers.CharField(source="division_id", help_text=CODE)

    class Meta:
        model = Room
        fields = [
            "id", "center", "name", "capacity", "equipment", "needs_approval", "active", "division", "recorded_at", "version",
        ]  # fmt: skip


class RoomEdit(Question):
    name = serializers.CharField(max_length=40)
    capacity = serializers.IntegerField(min_value=1, max_value=2000)
    equipment = serializers.CharField(max_length=120, required=False, allow_blank=True)
    needs_approval = serializers.BooleanField(required=False)
    active = serializers.BooleanField(required=False)


class NewRoom(RoomEdit):
    center = ScopedRelatedField(queryset=Center.objects.all())


class BusyTime(serializers.Serializer):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class BookingRow(serializers.ModelSerializer):
    room = serializers.UUIDField(source="room_id")
    activity = serializers.UUIDField(source="activity.id", allow_null=True)
    division = serializers.CharField(source="division_id", help_text="预约单位的 12 位区划代码")

    class Meta:
        model = Booking
        fields = [
            "id", "room", "activity", "starts_at", "ends_at", "purpose", "holder", "heads", "state", "reason",
            "division", "recorded_at", "version",
        ]  # fmt: skip


class NewBooking(Question):
    room = ScopedRelatedField(queryset=Room.objects.all())
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="预约单位的 12 位区划代码")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    purpose = serializers.CharField(max_length=60)
    holder = serializers.CharField(max_length=60, required=False, allow_blank=True)
    heads = serializers.IntegerField(min_value=1, max_value=2000, required=False)


_SIGNED = Participation.objects.filter(activity=OuterRef("pk"), withdrawn_at=None).order_by().values("activity")


def _counted(column: str) -> Coalesce:
    return Coalesce(Subquery(_SIGNED.annotate(n=Count(column)).values("n")), 0)


class ActivityRow(serializers.ModelSerializer):
    center = serializers.UUIDField(source="center_id", allow_null=True)
    room = serializers.UUIDField(source="room_id", allow_null=True)
    booking = serializers.UUIDField(source="booking_id", allow_null=True)
    group = serializers.UUIDField(source="group_id", allow_null=True)
    partner = serializers.UUIDField(source="partner_id", allow_null=True)
    signed = computed(serializers.IntegerField(help_text="报名人数"), _counted("pk"))
    came = computed(serializers.IntegerField(help_text="签到人数"), _counted("checked_in_at"))
    division = serializers.CharField(source="division_id", help_text=CODE)

    class Meta:
        model = Activity
        fields = [
            "id", "title", "theme", "organiser_kind", "organiser", "description", "center", "room", "booking", "place",
            "group", "partner", "starts_at", "ends_at", "capacity", "open_to_all", "state", "signed", "came", "guests",
            "held_at", "rating", "summary", "reason", "division", "recorded_at", "version",
        ]  # fmt: skip


class ActivityEdit(Question):
    title = serializers.CharField(max_length=60)
    theme = serializers.ChoiceField(Activity.Theme.choices, required=False)
    organiser_kind = serializers.ChoiceField(Activity.Organiser.choices, required=False)
    organiser = serializers.CharField(max_length=60, required=False, allow_blank=True)
    description = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    center = ScopedRelatedField(queryset=Center.objects.all(), required=False, allow_null=True)
    room = ScopedRelatedField(queryset=Room.objects.all(), required=False, allow_null=True)
    place = serializers.CharField(max_length=120, required=False, allow_blank=True)
    group = ScopedRelatedField(queryset=BuildingGroup.objects.all(), required=False, allow_null=True)
    partner = ScopedRelatedField(queryset=Partner.objects.all(), required=False, allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    capacity = serializers.IntegerField(min_value=1, max_value=5000, required=False, allow_null=True)
    open_to_all = serializers.BooleanField(required=False)


class NewActivity(ActivityEdit):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text=CODE)


class ToHold(Question):
    guests = serializers.IntegerField(min_value=0, max_value=5000, required=False, help_text="没有登记姓名的人数")


class ToEvaluate(Question):
    rating = serializers.IntegerField(min_value=1, max_value=5)
    summary = serializers.CharField(max_length=1000)


class ReasonAsked(Question):
    reason = serializers.CharField(max_length=200)


class MayGiveReason(Question):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ParticipationRow(serializers.ModelSerializer):
    activity = serializers.UUIDField(source="activity_id")
    resident = serializers.UUIDField(source="resident_id")
    name = computed(serializers.CharField(help_text="掩码"), masked_name("resident__name"))
    division = serializers.CharField(source="division_id", help_text="居民所在的 12 位区划代码")

    class Meta:
        model = Participation
        fields = [
            "id", "activity", "resident", "name", "signed_up_at", "checked_in_at", "division", "recorded_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class NewParticipation(Question):
    activity = ScopedRelatedField(queryset=Activity.objects.all())
    resident = ScopedRelatedField(queryset=Resident.objects.all())


class ToArrive(Question):
    at = serializers.DateTimeField(required=False, help_text="签到的时刻，默认现在")
