"""One set of filters for the work list, its export and the API."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from cases.models import Case, Category
from cases.selectors import VIEWS, ended, late, matching, near, open_at, view_condition
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.access.models import Department


@extend_schema_field(OpenApiTypes.STR)
class CodeFilter(django_filters.ChoiceFilter):
    """Rows named by the code of a related row that the caller may see. Several divisions may use one code."""

    def __init__(self, *args: Any, rows: QuerySet, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    @property
    def field(self) -> Any:
        request = getattr(self.parent, "request", None)
        if "choices" not in self.extra:
            rows: Any = self.rows
            seen = rows.visible_to(request.user).order_by("name").values_list("code", "name") if request else []
            self.extra["choices"] = list(dict(seen).items())
        return super().field


class NearField(forms.CharField):
    """`31.2890,121.5030,200`: latitude, longitude, metres up to 5000."""

    def clean(self, value: Any) -> tuple[float, float, float] | None:
        text = super().clean(value)
        if not text:
            return None
        parts = text.split(",")
        if len(parts) != 3 or not all(re.fullmatch(r"-?\d{1,3}(\.\d{1,8})?|\d{1,4}(\.\d+)?", part) for part in parts):
            raise ValidationError("请写成 纬度,经度,米，例如 31.2890,121.5030,200。")
        latitude, longitude, radius = map(float, parts)
        if abs(latitude) > 85 or abs(longitude) > 180 or not 0 < radius <= 5000:
            raise ValidationError("纬度、经度不对，或半径不在 1 至 5000 米。")
        return latitude, longitude, radius


class NearFilter(django_filters.CharFilter):
    field_class = NearField

    def filter(self, cases: QuerySet, value: tuple[float, float, float] | None) -> QuerySet:
        return cases.filter(near(*value)) if value else cases


class CaseFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        method="search", label="工单号、地点或事项", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    category = CodeFilter("category__code", rows=Category.objects.all(), label="类别", empty_label="全部类别")
    department = CodeFilter("department__code", rows=Department.objects.all(), label="承办部门", empty_label="全部部门")
    state = django_filters.MultipleChoiceFilter(choices=Case.State.choices, label="状态", distinct=False)
    source = django_filters.ChoiceFilter(choices=Case.Source.choices, label="来源", empty_label="全部来源")
    entrance = django_filters.ChoiceFilter(choices=Case.Entrance.choices, label="受理渠道", empty_label="全部渠道")
    parent = RelatedFilter(queryset=Case.objects.all(), label="主工单")
    paused = YesNoFilter("paused_at", lookup_expr="isnull", exclude=True, label="缓办中")
    private = YesNoFilter(label="不公开")
    overdue = YesNoFilter(method="keep_overdue", label="超期")
    step_due_before = django_filters.IsoDateTimeFilter("step_due_at", lookup_expr="lt", label="本步到期早于")
    near = NearFilter(label="附近：纬度,经度,米")
    as_of = django_filters.DateFilter(method="keep_as_of", label="当天终了时未结")
    due_before = django_filters.IsoDateTimeFilter("due_at", lookup_expr="lt", label="到期早于")
    opened_after = django_filters.IsoDateTimeFilter("opened_at", lookup_expr="gte", label="发现不早于")
    withdrawn = YesNoFilter(method="keep_withdrawn", label="已撤回")
    view = django_filters.ChoiceFilter(
        choices=[(view.key, view.label) for view in VIEWS], method="keep_view", label="视图"
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Withdrawn cases are left out unless they are asked for."""
        super().__init__(data, *args, **kwargs)
        if not (data or {}).get("withdrawn"):
            self.queryset = self.queryset.standing()

    def search(self, cases: QuerySet, name: str, text: str) -> QuerySet:
        return cases.filter(matching(text))

    def keep_overdue(self, cases: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        over = late(timezone.now())
        return cases if wanted is None else cases.filter(over if wanted else ~over)

    def keep_as_of(self, cases: QuerySet, name: str, day: date) -> QuerySet:
        return cases.filter(open_at(ended(day)))

    def keep_withdrawn(self, cases: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return cases if wanted is None else cases.filter(withdrawn_at__isnull=not wanted)

    def keep_view(self, cases: QuerySet, name: str, key: str) -> QuerySet:
        return cases.filter(view_condition(key, self.request.user, timezone.now()))


class CategoryFilter(ScopedFilterSet):
    class Meta:
        model = Category
        fields = ["theme", "active"]
