"""The GeoReport v2 standard, as strict checks made from its text. They know nothing of our code: bytes in, verdict out."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import orjson
from defusedxml import ElementTree

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)")
PLURALS = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format", "notes": "note",
}  # fmt: skip

TEXT, NUMBER, FLAG, DATE = str, (int, float), bool, "date"
SHAPES: dict[str, dict[str, tuple[Any, bool]]] = {  # field -> (type, required and not null)
    "services": {
        "service_code": (TEXT, True), "service_name": (TEXT, True), "description": (TEXT, False), "metadata": (FLAG, True),
        "type": (("realtime", "batch", "blackbox"), True), "keywords": (TEXT, False), "group": (TEXT, False),
    },
    "attributes": {
        "variable": (FLAG, True), "code": (TEXT, True), "datatype": (("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"), True),
        "required": (FLAG, True), "datatype_description": (TEXT, False), "order": (int, True), "description": (TEXT, True), "values": (list, True),
    },
    "service_requests": {
        "service_request_id": (TEXT, True), "status": (("open", "closed"), True), "status_notes": (TEXT, False), "service_name": (TEXT, False),
        "service_code": (TEXT, True), "description": (TEXT, False), "agency_responsible": (TEXT, False), "service_notice": (TEXT, False),
        "requested_datetime": (DATE, True), "updated_datetime": (DATE, False), "expected_datetime": (DATE, False), "address": (TEXT, False),
        "address_id": (TEXT, False), "zipcode": (TEXT, False), "lat": (NUMBER, False), "long": (NUMBER, False), "media_url": (TEXT, False),
    },
    "filed": {"service_request_id": (TEXT, True), "service_notice": (TEXT, False), "account_id": (TEXT, False)},
    "tokens": {"service_request_id": (TEXT, True), "token": (TEXT, True)},
    "errors": {"code": (int, True), "description": (TEXT, True)},
    "endpoints": {"specification": (TEXT, True), "url": (TEXT, True), "changeset": (DATE, True), "type": (("production", "test"), True), "formats": (list, True)},
    "discovery": {"changeset": (DATE, True), "contact": (TEXT, True), "key_service": (TEXT, True), "endpoints": (list, True)},
}  # fmt: skip


def check_row(row: dict[str, Any], shape: str) -> None:
    """Exactly the fields of the standard, each of its type."""
    fields = SHAPES[shape]
    assert set(row) == set(fields), f"{shape}: {sorted(set(row) ^ set(fields))}"
    for name, (kind, required) in fields.items():
        value = row[name]
        if value is None:
            assert not required, f"{shape}.{name} is required"
        elif kind == DATE:
            assert W3C.fullmatch(value), f"{shape}.{name}: {value}"
            assert datetime.fromisoformat(value).tzinfo
        elif isinstance(kind, tuple) and isinstance(kind[0], str):
            assert value in kind, f"{shape}.{name}: {value}"
        else:
            assert isinstance(value, kind), f"{shape}.{name}: {value!r}"
            assert kind is not int or not isinstance(value, bool)


def read_json(response: Any) -> Any:
    assert response["Content-Type"] == TYPES["json"]
    return orjson.loads(response.content)


def read_xml(response: Any, root: str) -> Any:
    """The document as JSON by the Spark convention, all leaves as text, an empty element as None."""
    assert response["Content-Type"] == TYPES["xml"]
    assert re.match(rb"<\?xml version=['\"]1.0['\"] encoding=['\"]utf-8['\"]\?>", response.content)
    found = ElementTree.fromstring(response.content)
    assert found.tag == root
    assert not any("}" in one.tag for one in found.iter()), "no namespace"
    return _spark(found)


def _spark(element: Any) -> Any:
    children = list(element)
    if element.tag in PLURALS:
        assert {child.tag for child in children} <= {PLURALS[element.tag]}
        return [_spark(child) for child in children]
    return {child.tag: _spark(child) for child in children} if children else element.text


def as_text(value: Any) -> Any:
    """JSON's numbers and flags as XML writes them, to compare the two."""
    match value:
        case dict():
            return {key: as_text(inner) for key, inner in value.items()}
        case list():
            return [as_text(inner) for inner in value]
        case bool():
            return str(value).lower()
        case None | "":
            return None
    return str(value)
