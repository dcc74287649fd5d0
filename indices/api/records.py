"""Rows of records that have no resource of their own. Ids, dates and kinds: no name, no personal value."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from cases.models import Answer, Round
from neighborhoods.models import BuildingGroup, JointMeeting, KeyPerson, Opening, Partner
from volunteers.models import Recognition
from workers.models import Attendance, Posting


class RoundRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    case = serializers.UUIDField(source="case_id")
    category = serializers.CharField(source="category.code")

    class Meta:
        model = Round
        fields = ["id", "case", "category", "number", "started_at", "due_at", "closed_at", "division"]


class AnswerRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    case = serializers.UUIDField(source="case_id")

    class Meta:
        model = Answer
        fields = ["id", "case", "answered_at", "resolved", "satisfaction", "division"]


class KeyPersonRow(serializers.ModelSerializer):
    """Personal values stay behind: a household, a kind and an interval."""

    division = serializers.CharField(source="division_id")
    household = serializers.UUIDField(source="household_id")
    resident = serializers.UUIDField(source="resident_id")

    class Meta:
        model = KeyPerson
        fields = ["id", "household", "resident", "kind", "interval", "since", "until", "division"]


class PostingRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    worker = serializers.UUIDField(source="worker_id")
    post = serializers.CharField(source="post.code")

    class Meta:
        model = Posting
        fields = ["id", "worker", "post", "since", "until", "ending", "division"]


class AttendanceRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    worker = serializers.UUIDField(source="worker_id")
    session = serializers.UUIDField(source="session_id")

    class Meta:
        model = Attendance
        fields = ["id", "worker", "session", "held_at", "hours", "division"]


class RecognitionRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    volunteer = serializers.UUIDField(source="volunteer_id")

    class Meta:
        model = Recognition
        fields = ["id", "volunteer", "title", "since", "until", "division"]


class OpeningRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    center = serializers.UUIDField(source="center_id")

    class Meta:
        model = Opening
        fields = ["id", "center", "since", "until", "division"]


class PartnerRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")

    class Meta:
        model = Partner
        fields = ["id", "name", "kind", "division"]


class BuildingGroupRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")
    estate = serializers.UUIDField(source="estate_id")

    class Meta:
        model = BuildingGroup
        fields = ["id", "estate", "name", "named_on", "state", "division"]


class JointMeetingRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id")

    class Meta:
        model = JointMeeting
        fields = ["id", "kind", "month", "held_at", "committee", "owners", "property_firm", "division"]


OWN_ROWS: dict[str, Any] = {
    "answers": AnswerRow, "attendances": AttendanceRow, "building-groups": BuildingGroupRow, "joint-meetings": JointMeetingRow,
    "key-persons": KeyPersonRow, "openings": OpeningRow, "partners": PartnerRow, "postings": PostingRow,
    "recognitions": RecognitionRow, "rounds": RoundRow,
}  # fmt: skip
