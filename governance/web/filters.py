"""Filters of the kernel's lists."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from governance.access import codes
from governance.access.filters import ScopedFilterSet, WithinFilter, YesNoFilter
from governance.access.models import Membership, User
from governance.access.roles import Role
from governance.access.scoping import between
from governance.audit.models import Event
from governance.web.metering import KINDS
from governance.web.models import FormUse

_NARROW = {"class": "w-auto"}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UserFilter(ScopedFilterSet):
    q = django_filters.CharFilter(method="search", label="姓名或账号", max_length=60)
    role = django_filters.ChoiceFilter(choices=Role.choices, method="holding", label="角色", empty_label="全部角色")
    active = YesNoFilter("is_active", label="在用")

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, users: QuerySet, name: str, text: str) -> QuerySet:
        return users.filter(Q(name__icontains=text) | Q(username__icontains=text))

    def holding(self, users: QuerySet, name: str, role: str) -> QuerySet:
        """Who holds the role; together with `within`, who holds it there."""
        code, there = self.form.cleaned_data.get("within"), Q()
        if code:
            there = Q(**between("division_id", *codes.within(code)))
        return users.filter(Exists(Membership.objects.standing().filter(there, user=OuterRef("pk"), role=role)))


class FormUseFilter(ScopedFilterSet):
    """Without a span: the last thirty days, today included."""

    DAYS: ClassVar = {"": 30, "30d": 30, "12m": 365}

    span = django_filters.ChoiceFilter(
        choices=[("30d", "近 30 天"), ("12m", "近 12 个月")], method="keep_all", label="时间", empty_label=None, widget=forms.Select(_NARROW),
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        choices=lambda: list(KINDS.items()), label="表单", empty_label="全部表单", widget=forms.Select(_NARROW)
    )

    class Meta:
        model = FormUse
        fields: list[str] = []

    @property
    def since(self) -> date:
        return timezone.localdate() - timedelta(days=self.DAYS[self.form.cleaned_data.get("span") or ""] - 1)

    def keep_all(self, uses: QuerySet, name: str, span: str) -> QuerySet:
        return uses

    def filter_queryset(self, uses: QuerySet) -> QuerySet:
        return super().filter_queryset(uses).filter(day__gte=self.since)


class EventWithinFilter(WithinFilter):
    """Events carry the code itself, so that they outlive any division."""

    def filter(self, rows: Any, value: str) -> Any:
        return rows.filter(**between("division", *codes.within(value))) if value else rows


class EventFilter(ScopedFilterSet):
    verb = django_filters.CharFilter(lookup_expr="startswith", label="事件", max_length=80)
    actor = django_filters.CharFilter("actor__username", label="账号", max_length=150)
    subject_type = django_filters.CharFilter(label="对象类型", max_length=60)
    subject_id = django_filters.CharFilter(label="对象编号", max_length=64)
    within = EventWithinFilter(label="区划代码（可截短）")
    since = django_filters.DateFilter(method="keep_since", label="从", widget=_DAY)
    until = django_filters.DateFilter(method="keep_until", label="到", widget=_DAY)

    class Meta:
        model = Event
        fields: list[str] = []

    def keep_since(self, events: QuerySet, name: str, day: date) -> QuerySet:
        return events.filter(at__gte=_midnight(day))

    def keep_until(self, events: QuerySet, name: str, day: date) -> QuerySet:
        """Up to the end of the day."""
        return events.filter(at__lt=_midnight(day + timedelta(days=1))) if day < date.max else events


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
