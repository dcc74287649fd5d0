"""One set of filters for the work list, its export and the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.models import Case, Category
from cases.selectors import OPEN, VIEWS, matching, view_condition
from governance.access.filters import ScopedFilterSet, YesNoFilter
from governance.access.models import Department


class CodeFilter(django_filters.ChoiceFilter):
    """Rows named by the code of a related row that the caller may see. Several divisions may use one code."""

    def __init__(self, *args: Any, rows: QuerySet, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    @property
    def field(self) -> Any:
        request = getattr(self.parent, "request", None)
        if "choices" not in self.extra:
            seen = self.rows.visible_to(request.user).order_by("name").values_list("code", "name") if request else []
            self.extra["choices"] = list(dict(seen).items())
        return super().field


class CaseFilter(ScopedFilterSet):
    q = django_filters.CharFilter(
        method="search", label="工单号、地点或事项", widget=forms.TextInput(attrs={"type": "search", "maxlength": 60})
    )
    category = CodeFilter("category__code", rows=Category.objects.all(), label="类别", empty_label="全部类别")
    department = CodeFilter("department__code", rows=Department.objects.all(), label="承办部门", empty_label="全部部门")
    state = django_filters.MultipleChoiceFilter(choices=Case.State.choices, label="状态", distinct=False)
    source = django_filters.ChoiceFilter(choices=Case.Source.choices, label="来源", empty_label="全部来源")
    overdue = YesNoFilter(method="keep_overdue", label="超期")
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
        late = OPEN & Q(due_at__lt=timezone.now())
        return cases if wanted is None else cases.filter(late if wanted else ~late)

    def keep_withdrawn(self, cases: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return cases if wanted is None else cases.filter(withdrawn_at__isnull=not wanted)

    def keep_view(self, cases: QuerySet, name: str, key: str) -> QuerySet:
        return cases.filter(view_condition(key, self.request.user, timezone.now()))


class CategoryFilter(ScopedFilterSet):
    class Meta:
        model = Category
        fields = ["theme", "active"]
