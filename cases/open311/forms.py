"""The shape of a request that is filed: one service, one place, a few words. No rule of the portal stands here."""

from __future__ import annotations

import math
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict

from cases.open311.parameters import given
from cases.open311.refusals import Wrong

WORDS = 4000
HTML = re.compile(r"<\s*[a-zA-Z!/?][^>]*>")
ATTRIBUTE = re.compile(r"attribute\[([\w-]{1,40})\](\[\])?", re.ASCII)

_is_web_address = URLValidator(schemes=["http", "https"])


def filed(form: QueryDict) -> dict[str, Any]:
    """What was sent beside key, jurisdiction and service, cleaned. Raises Wrong with all that is amiss."""
    amiss: list[str] = []
    found = {
        "description": _description(form, amiss), **_place(form, amiss), "media_url": _media(form, amiss),
        "details": _attributes(form), "email": given(form, "email"), "phone": given(form, "phone"),
        "name": _name(given(form, "first_name"), given(form, "last_name")),
    }  # fmt: skip
    if any("\0" in text for pair in form.lists() for text in (pair[0], *pair[1])):
        amiss.append("内容里不能有空字符。")
    if amiss:
        raise Wrong(400, *amiss)
    return found


def _description(form: QueryDict, amiss: list[str]) -> str:
    text = given(form, "description")
    if len(text) > WORDS:
        amiss.append(f"description 最多 {WORDS} 个字，现在有 {len(text)} 个。")
    elif HTML.search(text):  # of a text without end this would take hours
        amiss.append("description 里不能有 HTML。")
    return text


def _place(form: QueryDict, amiss: list[str]) -> dict[str, Any]:
    latitude, longitude = given(form, "lat"), given(form, "long")
    found: dict[str, Any] = {"address": given(form, "address_string"), "address_id": given(form, "address_id")}
    if latitude or longitude:
        found |= {"latitude": _degrees(latitude, 90), "longitude": _degrees(longitude, 180)}
        if found["latitude"] is None or found["longitude"] is None:
            amiss.append("lat 和 long 须一起给出，是 WGS84 的度数。")
    elif not (found["address"] or found["address_id"]):
        amiss.append("缺少位置：请给出 lat 和 long，或 address_string，或 address_id。")
    return found


def _degrees(text: str, most: int) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= most else None


def _media(form: QueryDict, amiss: list[str]) -> str:
    """A link is kept for the officer; nothing is fetched."""
    link = given(form, "media_url")
    try:
        if link:
            _is_web_address(link)
    except ValidationError:
        amiss.append("media_url 须是 http 或 https 开头的地址。")
    return link


def _attributes(form: QueryDict) -> dict[str, Any]:
    """`attribute[code]=v` and `attribute[code][]=v1&attribute[code][]=v2`."""
    found: dict[str, Any] = {}
    for key, values in form.lists():
        if named := ATTRIBUTE.fullmatch(key):
            kept = [value for value in values if value.strip()]
            if kept:
                found[named[1]] = kept if named[2] or len(kept) > 1 else kept[0]
    return found


def _name(first: str, last: str) -> str:
    """Chinese names stand family name first, without a space."""
    if (first + last).isascii():
        return f"{first} {last}".strip()
    return f"{last}{first}"
