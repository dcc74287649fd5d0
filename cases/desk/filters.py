"""What lists of the desk are asked for."""

from __future__ import annotations

from typing import Any

import django_filters

from cases.desk.models import ReplyTemplate, ShortlistEntry
from cases.models import Case
from governance.access import codes
from governance.access.filters import ScopedFilterSet, WithinFilter
from governance.access.scoping import between
from governance.files.models import Attachment


class ShortlistFilter(ScopedFilterSet):
    state = django_filters.ChoiceFilter("case__state", choices=Case.State.choices, label="工单状态")

    class Meta:
        model = ShortlistEntry
        fields: list[str] = []


class ReplyTemplateFilter(ScopedFilterSet):
    category = django_filters.CharFilter("category__code", label="类别代码", max_length=40)

    class Meta:
        model = ReplyTemplate
        fields = ["step", "active"]


class InFilter(WithinFilter):
    """`within` of rows that hold a division's code without being scoped themselves."""

    def filter(self, rows: Any, value: str) -> Any:
        return rows.filter(**between("division", *codes.within(value))) if value else rows


class PhotoFilter(ScopedFilterSet):
    within = InFilter(label="区划代码（可截短）")
    case = django_filters.UUIDFilter("subject_id", label="工单")

    class Meta:
        model = Attachment
        fields: list[str] = []
