"""The resources of the kernel itself: divisions and departments."""

from __future__ import annotations

import django_filters
from rest_framework import serializers

from governance.access.filters import ScopedFilterSet
from governance.access.models import Department, Division
from governance.api.registry import register
from governance.api.viewsets import ScopedViewSet


class DivisionRow(serializers.ModelSerializer):
    parent = serializers.CharField(source="parent_id", allow_null=True, help_text="上级的代码")  # type: ignore[assignment]  # a column
    successor = serializers.CharField(source="successor_id", allow_null=True, help_text="并入的区划的代码")

    class Meta:
        model = Division
        fields = ["code", "name", "level", "parent", "valid_from", "valid_until", "successor"]


class DivisionFilter(ScopedFilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="名称")

    class Meta:
        model = Division
        fields = ["level", "parent"]


class DivisionViewSet(ScopedViewSet):
    """区划。键是 12 位代码。"""

    queryset = Division.objects.all()
    serializer_class = DivisionRow
    filterset_class = DivisionFilter
    lookup_field = "code"
    ordering = "code"
    ordering_fields = ("code", "name")


class DepartmentRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="所属区划的 12 位代码")

    class Meta:
        model = Department
        fields = ["code", "name", "division", "active"]


class DepartmentFilter(ScopedFilterSet):
    class Meta:
        model = Department
        fields = ["active"]


class DepartmentViewSet(ScopedViewSet):
    """职能部门。在一个区划之内以代码为键。"""

    queryset = Department.objects.all()
    serializer_class = DepartmentRow
    filterset_class = DepartmentFilter
    lookup_field = "code"
    ordering = "code"
    ordering_fields = ("code", "name")


register("divisions", DivisionViewSet)
register("departments", DepartmentViewSet)
