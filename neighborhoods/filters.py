"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import DateInput

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from neighborhoods.models import (
    Activity,
    Booking,
    Building,
    BuildingGroup,
    Center,
    Estate,
    Household,
    JointMeeting,
    KeyPerson,
    Onboarding,
    Participation,
    Resident,
    Room,
)
from neighborhoods.selectors import matching

_DAY = DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SpanFilter(ScopedFilterSet):
    current = YesNoFilter(method="keep_current", label="在册")

    def keep_current(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return rows if wanted is None else rows.filter(until__isnull=wanted)


class KeyFilter(SpanFilter):
    key = filters.ChoiceFilter(choices=KeyPerson.Kind.choices, method="keep_key", label="重点人群", empty_label="全部")
    listed_by = ""  # the field of KeyPerson that names the row

    def keep_key(self, rows: QuerySet, name: str, kind: str) -> QuerySet:
        spans = KeyPerson.objects.current().filter(kind=kind, **{self.listed_by: OuterRef("pk")})
        return rows.filter(Exists(spans)) if kind else rows


class HouseholdFilter(KeyFilter):
    q = filters.CharFilter(method="keep_matching", label="地址、姓名或拼音首字母", max_length=60)
    estate = RelatedFilter(field_name="building__estate", queryset=Estate.objects.all(), label="小区")
    building = RelatedFilter(queryset=Building.objects.all(), label="楼栋")
    listed_by = "household"

    class Meta:
        model = Household
        fields = ["q", "estate", "building", "key", "current"]

    def keep_matching(self, households: QuerySet, name: str, text: str) -> QuerySet:
        return households.filter(pk__in=matching(self.request.user, text))


class ResidentFilter(KeyFilter):
    household = RelatedFilter(queryset=Household.objects.all(), label="住户")
    building = RelatedFilter(field_name="household__building", queryset=Building.objects.all(), label="楼栋")
    born_after = filters.DateFilter(field_name="birth_date", lookup_expr="gte", label="出生日期从")
    born_before = filters.DateFilter(field_name="birth_date", lookup_expr="lte", label="到")
    listed_by = "resident"

    class Meta:
        model = Resident
        fields = ["household", "building", "sex", "key", "current", "born_after", "born_before"]


class EstateFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="小区名称", max_length=60)

    class Meta:
        model = Estate
        fields = ["q", "kind"]


class BuildingFilter(ScopedFilterSet):
    estate = RelatedFilter(queryset=Estate.objects.all(), label="小区")

    class Meta:
        model = Building
        fields = ["estate"]


class CenterFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="名称", max_length=60)

    class Meta:
        model = Center
        fields = ["q", "kind", "state"]


class RoomFilter(ScopedFilterSet):
    center = RelatedFilter(queryset=Center.objects.all(), label="睦邻中心")

    class Meta:
        model = Room
        fields = ["center", "needs_approval", "active"]


class TimesFilter(ScopedFilterSet):
    """Days as they are in Shanghai, both ends included."""

    starts_after = filters.DateFilter(field_name="starts_at", lookup_expr="date__gte", label="日期从", widget=_DAY)
    starts_before = filters.DateFilter(field_name="starts_at", lookup_expr="date__lte", label="到", widget=_DAY)


class BookingFilter(TimesFilter):
    center = RelatedFilter(field_name="room__center", queryset=Center.objects.all(), label="睦邻中心")
    room = RelatedFilter(queryset=Room.objects.all(), label="活动室")

    class Meta:
        model = Booking
        fields = ["center", "room", "state"]


class ActivityFilter(TimesFilter):
    q = filters.CharFilter(field_name="title", lookup_expr="contains", label="名称", max_length=60)
    center = RelatedFilter(queryset=Center.objects.all(), label="睦邻中心")
    group = RelatedFilter(queryset=BuildingGroup.objects.all(), label="睦邻楼组")

    class Meta:
        model = Activity
        fields = ["q", "state", "theme", "organiser_kind", "center", "group"]


class ParticipationFilter(ScopedFilterSet):
    activity = RelatedFilter(queryset=Activity.objects.all(), label="活动")
    resident = RelatedFilter(queryset=Resident.objects.all(), label="居民")
    came = YesNoFilter(field_name="checked_in_at", lookup_expr="isnull", exclude=True, label="已签到")
    withdrawn = YesNoFilter(field_name="withdrawn_at", lookup_expr="isnull", exclude=True, label="已取消")

    class Meta:
        model = Participation
        fields = ["activity", "resident"]


class BuildingGroupFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="名称", max_length=40)
    estate = RelatedFilter(queryset=Estate.objects.all(), label="小区")

    class Meta:
        model = BuildingGroup
        fields = ["q", "estate", "state"]


class OnboardingFilter(SpanFilter):
    household = RelatedFilter(queryset=Household.objects.all(), label="住户")
    building = RelatedFilter(field_name="household__building", queryset=Building.objects.all(), label="楼栋")

    class Meta:
        model = Onboarding
        fields = ["household", "building", "current"]


class JointMeetingFilter(ScopedFilterSet):
    month = filters.DateFilter(label="月份（当月 1 日）", widget=_DAY)

    class Meta:
        model = JointMeeting
        fields = ["kind", "state", "month"]
