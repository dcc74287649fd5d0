"""Schemathesis reads the API's description and asks everything it allows: no answer of the 500s, each as described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from governance.access.roles import Role
from tests.factories.access import member, token_of
from tests.governance.specimens import specimens, team_of

pytestmark = [pytest.mark.fault]

EXAMPLES = settings(
    max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def headers(place) -> dict[str, str]:
    """A street's token, with a little of everything to ask about."""
    specimens(place, team_of(place))
    return {"Authorization": f"Bearer {token_of(member(Role.SUBDISTRICT_ADMIN, of=place.north))}"}


@pytest.fixture
def schema(headers) -> Iterator[Any]:
    """The description. The test's connection stays open from request to request, as Django's own client keeps it."""
    found = schemathesis.openapi.from_dict(Client(headers=headers).get("/api/v1/schema/?format=json").json())
    found.app = get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_described(schema, headers):
    wrong = [line for found in schema.get_all_operations() for line in wrongs(found.ok(), headers)]
    assert not wrong, "\n".join(wrong)


def wrongs(operation: Any, headers: dict[str, str]) -> list[str]:
    """What is wrong with the answers of one operation; each request is undone."""

    @EXAMPLES
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    try:
        ask()
    except BaseExceptionGroup as errors:
        return [f"{operation.label}: {one}" for one in errors.exceptions]
    except Exception as error:
        return [f"{operation.label}: {str(error)[:400]}"]
    return []
