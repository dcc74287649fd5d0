"""The base of every FilterSet: one set of filters answers the same query string on a page and in the API.

Nonsense is an error that names the field, never a filter silently left out.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django_filters.filterset import FILTER_FOR_DBFIELD_DEFAULTS

from governance.access import codes
from governance.access.scoping import ScopedQuerySet

_YES_NO = {"true": True, "1": True, "on": True, "false": False, "0": False}


class DivisionCodeField(forms.CharField):
    """A code, cut or full: 2, 4, 6, 9 or 12 digits."""

    def clean(self, value: Any) -> str:
        code = super().clean(value)
        if code:
            try:
                codes.within(code if code.isascii() else "")
            except ValueError:
                raise ValidationError("区划代码应为 2、4、6、9 或 12 位数字。") from None
        return code


class YesNoField(forms.Field):
    """`true` or `false`. A page shows three choices; Django's own field would read nonsense as "unknown"."""

    widget = forms.Select(choices=[("", "不限"), ("true", "是"), ("false", "否")])

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        try:
            return _YES_NO[str(value).lower()]
        except KeyError:
            raise ValidationError("请填 true 或 false。") from None


class WithinFilter(django_filters.CharFilter):
    field_class = DivisionCodeField

    def filter(self, rows: ScopedQuerySet, value: str) -> ScopedQuerySet:
        return rows.inside(value) if value else rows


class YesNoFilter(django_filters.BooleanFilter):
    field_class = YesNoField


class RelatedFilter(django_filters.ModelChoiceFilter):
    """A foreign key among the rows that the caller may see. Ask for `key="code"` where rows are named by code."""

    def __init__(self, *args: Any, key: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | ({"to_field_name": key} if key else {})))

    def get_queryset(self, request: Any) -> models.QuerySet:
        rows = super().get_queryset(request)
        if not isinstance(rows, ScopedQuerySet):
            return rows
        return rows.visible_to(request.user) if request is not None else rows.none()


class ScopedFilterSet(django_filters.FilterSet):
    """Adds `within`. With `only_given=True` (the API) fields that the query string does not name are not even built.

    A page shows what it left out as `form.ignored`; names that mean something to the page itself stand in `beside`.
    """

    beside: ClassVar[frozenset[str]] = frozenset({"cursor", "page", "ordering", "view", "as_of"})

    FILTER_DEFAULTS: ClassVar[dict] = {
        **FILTER_FOR_DBFIELD_DEFAULTS,
        models.BooleanField: {"filter_class": YesNoFilter},
        models.ForeignKey: {
            **FILTER_FOR_DBFIELD_DEFAULTS[models.ForeignKey],
            "filter_class": RelatedFilter,
        },
    }

    queryset: Any
    base_filters: Any  # the metaclass gathers them for the class, an instance may narrow them

    within = WithinFilter(label="区划代码（可截短）")

    def __init__(self, data: Any = None, queryset: Any = None, *, only_given: bool = False, **kwargs: Any) -> None:
        if only_given:
            self.base_filters = {
                name: one for name, one in self.base_filters.items()
                if one.extra.get("required") or any(key == name or key.startswith(f"{name}_") for key in data or ())
            }  # fmt: skip
        super().__init__(data, queryset, **kwargs)

    @property
    def form(self) -> forms.Form:
        form = super().form
        form.ignored = self.unknown(set(self.data) - self.beside)
        return form

    def narrowed(self) -> models.QuerySet:
        """The same as `qs` without building a form. Raises ValidationError by field."""
        if self._meta.form is not forms.Form:
            return self._by_form()
        rows, errors = self.queryset, {}
        for name, one in self.filters.items():
            try:
                rows = one.filter(rows, one.field.clean(one.field.widget.value_from_datadict(self.data, {}, name)))
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        return rows

    def _by_form(self) -> models.QuerySet:
        if self.errors:
            raise ValidationError({name: list(messages) for name, messages in self.errors.items()})
        return self.qs

    @classmethod
    def unknown(cls, names: set[str]) -> list[str]:
        """Those of `names` that no filter answers to; ranges answer to `<name>_min`, `<name>_after` and so on."""
        return sorted(name for name in names if not cls._answers(name))

    @classmethod
    def _answers(cls, name: str) -> bool:
        head, _, tail = name.rpartition("_")
        ends = {"min", "max", "after", "before", "from", "to"}
        is_range = isinstance(cls.base_filters.get(head), django_filters.RangeFilter)
        return name in cls.base_filters or (is_range and tail in ends)
