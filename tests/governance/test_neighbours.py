"""A clerk's token sees nothing of the neighbouring committee: by list, id, filter, `within`, export, search or nested write.

Walks the registry, so that a resource added later is tried without anybody thinking of it.
"""

from __future__ import annotations

from types import SimpleNamespace

import orjson
import pytest
from django.test import Client

from governance.access.models import ScopedModel
from governance.access.roles import Role
from governance.access.scoping import holds
from governance.api.registry import resources
from governance.api.viewsets import ScopedViewSet
from governance.audit.ids import uuid7
from governance.audit.models import Event
from tests.factories.access import member, token_of
from tests.governance.access_bodies import API
from tests.governance.matrices import PARTS

OWNED = sorted(
    name for name, viewset in resources().items()
    if issubclass(viewset, ScopedViewSet) and issubclass(viewset.queryset.model, ScopedModel) and not viewset.queryset.model.inherited
)  # fmt: skip
SPECIMEN = {
    "estates": "estate", "buildings": "building", "households": "household", "residents": "resident", "visits": "visit",
    "needs": "need", "cases": "case_received", "reports": "report",
}  # fmt: skip
ASKED = {
    "estate": "estate", "building": "building", "household": "household", "resident": "resident", "visit": "visit",
    "case": "case_received", "q": "line", "visitor": "person",
}  # fmt: skip
BARE = {"estates", "needs", "reports", *(name for part in PARTS for name in part.BARE)}
for _part in PARTS:
    SPECIMEN |= _part.SPECIMEN
    ASKED |= _part.ASKED


@pytest.fixture
def next_door(db, everything) -> SimpleNamespace:
    """`names` of what the northern committee holds, and the token of the clerk next door."""
    place, team, names = everything.place, everything.team, everything.names
    clerk, admin = team["next_clerk"], member(Role.SUBDISTRICT_ADMIN, of=place.south)
    clients = {one: Client(headers={"Authorization": f"Bearer {token_of(one)}"}) for one in (clerk, admin)}

    def writer(resource: str) -> Client:
        """Who next door may file such a row at all: the clerk, else the administrator of the southern street."""
        return clients[clerk if holds(clerk, resources()[resource].may("add")) else admin]

    return SimpleNamespace(
        names=names, client=clients[clerk], writer=writer, committee=place.north1.code, street=place.north.code
    )


def test_every_owned_resource_has_a_specimen():
    assert sorted(SPECIMEN) == OWNED


@pytest.mark.parametrize("name", OWNED)
def test_by_list_and_export_and_within_nothing_is_seen(name, next_door):
    pk = next_door.names[SPECIMEN[name]]
    for query in ("", f"?within={next_door.committee}", f"?within={next_door.street}", "?format=csv", "?format=ndjson",
                  f"?format=ndjson&within={next_door.committee}", "?page_size=1000&fields=id"):  # fmt: skip
        response = next_door.client.get(f"/api/v1/{name}/{query}")
        body = response.getvalue().decode()
        assert response.status_code == 200, (query, body)
        assert pk not in body, query
        assert next_door.committee not in body.replace(f"within={next_door.committee}", ""), query


@pytest.mark.parametrize("name", OWNED)
def test_by_id_there_is_no_such_row(name, next_door):
    for tail in ("", "?fields=id"):
        response = next_door.client.get(f"/api/v1/{name}/{next_door.names[SPECIMEN[name]]}/{tail}")
        assert response.status_code == 404
        assert response.json()["detail"] == "没有这一条，或不在您的管辖范围内。"


@pytest.mark.parametrize("name", OWNED)
def test_no_filter_leads_to_the_row(name, next_door):
    """Every filter of the resource that names another row or takes a text, asked with the northern committee's own."""
    names, pk = next_door.names, next_door.names[SPECIMEN[name]]
    tried = 0
    for filter_name in resources()[name].filterset_class.base_filters:
        if filter_name in ASKED:
            response = next_door.client.get(f"/api/v1/{name}/", {filter_name: names[ASKED[filter_name]]})
            assert response.status_code in (200, 400), (filter_name, response.content.decode())
            assert pk not in response.content.decode().replace(f"{filter_name}={pk}", ""), filter_name
            tried += 1
    assert tried or name in BARE


@pytest.mark.parametrize("address", [address for address in API if "/{new}/" in address])
def test_no_nested_write_reaches_the_row(address, next_door):
    """A new row that hangs on a row of the committee next door."""
    before = Event.objects.count()
    given = {
        key: value.format(**next_door.names) if isinstance(value, str) else value for key, value in API[address].items()
    }
    path = address.format(**next_door.names | {"new": str(uuid7())})
    client = next_door.writer(address.split("/")[3])
    response = client.put(path, orjson.dumps(given), content_type="application/json")
    assert response.status_code == 400, response.content.decode()
    assert "不在您的管辖范围内" in response.json()["detail"]
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [name for name in OWNED if hasattr(resources()[name], "update")])
def test_the_id_of_a_row_next_door_cannot_be_taken(name, next_door):
    """Sent to an id that exists next door, a creation is refused without showing anything of the row."""
    names, model = next_door.names, resources()[name].queryset.model
    pk = names[SPECIMEN[name]]
    version = model._base_manager.get(pk=pk).version
    given = {
        key: value.format(**names) if isinstance(value, str) else value
        for key, value in API[f"/api/v1/{name}/{{new}}/"].items()
    }
    response = next_door.writer(name).put(f"/api/v1/{name}/{pk}/", orjson.dumps(given), content_type="application/json")
    assert response.status_code in (400, 409)
    assert set(response.json()) == {"type", "title", "status", "detail", "errors"}
    assert model._base_manager.get(pk=pk).version == version


def test_the_search_of_the_pages_finds_nothing_next_door(next_door, everything):
    client = Client()
    client.force_login(everything.team["next_clerk"])
    for text in (next_door.names["line"], next_door.names["number"], next_door.names["room"]):
        body = client.get("/search/", {"q": text}).content.decode()
        assert not any(next_door.names[name] in body for name in SPECIMEN.values()), text
