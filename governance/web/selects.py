"""How forms are drawn: by Django's templates, but a list of choices in one go."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.widgets import Select
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString


class Renderer(DjangoTemplates):
    """Two templates a choice took most of the time of a form that offers a few hundred rooms, groups and partners."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name != Select.template_name or "optgroups" not in widget:
            return super().render(template_name, context, request)
        groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _ in widget["optgroups"]))
        return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: Any, options: list[dict[str, Any]]) -> SafeString:
    told = format_html_join(
        "", '\n  <option value="{}"{}>{}</option>', (
            (str(one["value"]), _attributes(one["attrs"]), conditional_escape(localize(one["label"]))) for one in options
        ),
    )  # fmt: skip
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, told) if name else told


def _attributes(given: dict[str, Any]) -> SafeString:
    """As Django's `attrs.html`: False is left out, True stands by its name alone."""
    return format_html_join(
        "", " {}{}", (
            (name, "" if value is True else format_html('="{}"', str(value))) for name, value in given.items() if value is not False
        ),
    )  # fmt: skip
