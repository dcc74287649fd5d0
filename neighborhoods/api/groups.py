"""`building-groups`, `onboardings` and `joint-meetings` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from rest_framework import serializers

from governance.access.models import Division
from governance.access.scoping import can
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.actions import groups, meetings
from neighborhoods.api.serializers import ToEnd
from neighborhoods.filters import BuildingGroupFilter, JointMeetingFilter, OnboardingFilter
from neighborhoods.flows import BUILDING_GROUP, JOINT_MEETING
from neighborhoods.models import Building, BuildingGroup, Estate, Household, JointMeeting, Onboarding

_BUILDINGS = BuildingGroup.buildings.through.objects.filter(buildinggroup=OuterRef("pk")).order_by("building_id")


class GroupRow(serializers.ModelSerializer):
    estate = serializers.UUIDField(source="estate_id")
    buildings = computed(
        serializers.ListField(child=serializers.UUIDField()), ArraySubquery(_BUILDINGS.values("building_id"))
    )
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = BuildingGroup
        fields = [
            "id", "estate", "name", "buildings", "feature", "state", "since", "named_on", "reviewed_on", "until",
            "division", "recorded_at", "version",
        ]  # fmt: skip


class GroupEdit(Question):
    name = serializers.CharField(max_length=40)
    feature = serializers.CharField(max_length=100, required=False, allow_blank=True)
    buildings = serializers.ListField(
        child=ScopedRelatedField(queryset=Building.objects.all()), required=False, min_length=1, max_length=50,
        help_text="默认整个小区",
    )  # fmt: skip


class NewGroup(GroupEdit):
    estate = ScopedRelatedField(queryset=Estate.objects.all())
    since = serializers.DateField(required=False)


class BuildingGroupViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """睦邻楼组。"""

    queryset = BuildingGroup.objects.all()
    serializer_class = GroupRow
    filterset_class = BuildingGroupFilter
    create_question, edit_question = NewGroup, GroupEdit
    flow = BUILDING_GROUP
    steps: ClassVar[dict[str, Any]] = {name: (ToEnd, act) for name, act in groups.STEPS.items()}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> BuildingGroup:
        return groups.add_group(asked.pop("estate"), by=by, id=id, **asked)

    def change(self, row: BuildingGroup, asked: dict[str, Any], *, by: Any) -> BuildingGroup:
        return groups.change_group(row, by=by, **asked)

    def detail_fields(self, row: BuildingGroup) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class OnboardingRow(serializers.ModelSerializer):
    household = serializers.UUIDField(source="household_id")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = Onboarding
        fields = ["id", "household", "since", "until", "division", "recorded_at", "version"]


class NewOnboarding(Question):
    household = ScopedRelatedField(queryset=Household.objects.all())
    since = serializers.DateField(required=False, help_text="默认今天")


class OnboardingViewSet(Creatable, Steps, ScopedViewSet):
    """上云：一户进入社区云的起止。"""

    queryset = Onboarding.objects.all()
    serializer_class = OnboardingRow
    filterset_class = OnboardingFilter
    create_question = NewOnboarding
    steps: ClassVar[dict[str, Any]] = {"end": (ToEnd, groups.end_onboarding)}

    @classmethod
    def may(cls, verb: str) -> str:
        """To end a span is to change it."""
        return super().may("change" if verb == "end" else verb)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Onboarding:
        return groups.onboard(asked.pop("household"), by=by, id=id, **asked)

    def detail_fields(self, row: Onboarding) -> dict[str, Any]:
        return {"allowed_steps": ["end"] if row.until is None and can(self.request.user, self.may("end"), row) else []}


class MeetingRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")

    class Meta:
        model = JointMeeting
        fields = [
            "id", "kind", "month", "state", "held_at", "committee", "owners", "property_firm", "resolution", "outcome",
            "division", "recorded_at", "version",
        ]  # fmt: skip


class NewMeeting(Question):
    division = ScopedRelatedField(queryset=Division.objects.all(), help_text="居委（村）的 12 位代码")
    kind = serializers.ChoiceField(JointMeeting.Kind.choices)
    month = serializers.DateField(help_text="这个月的任何一天")


class ToMeet(Question):
    held_at = serializers.DateTimeField()
    committee = serializers.BooleanField(required=False)
    owners = serializers.BooleanField(required=False)
    property_firm = serializers.BooleanField(required=False)
    resolution = serializers.CharField(max_length=1000)


class ToTrack(Question):
    outcome = serializers.CharField(max_length=1000)


class JointMeetingViewSet(Creatable, Steps, ScopedViewSet):
    """联席会议。每月 1 日为每个居委自动列出一行。"""

    queryset = JointMeeting.objects.all()
    serializer_class = MeetingRow
    filterset_class = JointMeetingFilter
    ordering_fields = ("month",)
    ordering = "-month"
    create_question = NewMeeting
    flow = JOINT_MEETING
    steps: ClassVar[dict[str, Any]] = {"hold": (ToMeet, meetings.hold), "track": (ToTrack, meetings.track)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> JointMeeting:
        return meetings.convene(asked.pop("division"), by=by, id=id, **asked)

    def detail_fields(self, row: JointMeeting) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
