"""Out is a row's columns; in is a question."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from django.db.models.functions import Now
from rest_framework import serializers

from cases.actions.categories import FARTHEST, NEAREST
from cases.models import Case, Category
from cases.selectors import OPEN
from governance.access.models import Department, Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.rows import computed
from neighborhoods.models import Household

LATE = ExpressionWrapper(OPEN & Q(due_at__lt=Now(), paused_at=None), output_field=BooleanField())


class CaseRow(serializers.ModelSerializer):
    category = serializers.CharField(source="category.code", help_text="类别代码")
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    department = serializers.CharField(source="department.code", allow_null=True, help_text="承办部门代码")
    overdue = computed(serializers.BooleanField(help_text="未结且已过全案到期，缓办中和已并案的不算"), LATE)
    parent = serializers.UUIDField(source="parent_id", allow_null=True, help_text="并入的主工单")  # type: ignore[assignment]  # a column
    details = serializers.JSONField(help_text="类别所问的补充信息，问题代码到答案")

    class Meta:
        model = Case
        fields = [
            "id", "number", "source", "category", "title", "description", "division", "address", "longitude", "latitude",
            "state", "opened_at", "step_due_at", "due_at", "closed_at", "overdue", "department", "withdrawn_at", "entrance",
            "outside_number", "parent", "details", "asking", "paused_at", "assigned", "reworks", "refusals", "extensions", "urges",
            "private", "published_at", "version",
        ]  # fmt: skip


class NewCase(Question):
    division = ScopedRelatedField(queryset=Division.objects.all())
    category = serializers.CharField(max_length=40, help_text="类别代码，取登记地所用的一级")
    title = serializers.CharField(max_length=80)
    description = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    source = serializers.ChoiceField(Case.Source.choices, default=Case.Source.ACTIVE)  # type: ignore[assignment]  # a column
    opened_at = serializers.DateTimeField(required=False, help_text="默认现在")
    household = ScopedRelatedField(queryset=Household.objects.all(), required=False, allow_null=True)
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    details = serializers.DictField(required=False, help_text="对类别所问的回答，问题代码到答案；不给则不问")
    private = serializers.BooleanField(default=False, help_text="涉及隐私，公众查不到")


class ToFile(Question):
    first_channel = serializers.ChoiceField(Case.Channel.choices, required=False, allow_blank=True)


class ToDispatch(Question):
    department = serializers.CharField(max_length=40, help_text="承办部门代码")


class ToTransfer(ToDispatch):
    reason = serializers.CharField(max_length=200)


class ToExtend(Question):
    days = serializers.IntegerField(min_value=1, max_value=250, help_text="延长的工作日，不超过类别的办结期限")
    reason = serializers.CharField(max_length=200)


class ToPause(Question):
    until = serializers.DateField(help_text="缓办至，90 天以内")
    reason = serializers.CharField(max_length=200)


class ToApprove(Question):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class WithReasonOrNot(Question):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ToMerge(Question):
    parent = ScopedRelatedField(queryset=Case.objects.all(), help_text="主工单，同一街道、没有办结")  # type: ignore[assignment]  # a field


class WithResult(Question):
    result = serializers.CharField(max_length=1000)


class TheAnswer(Question):
    resolved = serializers.BooleanField()
    satisfaction = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField(max_length=200, required=False, allow_blank=True)


class ChangedCategory(Question):
    days = serializers.IntegerField(min_value=1, max_value=250)
    file_days = serializers.IntegerField(min_value=1, max_value=30)
    dispatch_days = serializers.IntegerField(min_value=1, max_value=30)
    accept_days = serializers.IntegerField(min_value=1, max_value=30)
    check_days = serializers.IntegerField(min_value=1, max_value=30)
    close_days = serializers.IntegerField(min_value=1, max_value=30)
    reopen_days = serializers.IntegerField(min_value=1, max_value=365)
    radius = serializers.IntegerField(min_value=NEAREST, max_value=FARTHEST, help_text="重复提示半径，米")
    department = ScopedRelatedField(queryset=Department.objects.all(), key="code", allow_null=True)
    active = serializers.BooleanField()


class CategoryRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="所属区划，12 位")
    parent = serializers.CharField(source="parent.code", allow_null=True, help_text="上级类别的代码")  # type: ignore[assignment]  # a column
    department = serializers.CharField(source="department.code", allow_null=True, help_text="常用承办部门代码")

    class Meta:
        model = Category
        fields = [
            "code", "name", "parent", "theme", "icon", "days", "file_days", "dispatch_days", "accept_days", "check_days",
            "close_days", "reopen_days", "radius", "opens_case", "offered", "keywords", "department", "active", "division", "version",
        ]  # fmt: skip
