"""Every refusal of the API is one shape: application/problem+json (RFC 9457) with a Chinese sentence. Nothing else may say no."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, transaction
from django.http import Http404, HttpResponse
from rest_framework import exceptions as drf

from governance.flow.machine import StepRefused
from governance.jobs.idempotency import KeyReused

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "输入有误", 401: "没有登录", 403: "没有权限", 404: "没有找到", 405: "方法不对", 409: "现在不能这样办",
    412: "已被别人修改", 413: "内容太大", 415: "格式不支持", 422: "幂等键已用过", 428: "缺少版本", 429: "请求太频繁",
    500: "系统出错", 503: "暂时不可用",
}  # fmt: skip

log = logging.getLogger("governance.api")


class Refusal(Exception):
    """An answer other than 2xx, said by the API itself. `more` joins the body; headers go out as they are."""

    def __init__(self, status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.more = status, detail, headers or {}, more


def invalid(field: str, message: str) -> Refusal:
    return Refusal(400, message, errors=[{"field": field, "message": message}])


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    title = TITLES.get(status, "不能办理")
    body = {
        "type": f"urn:mulin:problem:{status}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [],
    } | more
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type=MEDIA_TYPE, headers=headers)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Roll back what was begun, then say why."""
    if transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)
    match error:
        case Refusal():
            return problem(error.status, error.detail, headers=error.headers, **error.more)
        case django.ValidationError():
            return _invalid(_of_model(error))
        case drf.ValidationError():
            return _invalid(list(_flat(error.detail)))
        case drf.APIException():
            return _from_drf(error)
        case _:
            return _plain(error, context)


def _plain(error: Exception, context: dict[str, Any]) -> HttpResponse:
    match error:
        case StepRefused():
            return problem(409, str(error))
        case KeyReused():
            return problem(422, "这个 Idempotency-Key 已随另一份内容用过，请换一个。")
        case django.PermissionDenied():
            return problem(403, str(error) or "您没有办理这件事的权限。")
        case Http404() | django.ObjectDoesNotExist():
            return problem(404, "没有这一条，或不在您的管辖范围内。")
        case django.RequestDataTooBig():
            return problem(413, "请求体太大。")
        case django.BadRequest() | django.SuspiciousOperation() | UnicodeError():
            return problem(400, "请求不合格。")
        case DatabaseError():
            return _from_database(error, context)
        case _:
            return _broken(error, context)


def _from_database(error: DatabaseError, context: dict[str, Any]) -> HttpResponse:
    match error:
        case DataError():
            return problem(400, "有一个值太大、太长，或不是这里要的样子。")
        case IntegrityError():
            return problem(409, "与已有的记录冲突，没有保存。请刷新后再试。")
        case OperationalError():
            log.error("database: %s", type(error.__cause__ or error).__name__)
            return problem(503, "数据库暂时不可用，请稍后再试。", headers={"Retry-After": "5"})
        case _:
            return _broken(error, context)


def _from_drf(error: Any) -> HttpResponse:
    headers = {}
    if getattr(error, "auth_header", ""):
        headers["WWW-Authenticate"] = error.auth_header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    return problem(error.status_code, _sentence(error), headers=headers)


def _sentence(error: Any) -> str:
    match error:
        case drf.NotAuthenticated():
            return "请先登录，或在 Authorization 里带上令牌。"
        case drf.MethodNotAllowed():
            return "这个地址不支持这种请求方法。"
        case drf.UnsupportedMediaType():
            return "请求体请用 application/json。"
        case drf.Throttled():
            return f"写入太频繁，请 {error.wait} 秒后再试。"  # type: ignore[attr-defined]  # the stubs forgot it
        case drf.NotFound():
            return "没有这一条，或不在您的管辖范围内。"
        case _:
            return str(error.detail)


def _invalid(found: list[dict[str, str]]) -> HttpResponse:
    return problem(400, "；".join(dict.fromkeys(one["message"] for one in found))[:500], errors=found)


def _of_model(error: django.ValidationError) -> list[dict[str, str]]:
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        {"field": "" if field == "__all__" else field, "message": message}
        for field, messages in named.items()
        for message in messages
    ]


def _flat(detail: Any, path: str = "") -> Any:
    """`{"needs": [{"category": ["…"]}]}` becomes field `needs.0.category`."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            yield from _flat(inner, path if key == "non_field_errors" else f"{path}.{key}".lstrip("."))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{number}".lstrip(".") if isinstance(inner, dict | list) else path)
    else:
        yield {"field": path, "message": str(detail)}


def _broken(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """A fault of ours: logged whole, told to the test client, and a sentence without details for the caller."""
    log.error("unhandled in the API", exc_info=error)
    got_request_exception.send(sender=None, request=context.get("request"))
    return problem(500, "系统出错，没有保存任何东西。请稍后再试，或联系管理员。")
