"""The two formats of the standard: XML as it is written, JSON by the Spark convention (a list stands bare)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Tree

import orjson
from django.http import HttpResponse
from django.utils import timezone

SINGULAR = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format", "notes": "note",
}  # fmt: skip
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def respond(form: str, root: str, data: Any, *, status: int = 200) -> HttpResponse:
    """`data` in the format `form`; `root` names the outermost element, which JSON leaves out."""
    body = written(root, data) if form == "xml" else orjson.dumps(data)
    response = HttpResponse(body, status=status, content_type=TYPES[form])
    response["Access-Control-Allow-Origin"] = "*"
    response._csp_exempt = True  # type: ignore[attr-defined]  # a policy for pages; data has none
    return response


def written(root: str, data: Any) -> bytes:
    return Tree.tostring(_element(root, data), encoding="utf-8", xml_declaration=True)


def moment(at: datetime | None) -> str | None:
    """W3C's subset of ISO 8601, with the zone."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _element(name: str, value: Any) -> Tree.Element:
    element = Tree.Element(name)
    match value:
        case dict():
            element.extend(_element(key, inner) for key, inner in value.items())
        case list():
            element.extend(_element(SINGULAR[name], inner) for inner in value)
        case bool():
            element.text = "true" if value else "false"
        case None:
            pass
        case _:
            element.text = _NOT_XML.sub("", str(value))
    return element
