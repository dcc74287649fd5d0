"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from volunteers.models import Belonging, Project, Recognition, ServiceRecord, Shift, Unit, Volunteer
from volunteers.selectors import below, matching


class UnitFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="名称", max_length=60)
    parent = RelatedFilter(queryset=Unit.objects.all(), label="上级组织")

    class Meta:
        model = Unit
        fields = ["q", "level", "field", "state", "parent"]


class VolunteerFilter(ScopedFilterSet):
    """Those who have quit are listed with `state=quit` only."""

    q = filters.CharFilter(method="search", label="编号、姓名或拼音首字母", max_length=60)
    unit = RelatedFilter(queryset=Unit.objects.all(), method="keep_unit", label="组织（含下级）")
    state = filters.MultipleChoiceFilter(choices=Volunteer.State.choices, label="状态", distinct=False)
    skill = filters.CharFilter(field_name="skills", lookup_expr="icontains", label="专长", max_length=40)
    title = filters.ChoiceFilter(
        choices=Recognition.Title.choices, method="keep_title", label="称号", empty_label="全部"
    )

    class Meta:
        model = Volunteer
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if not (data or {}).get("state"):
            self.queryset = self.queryset.exclude(state=Volunteer.State.QUIT)

    def search(self, volunteers: QuerySet, name: str, text: str) -> QuerySet:
        return volunteers.filter(matching(self.request.user, text)) if text else volunteers

    @extend_schema_field(OpenApiTypes.UUID)
    def keep_unit(self, volunteers: QuerySet, name: str, unit: Unit | None) -> QuerySet:
        spans = Belonging.objects.current().filter(below(unit.pk), volunteer=OuterRef("pk")) if unit else None
        return volunteers if spans is None else volunteers.filter(Exists(spans))

    def keep_title(self, volunteers: QuerySet, name: str, title: str) -> QuerySet:
        spans = Recognition.objects.current().filter(title=title, volunteer=OuterRef("pk"))
        return volunteers.filter(Exists(spans)) if title else volunteers


class ProjectFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="title", lookup_expr="contains", label="名称", max_length=60)
    unit = RelatedFilter(queryset=Unit.objects.all(), label="组织")
    theme = filters.ChoiceFilter(choices=Project.Theme.choices, label="领域", empty_label="全部领域")
    state = filters.ChoiceFilter(choices=Project.State.choices, label="状态", empty_label="全部状态")

    class Meta:
        model = Project
        fields = ["q", "unit", "theme", "state", "campaign"]


class ShiftFilter(ScopedFilterSet):
    project = RelatedFilter(queryset=Project.objects.all(), label="项目")
    unit = RelatedFilter(field_name="project__unit", queryset=Unit.objects.all(), label="组织")
    starts_after = filters.IsoDateTimeFilter("starts_at", lookup_expr="gte", label="开始不早于")
    starts_before = filters.IsoDateTimeFilter("starts_at", lookup_expr="lt", label="开始早于")
    to_come = YesNoFilter(method="keep_to_come", label="未结束")

    class Meta:
        model = Shift
        fields: list[str] = []

    def keep_to_come(self, shifts: Any, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return shifts
        kept = shifts.to_come(timezone.now())
        return kept if wanted else shifts.exclude(pk__in=kept.order_by().values("pk"))


class ServiceRecordFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号、姓名或拼音首字母", max_length=60)
    shift = RelatedFilter(queryset=Shift.objects.all(), label="班次")
    project = RelatedFilter(field_name="shift__project", queryset=Project.objects.all(), label="项目")
    volunteer = RelatedFilter(queryset=Volunteer.objects.all(), label="志愿者")
    unit = RelatedFilter(queryset=Unit.objects.all(), method="keep_unit", label="组织（含下级）")
    state = filters.MultipleChoiceFilter(choices=ServiceRecord.State.choices, label="状态", distinct=False)
    waiting = YesNoFilter(method="keep_waiting", label="待确认")
    forgotten = YesNoFilter(label="忘记签退")
    signed_after = filters.IsoDateTimeFilter("signed_up_at", lookup_expr="gte", label="报名不早于")

    class Meta:
        model = ServiceRecord
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.queryset = self.queryset.standing()

    def search(self, records: QuerySet, name: str, text: str) -> QuerySet:
        people = Volunteer.objects.visible_to(self.request.user).filter(matching(self.request.user, text)).order_by()
        return records.filter(volunteer__in=people.values("pk")) if text else records

    def keep_unit(self, records: QuerySet, name: str, unit: Unit | None) -> QuerySet:
        return records.filter(below(unit.pk)) if unit else records

    def keep_waiting(self, records: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return records
        kept = ("served", "disputed")
        return records.filter(state__in=kept) if wanted else records.exclude(state__in=kept)
