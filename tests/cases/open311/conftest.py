"""A district that offers two services, and a program that talks to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from cases.models import Question
from governance.access.roles import Role
from tests.cases.open311.standard import as_text, read_json, read_xml
from tests.factories.access import member, token_of
from tests.factories.cases import CategoryFactory

BASE = "/open311/v2"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


@pytest.fixture
def offered(place) -> SimpleNamespace:
    group = CategoryFactory(division=place.district, code="public", name="公共设施", offered=True)
    lamp = CategoryFactory(
        division=place.district, code="lamp", name="路灯", parent=group, offered=True, keywords="照明,灯", order=1
    )
    trash = CategoryFactory(division=place.district, code="trash", name="垃圾", offered=True, order=2)
    CategoryFactory(division=place.district, code="inner", name="内部", offered=False)
    Question.objects.create(division=place.district, category=lamp, code="pole", label="灯杆号", required=True, order=5)
    Question.objects.create(
        division=place.district, category=lamp, code="faults", label="故障", kind="multivaluelist", order=7,
        choices=[{"key": "dark", "name": "不亮"}, {"key": "flash", "name": "闪烁"}],
    )  # fmt: skip
    return SimpleNamespace(group=group, lamp=lamp, trash=trash)


class Caller:
    """Asks each question in both formats and insists that they say the same."""

    def __init__(self, key: str) -> None:
        self.client, self.key = Client(), key

    def get(self, path: str, root: str = "service_requests", *, status: int = 200, **query: Any) -> Any:
        json = self.client.get(f"{BASE}/{path}.json", query)
        xml = self.client.get(f"{BASE}/{path}.xml", query)
        assert (json.status_code, xml.status_code) == (status, status), json.content.decode()
        found = read_json(json)
        assert as_text(found) == read_xml(xml, root if status == 200 else "errors")
        return found

    def post(self, form: str = "json", *, status: int = 200, **fields: Any) -> Any:
        response = self.client.post(f"{BASE}/requests.{form}", {"api_key": self.key} | fields)
        assert response.status_code == status, response.content.decode()
        return (
            read_json(response)
            if form == "json"
            else read_xml(response, "service_requests" if status == 200 else "errors")
        )


@pytest.fixture
def caller(place, offered) -> Caller:
    return Caller(token_of(member(Role.CLERK, of=place.north1)))
