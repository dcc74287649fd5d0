"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.filters import CodeFilter
from cases.models import Category
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from neighborhoods.models import Building, Household, Partner
from visits.models import BuildingDuty, DueVisit, Handover, Need, Plan, Reception, Visit

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class VisitFilter(ScopedFilterSet):
    household = RelatedFilter(queryset=Household.objects.all(), label="住户")
    partner = RelatedFilter(queryset=Partner.objects.all(), label="企业")
    method = filters.ChoiceFilter(choices=Visit.Method, label="方式", empty_label="不限")
    met = YesNoFilter(field_name="met", label="见到住户")
    frontline = YesNoFilter(label="一线工作法")
    sensitive = YesNoFilter(method="keep_sensitive", label="敏感走访")
    visited_after = filters.DateFilter(field_name="visited_at", lookup_expr="date__gte", label="走访日期从", widget=DAY)
    visited_before = filters.DateFilter(field_name="visited_at", lookup_expr="date__lte", label="到", widget=DAY)
    q = filters.CharFilter(field_name="household__address__text", lookup_expr="contains", label="地址")

    class Meta:
        model = Visit
        fields = ["q", "household", "method", "met", "visited_after", "visited_before"]

    def keep_sensitive(self, visits: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return visits
        return visits.exclude(sensitivity="") if wanted else visits.filter(sensitivity="")


class NeedFilter(ScopedFilterSet):
    category = CodeFilter("category__code", rows=Category.objects.all(), label="类别", empty_label="全部类别")
    waiting = YesNoFilter(method="keep_waiting", label="居委待办")
    overdue = YesNoFilter(method="keep_overdue", label="逾期未回访")
    solved = YesNoFilter(method="keep_solved", label="居民答复已解决")
    raised_after = filters.DateFilter(field_name="raised_at", lookup_expr="date__gte", label="提出日期从", widget=DAY)
    raised_before = filters.DateFilter(field_name="raised_at", lookup_expr="date__lte", label="到", widget=DAY)

    class Meta:
        model = Need
        fields = ["category", "waiting", "raised_after", "raised_before"]

    def keep_waiting(self, needs: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return needs
        waiting = {"case": None, "resolved_at": None, "withdrawn_at": None}
        return needs.filter(**waiting) if wanted else needs.exclude(**waiting)

    def keep_overdue(self, needs: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = Q(case=None, resolved_at=None, withdrawn_at=None, follow_up_on__lt=timezone.localdate())
        return needs if wanted is None else needs.filter(late) if wanted else needs.exclude(late)

    def keep_solved(self, needs: Any, name: str, wanted: bool | None) -> QuerySet:
        return needs if wanted is None else needs.with_answer().filter(solved=wanted)


class PlanFilter(ScopedFilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="contains", label="名称", max_length=60)
    in_force = YesNoFilter(method="keep_in_force", label="在执行")

    class Meta:
        model = Plan
        fields = ["q", "audience"]

    def keep_in_force(self, plans: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        now = Plan.objects.in_force(timezone.localdate()).values("pk")
        return plans if wanted is None else plans.filter(pk__in=now) if wanted else plans.exclude(pk__in=now)


class WalkerFilter(filters.CharFilter):
    """The id of a clerk, or `none`: doors of buildings that nobody walks."""

    def filter(self, rows: QuerySet, value: str) -> QuerySet:
        if not value:
            return rows
        duties = BuildingDuty.objects.current()
        if value == "none":
            return rows.filter(building__isnull=False).exclude(building__in=duties.values("building"))
        return rows.filter(building__in=duties.filter(clerk__pk=forms.UUIDField().clean(value)).values("building"))


class DoorFilter(ScopedFilterSet):
    """Doors that one plan asks for, each in one state; a page of the plan keeps them by `States`."""

    STATES = (("met", "已访"), ("waiting", "待访"), ("overdue", "超期"))

    state = filters.ChoiceFilter(choices=STATES, method="keep_all", label="状态", empty_label="全部")
    building = RelatedFilter(queryset=Building.objects.all(), label="楼栋")
    clerk = WalkerFilter(label="包楼人")

    class Meta:
        model = Household
        fields: list[str] = []

    def keep_all(self, doors: QuerySet, name: str, state: str) -> QuerySet:
        return doors


class DueFilter(ScopedFilterSet):
    """Doors that anything asks for: overdue, unless those of the week ahead are asked for too."""

    plan = RelatedFilter(queryset=Plan.objects.all(), label="计划")
    listed = YesNoFilter(method="keep_listed", label="重点人群登记的间隔")
    building = RelatedFilter(queryset=Building.objects.all(), label="楼栋")
    clerk = WalkerFilter(label="包楼人")

    class Meta:
        model = DueVisit
        fields: list[str] = []

    def keep_listed(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return rows if wanted is None else rows.filter(plan__isnull=wanted)


class ReceptionFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(choices=Reception.State, label="状态", empty_label="全部状态")
    overdue = YesNoFilter(method="keep_overdue", label="超期")
    mine = YesNoFilter(method="keep_mine", label="我首问的")

    class Meta:
        model = Reception
        fields: list[str] = []

    def keep_overdue(self, receptions: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = Q(state__in=Reception.OPEN, withdrawn_at=None, due_at__lt=timezone.now())
        return receptions if wanted is None else receptions.filter(late if wanted else ~late)

    def keep_mine(self, receptions: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        mine: Any = Q(receiver=self.request.user)
        return receptions if wanted is None else receptions.filter(mine if wanted else ~mine)


class HandoverFilter(ScopedFilterSet):
    state = filters.ChoiceFilter(choices=Handover.State, label="状态", empty_label="全部状态")

    class Meta:
        model = Handover
        fields: list[str] = []
