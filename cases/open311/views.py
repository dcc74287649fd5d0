"""GeoReport v2. Each answer in XML or JSON, as the suffix says; nothing else is negotiated."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from cases.open311 import actions, bulk
from cases.open311.filters import asked_for, public_cases, wants_extensions
from cases.open311.forms import filed
from cases.open311.parameters import given
from cases.open311.records import shown
from cases.open311.refusals import Wrong
from cases.open311.selectors import definition, jurisdiction, service_at, service_rows, services_at
from cases.open311.wire import respond
from governance.access import codes
from governance.access.networks import sender
from governance.web.middleware import public

A_MINUTE = 600  # requests of one address
CHANGESET = "2026-11-22T00:00:00+08:00"  # when this description last changed
UNREADABLE = (BadRequest, RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnreadablePostError)

View = Callable[..., HttpResponseBase]


def endpoint(*methods: str) -> Callable[[View], View]:
    """Open to strangers, without a form's token; whatever is refused is an array of errors in the asked format."""

    def wrap(view: View) -> View:
        @public
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *, form: str = "", **named: Any) -> HttpResponseBase:
            form = form or ("xml" if request.path.endswith(".xml") else "json")
            try:
                _gently(request)
                if request.method not in methods:
                    raise Wrong(405, f"这里只接受 {'、'.join(methods)}。")
                return view(request, form=form, **named)
            except Wrong as wrong:
                return _refused(form, wrong, methods)
            except UNREADABLE:
                return _refused(
                    form, Wrong(400, "请求不合格，请用 application/x-www-form-urlencoded、UTF-8。"), methods
                )

        return answer

    return wrap


def _refused(form: str, wrong: Wrong, methods: tuple[str, ...]) -> HttpResponse:
    response = respond(form, "errors", wrong.body, status=wrong.status)
    if wrong.status == 405:
        response["Allow"] = ", ".join(methods)
    if wrong.status == 429:
        response["Retry-After"] = str(60 - int(time.time()) % 60)
    return response


def _gently(request: HttpRequest) -> None:
    key = f"open311:{sender(request)}:{int(time.time()) // 60}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > getattr(settings, "OPEN311_A_MINUTE", A_MINUTE):
        raise Wrong(429, "请求太频繁，请一分钟后再试。")


@endpoint("GET", "HEAD")
def discovery(request: HttpRequest, *, form: str) -> HttpResponse:
    here = request.build_absolute_uri("/open311/v2")
    point = {
        "specification": "http://wiki.open311.org/GeoReport_v2", "url": here, "changeset": CHANGESET,
        "type": "test" if settings.DEMO else "production", "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    found = {
        "changeset": CHANGESET, "contact": "请联系本区社会治理门户的管理员。", "endpoints": [point],
        "key_service": f"api_key 是本门户的读写令牌，由其所有人在 {request.build_absolute_uri('/tokens/')} 新建。",
    }  # fmt: skip
    return respond(form, "discovery", found)


@endpoint("GET", "HEAD")
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    district = jurisdiction(given(request.GET, "jurisdiction_id"))
    return respond(form, "services", service_rows(services_at(district.code)) if district else [])


@endpoint("GET", "HEAD")
def service(request: HttpRequest, *, form: str, code: str) -> HttpResponse:
    district = jurisdiction(given(request.GET, "jurisdiction_id"))
    if district is None:
        raise Wrong(404, "还没有对公众开放的服务。")
    return respond(form, "service_definition", definition(service_at(district.code, code)))


@endpoint("GET", "HEAD", "POST")
def requests(request: HttpRequest, *, form: str) -> HttpResponse:
    if request.method == "POST":
        return _file(request, form)
    found = shown(asked_for(request.GET), extensions=wants_extensions(request.GET))
    return respond(form, "service_requests", found)


@endpoint("GET", "HEAD")
def request_by_id(request: HttpRequest, *, form: str, number: str) -> HttpResponse:
    found = shown(_numbered(request, number), extensions=wants_extensions(request.GET))
    if not found:
        raise Wrong(404, "没有这个 service_request_id。")
    return respond(form, "service_requests", found)


@endpoint("GET", "HEAD")
def token(request: HttpRequest, *, form: str, number: str) -> HttpResponse:
    """A request has its id at once, so the id is its own token."""
    found = shown(_numbered(request, number))
    if not found:
        raise Wrong(404, "没有这个 token_id。")
    return respond(form, "service_requests", [{"service_request_id": found[0]["service_request_id"], "token": number}])


@endpoint("GET", "HEAD")
def month(request: HttpRequest, *, form: str, month: str) -> HttpResponseBase:
    found = bulk.of_month(public_cases(request.GET), month)
    headers = {
        "Content-Disposition": f'attachment; filename="requests-{month}.csv"',
        "Cache-Control": "public, max-age=3600",
    }
    return StreamingHttpResponse(bulk.lines(found), content_type="text/csv; charset=utf-8", headers=headers)


@endpoint("GET", "HEAD", "POST")
def missing(request: HttpRequest, *, form: str, rest: str) -> HttpResponse:
    raise Wrong(404, "没有这个地址。")


def _numbered(request: HttpRequest, number: str) -> Any:
    return public_cases(request.GET).filter(number="" if "\0" in number else number)


def _file(request: HttpRequest, form: str) -> HttpResponse:
    sent = request.POST
    owner = actions.owner_of(given(sent, "api_key"), request.META.get("REMOTE_ADDR", ""))
    division = actions.division_of(owner)
    district = jurisdiction(given(sent, "jurisdiction_id") or given(request.GET, "jurisdiction_id"))
    if district and not codes.contains([district.range], division.code):
        raise Wrong(403, "这个 api_key 不属于这个辖区。")
    if not (code := given(sent, "service_code")):
        raise Wrong(400, "缺少 service_code。")
    case = actions.submit(owner, division=division, service_code=code, asked=filed(sent))
    notice = f"已受理，将在 {case.due_at:%Y-%m-%d} 前办结。"
    return respond(
        form,
        "service_requests",
        [{"service_request_id": case.number, "service_notice": notice, "account_id": None}],
    )
