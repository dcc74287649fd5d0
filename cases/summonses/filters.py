"""One set of filters for the list of summonses, its export and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases.filters import CodeFilter
from cases.models import Case
from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import IN_TIME, VIEWS, came_due, late, matching, view_condition, year_of
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.access.models import Department


class YearFilter(django_filters.NumberFilter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=2000, max_value=2100, decimal_places=0, **kwargs)


class SummonsFilter(ScopedFilterSet):
    """What is about a department's coming (`due_year`, `on_time`) is asked of the `department` that is named, if one is."""

    q = django_filters.CharFilter(
        method="search", label="约请号、事项或地点", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    department = CodeFilter(
        rows=Department.objects.all(), method="keep_department", label="部门", empty_label="全部部门"
    )
    state = django_filters.MultipleChoiceFilter(choices=Summons.State.choices, label="状态", distinct=False)
    kind = django_filters.ChoiceFilter(choices=Summons.Kind.choices, label="方式", empty_label="约请和邀约")
    result = django_filters.ChoiceFilter(choices=Summons.Result.choices[1:], label="结果", empty_label="全部结果")
    urgent = YesNoFilter(label="紧急")
    case = RelatedFilter(queryset=Case.objects.all(), label="工单")
    overdue = YesNoFilter(method="keep_overdue", label="超时")
    closed_year = YearFilter(method="keep_closed", label="办结年份")
    due_year = YearFilter(method="keep_due", label="到场时限年份")
    on_time = YesNoFilter(method="keep_on_time", label="按时到场")
    withdrawn = YesNoFilter(method="keep_withdrawn", label="已撤回")
    view = django_filters.ChoiceFilter(
        choices=[(view.key, view.label) for view in VIEWS], method="keep_view", label="视图"
    )

    class Meta:
        model = Summons
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Withdrawn ones are left out unless they are asked for."""
        super().__init__(data, *args, **kwargs)
        if not (data or {}).get("withdrawn"):
            self.queryset = self.queryset.standing()

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(matching(text))

    def keep_department(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        return rows.filter(self._asked())

    def keep_overdue(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        there = late(timezone.now())
        return rows.filter(there if wanted else ~there)

    def keep_closed(self, rows: Any, name: str, year: Any) -> QuerySet:
        return rows.settled(*year_of(int(year)))

    def keep_due(self, rows: QuerySet, name: str, year: Any) -> QuerySet:
        return rows.filter(self._asked(came_due(*year_of(int(year)))))

    def keep_on_time(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        year = self.data.get("due_year") or ""
        due = came_due(*year_of(int(year))) if year.isascii() and year.isdigit() and len(year) == 4 else Q()
        return rows.filter(self._asked(due & IN_TIME if wanted else due & ~IN_TIME))

    def keep_withdrawn(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.filter(withdrawn_at__isnull=not wanted)

    def keep_view(self, rows: QuerySet, name: str, key: str) -> QuerySet:
        return rows.filter(view_condition(key, timezone.now()))

    def _asked(self, kept: Q = Q()) -> Exists:  # noqa: B008  an empty Q is never changed
        """A department was sent it (the named one, if one is) and has not declined."""
        code = self.data.get("department")
        sent = Invitation.objects.standing().filter(kept, summons=OuterRef("pk"), sent_at__isnull=False)
        return Exists(sent.filter(department__code=code) if code else sent)


class InvitationFilter(ScopedFilterSet):
    department = CodeFilter("department__code", rows=Department.objects.all(), label="部门", empty_label="全部部门")
    summons = RelatedFilter(queryset=Summons.objects.all(), label="约请")
    overdue = YesNoFilter(method="keep_overdue", label="超时")
    due_year = YearFilter(method="keep_due", label="到场时限年份")
    withdrawn = YesNoFilter(method="keep_withdrawn", label="辞约或不再约请")

    class Meta:
        model = Invitation
        fields = ["state"]

    def keep_overdue(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        there = Q(withdrawn_at=None) & Invitation.late(timezone.now())
        return rows.filter(there if wanted else ~there)

    def keep_due(self, rows: QuerySet, name: str, year: Any) -> QuerySet:
        return rows.filter(came_due(*year_of(int(year))))

    def keep_withdrawn(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.filter(withdrawn_at__isnull=not wanted)
