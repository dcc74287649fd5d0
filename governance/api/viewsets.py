"""Reading: rows outside the caller's divisions do not exist; they answer 404, never 403."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import orjson
from django.core import exceptions as django
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from governance.access import rls
from governance.access.filters import ScopedFilterSet
from governance.api import rows
from governance.api.composing import composed
from governance.api.errors import Refusal, invalid
from governance.api.paging import Cursor, Keyset, Order, page_size
from governance.api.parsers import StrictJSON
from governance.api.renderers import OneAnswer
from governance.api.streaming import TYPES, stream
from governance.audit.log import record

if TYPE_CHECKING:
    Base = APIView
else:
    Base = object  # a mixin: each view names the framework's class it stands before

RESERVED = frozenset({"cursor", "page_size", "ordering", "fields", "format"})


class Transacted(Base):
    """Everything from sign-in to the answer is one transaction with the caller's row-level scope."""

    content_negotiation_class = OneAnswer
    parser_classes = (StrictJSON,)
    metadata_class = None
    http_method_names = ["get", "head", "post", "put", "patch"]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            with rls.transacted():
                return super().dispatch(request, *args, **kwargs)
        except DatabaseError as error:  # a deferred constraint speaks at commit
            return self.finalize_response(self.request, self.handle_exception(error), *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response._csp_exempt = True  # a policy for pages; data has none
        return response

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        if any("\0" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])) or "\0" in request.path:
            raise Refusal(400, "地址里不能有空字符。")
        super().initial(request, *args, **kwargs)
        rls.enter(request.user)
        if request.method not in ("GET", "HEAD"):
            _ = request._request.body  # read at once: refused here when too large, and still there for the hash


class ScopedViewSet(Transacted, GenericViewSet):  # type: ignore[misc]  # the mixin's attributes are narrower on purpose
    """List and detail of one resource. Declare `queryset`, `serializer_class` (the row's columns), `filterset_class`,
    `ordering_fields` (not null; a composite index with the key), `ordering`, and what only a detail shows: `detail_fields`.
    """

    request: Any
    queryset: Any
    serializer_class: Any
    basename = ""  # the resource's name, set by the registry
    filterset_class: type[ScopedFilterSet] = ScopedFilterSet
    ordering_fields: tuple[str, ...] = ("pk",)
    ordering = "pk"
    pagination_class = Keyset

    def get_queryset(self) -> Any:
        return self.queryset.all().visible_to(self.request.user)

    def detail_fields(self, row: Any) -> dict[str, Any]:
        """What a detail shows beside the row: allowed steps, history."""
        return {}

    def list(self, request: Any) -> HttpResponseBase:
        kind = request.GET.get("format", "json")
        if kind not in ("json", *TYPES):
            raise invalid("format", "格式只有 json、csv、ndjson。")
        columns = rows.chosen(self.serializer_class, request.GET.get("fields"))
        if kind != "json":
            return self._export(self.filtered(), columns, kind)
        order = Order.parse(request.GET.get("ordering", self.ordering), self.ordering_fields)
        return self._page(self.filtered, columns, order)

    def retrieve(self, request: Any, **kwargs: Any) -> HttpResponse:
        return self.answer(self.get_object())

    def get_object(self) -> Any:
        """By key, among the visible. Where a key repeats (a code used in two districts) the first in order answers."""
        try:
            row = self.get_queryset().filter(**{self.lookup_field: self.kwargs[self.lookup_field]}).first()
        except (ValueError, django.ValidationError):
            row = None
        if row is None:
            raise Http404
        return row

    def filtered(self) -> Any:
        """The visible rows that the query string asks for. A parameter nobody knows is refused: a typo must not return all."""
        query = self.request.GET
        if unknown := self.filterset_class.unknown(set(query) - RESERVED):
            raise invalid(unknown[0], f"没有“{unknown[0][:60]}”这个参数。")
        asked = self.filterset_class(query, self.get_queryset(), request=self.request, only_given=True)
        return rows.each_once(asked.narrowed())

    def representation(self, row: Any) -> dict[str, Any] | None:
        """The row as a detail shows it; None if the caller may not see it (filed for others)."""
        mine = self.get_queryset().filter(pk=row.pk).order_by()
        found = rows.select_few(mine, self.serializer_class, rows.columns_of(self.serializer_class))
        texts = rows.texts(rows.as_json(found)) if found else []
        return orjson.loads(texts[0][0]) | self.detail_fields(row) if texts else None

    def answer(self, row: Any, *, status: int = 200) -> HttpResponse:
        body = self.representation(row) or {"id": str(row.pk)}
        response = HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/json")
        if (version := getattr(row, "version", None)) is not None:
            response["ETag"] = f'"{version}"'
        return response

    def _page(self, found: Any, columns: tuple[rows.Column, ...], order: Order) -> HttpResponse:
        """Of the rows `found`; called for them where caller and query string say all of them, which spares composing."""
        size = page_size(self.request.GET.get("page_size"))
        cursor = Cursor.decode(text, order) if (text := self.request.GET.get("cursor")) else None
        backward = bool(cursor and cursor.backward)

        def compose() -> str:
            chosen = found() if callable(found) else found
            here = order.apply(cursor.apply(chosen) if cursor else chosen, backward=backward)[: size + 1]
            statement = rows.select_few(here, self.serializer_class, columns, order.field, "pk")
            return rows.as_page(statement, order.descending != backward, size + 1) if statement else ""

        statement = composed(self._asker(), compose) if callable(found) else compose()
        read = rows.texts(statement) if statement else []
        more, read = len(read) > size, read[:size][:: -1 if backward else 1]
        first, last = (read[0][1:], read[-1][1:]) if read else (cursor.keys, cursor.keys) if cursor else ((), ())
        after = self._link(Cursor(order, last)) if last and (more or backward) else "null"
        before = self._link(Cursor(order, first, backward=True)) if first and (more if backward else cursor) else "null"
        body = f'{{"next":{after},"previous":{before},"results":{rows.joined(text for text, *_ in read)}}}'
        return HttpResponse(body.encode(), content_type="application/json")

    def _asker(self) -> Hashable:
        """All that decides which rows a list shows: who asks, what they hold at this moment, and what they ask."""
        user, asked = self.request.user, self.request._request
        return user.pk, user.is_superuser, tuple(user.held), asked.path, asked.META.get("QUERY_STRING", "")

    def _link(self, cursor: Cursor) -> str:
        query = urlencode({**dict(self.request.GET.lists()), "cursor": [cursor.encode()]}, doseq=True)
        return orjson.dumps(self.request.build_absolute_uri(f"{self.request.path}?{query}")).decode()

    def _export(self, found: Any, columns: tuple[rows.Column, ...], kind: str) -> HttpResponseBase:
        """In the asked order, or in the table's own where none is asked: sorting a million rows is not free."""
        query = self.request.GET
        if text := query.get("ordering"):
            found = Order.parse(text, self.ordering_fields).apply(found)
        else:
            found = found.order_by()
        said = {name: query[name] for name in ("within", "fields", "ordering") if name in query}
        filters = sorted(set(query) - RESERVED - {"within"})
        record(f"{self.basename}.export", None, by=self.request.user, format=kind, filters=filters, **said)
        return stream(rows.select(found, columns), columns, kind, name=self.basename, to=self.request.user)
