"""What a page of the API looks like. Where it begins is `governance.access.keyset`, shared with the pages."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import BasePagination

from governance.access.keyset import SIZE, Cursor, Order
from governance.api.errors import invalid

__all__ = ["MOST", "SIZE", "Cursor", "Keyset", "Order", "page_size"]

MOST = 1000


class Keyset(BasePagination):
    """Only tells the OpenAPI description what a list looks like; the work is done by the viewset."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def page_size(text: str | None) -> int:
    if text is None:
        return SIZE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise invalid("page_size", f"每页条数应为 1 到 {MOST} 的整数。")
    return int(text)
