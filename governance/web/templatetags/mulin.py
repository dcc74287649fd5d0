"""Tags of every page. A builtin library: templates need no `{% load %}`. Parameters are listed in docs/front.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.web import metering
from governance.web.deadlines import remaining
from governance.web.looks import Look

register = template.Library()
NOTHING = "—"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Draw a decorative icon; the words next to it carry the meaning."""
    href = f"{static('vendor/icons.svg')}#{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', f"i {classes}".strip(), href)


@register.simple_tag
def state(key: str, looks: Mapping[str, Look]) -> SafeString:
    """Show a state by its Look (or `(label, icon, tone)`); a key without one is shown as it is."""
    look = Look(*looks[key]) if key in looks else Look(str(key), "info-circle")
    return format_html('<span class="{}">{}{}</span>', f"state {look.tone}".strip(), icon(look.icon), look.label)


@register.simple_tag
def due(when: datetime | date | None, now: datetime | None = None) -> SafeString:
    """Show a deadline relative to `now`; the exact time is in the title. For what is closed, show the date instead."""
    if when is None:
        return format_html('<span class="due muted">{}</span>', NOTHING)
    left = remaining(when, now=now or timezone.now())
    symbol = {"over": icon("exclamation-octagon-fill"), "soon": icon("clock")}.get(left.tone, "")
    shown = '<span class="due {}">{}<time datetime="{}" title="{}">{}</time></span>'
    return format_html(shown, left.tone, symbol, left.iso, left.exact, left.text)


@register.filter
def num(value: Any, digits: int = 0) -> str:
    """1042 -> 1,042; with digits 74.35 -> 74.4 (halves go up, as people expect)."""
    if value is None or value == "":
        return NOTHING
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP)
    return f"{rounded + 0:,f}"


@register.filter
def pct(share: Any, digits: int = 1) -> str:
    """0.767 -> 76.7%. A share, not a number of hundredths."""
    if share is None or share == "":
        return NOTHING
    return f"{num(Decimal(str(share)) * 100, digits)}%"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """This page's query string with changes; None or "" removes. Any change starts at the first page again."""
    query = context["request"].GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def json_url(context: template.Context, name: str, *args: Any, **changes: Any) -> str:
    """The API address `name` with this page's filters: page and API answer the same query string."""
    return reverse(name, args=args) + query_with(context, **changes)


@register.inclusion_tag("parts/form_errors.html")
def form_errors(*forms: BaseForm) -> dict[str, Any]:
    """Summarise what is wrong above the form; each line leads to its field. Of a filter: also what it does not know."""
    rows = [
        (form[name] if name in form.fields else None, text)
        for form in forms
        for name, texts in form.errors.items()
        for text in texts
    ]
    ignored = [name[:60] for form in forms for name in getattr(form, "ignored", ())]
    return {"rows": rows, "fields": sum(bound is not None for bound, _ in rows), "ignored": ignored[:5]}


@register.inclusion_tag("parts/filters.html", takes_context=True)
def filters(context: template.Context, names: str, shown: int = 2, units: Any = None, kept: str = "") -> dict[str, Any]:
    """The form above a list's `#rows`, of the page's `filter`: fields by `names`, the first `shown` also on a phone.

    `units` are divisions to narrow the list to, `kept` names of the address that the form hands on unseen.
    """
    form, query = context["filter"].form, context["request"].GET
    return {
        "fields": [form[name] for name in names.split()], "shown": shown, "units": units, "within": query.get("within", ""),
        "kept": [(name, query[name]) for name in kept.split() if query.get(name)], "here": context["request"].path,
    }  # fmt: skip


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, style: str = "", hint: str = "", count: bool = False) -> dict[str, Any]:
    """Render a field with label, help and errors. `style`: "" | "segs" | "chips" for choices; `count` shows 22 / 200."""
    grouped = isinstance(bound.field.widget, (RadioSelect, CheckboxSelectMultiple))
    ticked = getattr(bound.field.widget, "input_type", "") == "checkbox" and not grouped
    return {"field": bound, "style": style, "hint": hint, "count": count, "grouped": grouped, "ticked": ticked}


@register.inclusion_tag("parts/meter.html")
def meter(form: BaseForm) -> dict[str, Any]:
    """Inside a form that `governance.web.metering` counts: the hidden stamp, and quietly what is already filled in."""
    brought, asked = metering.brought_and_asked(form)
    return {"name": metering.NAME, "stamp": metering.stamp(form), "brought": brought, "asked": asked}


@register.filter
def control(bound: BoundField) -> SafeString:
    """The input itself, dressed; Django adds aria-describedby and aria-invalid."""
    widget = bound.field.widget
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    kind = "form-check-input" if getattr(widget, "input_type", "") == "checkbox" else kind
    classes = [kind, widget.attrs.get("class", ""), "is-invalid" if bound.errors else ""]
    return bound.as_widget(attrs={"class": " ".join(filter(None, classes))})


@register.filter
def sort_state(request: HttpRequest, name: str) -> str:
    """The `aria-sort` of a column: ascending, descending or none, from `?ordering=`."""
    ordering = request.GET.get("ordering", "")
    return {name: "ascending", f"-{name}": "descending"}.get(ordering, "none")
