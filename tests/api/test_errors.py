from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, OperationalError
from rest_framework.exceptions import Throttled

from governance.api.errors import handle
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.idempotency import KeyReused


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (StepRefused("现在是“受理”，不能结案。"), 409, "不能结案"),
        (StepForbidden("您是承办人。"), 403, "承办人"),
        (PermissionDenied(), 403, "权限"),
        (KeyReused("k"), 422, "Idempotency-Key"),
        (DataError("integer out of range"), 400, "太大"),
        (IntegrityError("duplicate key (id_number)=(310…)"), 409, "冲突"),
        (OperationalError("server closed the connection"), 503, "稍后"),
        (Throttled(wait=12.3), 429, "13 秒"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "x"), 400, "不合格"),
        (ZeroDivisionError("secret"), 500, "系统出错"),
    ],
)
def test_every_refusal_is_a_problem_in_chinese_without_inner_words(error, status, words, db):
    answer = handle(error, {})
    body = json.loads(answer.content)
    assert (answer.status_code, body["status"], answer["Content-Type"]) == (status, status, "application/problem+json")
    assert words in body["detail"]
    assert body["title"]
    assert not {"secret", "310…", "integer"} & set(body["detail"].split())


def test_errors_of_nested_input_name_their_place(db):
    from rest_framework.exceptions import ValidationError

    error = ValidationError({"needs": [{}, {"category": ["没有。"]}], "non_field_errors": ["少了。"]})
    assert json.loads(handle(error, {}).content)["errors"] == [
        {"field": "needs.1.category", "message": "没有。"},
        {"field": "", "message": "少了。"},
    ]


@pytest.mark.parametrize(
    "path", ["nothing/", "divisions", "divisions/310110009001/x/", "divisions/a%00b/", "estates.json"]
)
def test_an_address_that_does_not_exist_is_a_problem_too(path, admin, client):
    answer = admin.get(f"/api/v1/{path}")
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get(f"/api/v1/{path}").status_code in (400, 401)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_resource_that_is_only_read_refuses_other_methods(method, admin, place):
    answer = admin.send(method, "/api/v1/divisions/")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
