from __future__ import annotations

import re
from typing import Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class StrictJSON(BaseParser):
    """JSON that Postgres can store: no NUL, no half of a surrogate pair, no nesting without end."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read()
        if _NUL.search(body):
            raise ParseError("文字里不能有空字符（\\u0000）。")
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"请求体不是合格的 JSON（第 {error.lineno} 行第 {error.colno} 列）。") from None


def canonical(data: Any) -> bytes:
    """The same bytes for the same body, however its keys were ordered and spaced."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
