"""What is seen of forces and callouts, on pages and over REST."""

from __future__ import annotations

import orjson
import pytest

from cases.forces.models import Callout, Force
from tests.factories.cases import new_case
from tests.factories.forces import CalloutFactory, ForceFactory


@pytest.fixture
def busy(place, team, force):
    """Two forces and five callouts of each."""
    for row in (force, ForceFactory(division=place.north, people=[team.staff, team.colleague])):
        row.grounds.set([place.north1, place.north2])
        for _ in range(5):
            CalloutFactory(force=row, case=new_case(place.north1, by=team.clerk), done=True)
    return force


def test_pages_take_a_fixed_number_of_queries(team, page, queries_of, busy, case):
    client = page(team.manager)
    CalloutFactory(force=busy, case=case)
    out = Callout.objects.filter(force=busy).first()
    addresses = ["/forces/", "/callouts/", busy.get_absolute_url(), out.get_absolute_url(), f"/callouts/new/{case.pk}/"]
    assert max(queries_of(client, one) for one in addresses) <= 12


def test_a_force_is_set_up_on_a_page_and_keeps_what_was_typed(place, team, page):
    client = page(team.manager)
    given = {"kind": "station", "name": "第一城运工作站", "place": "城运中心", "phone": "13800138000"}
    answer = client.post("/forces/new/", given)
    assert (answer.status_code, Force.objects.exists()) == (422, False)
    assert "第一城运工作站" in answer.content.decode()
    answer = client.post("/forces/new/", given | {"phone": "", "grounds": [place.north1.pk]})
    row = Force.objects.get()
    assert (answer["Location"], list(row.grounds.all())) == (row.get_absolute_url(), [place.north1])
    client.post(f"{row.get_absolute_url()}join/", {"person": team.staff.pk, "kind": "standing", "lead": "on"})
    client.post(f"{row.get_absolute_url()}staff/")
    client.post(f"{row.get_absolute_url()}run/")
    row.refresh_from_db()
    assert row.state == "running"
    assert client.post(f"{row.get_absolute_url()}close/", {"reason": ""}).status_code == 422


def test_the_case_shows_who_was_called_and_offers_to_call(team, page, force, case):
    kin = f"/cases/{case.pk}/kin/"
    assert f"/callouts/new/{case.pk}/" in page(team.staff).get(kin).content.decode()
    answer = page(team.staff).post(f"/callouts/new/{case.pk}/", {"force": force.pk, "task": "劝离占道经营"})
    row = Callout.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert force.name in page(team.clerk).get(kin).content.decode()
    assert f"/callouts/new/{case.pk}/" not in page(team.clerk).get(kin).content.decode()
    assert page(team.staff).post(f"{row.get_absolute_url()}arrive/").status_code == 302
    assert page(team.staff).post(f"{row.get_absolute_url()}finish/", {"result": "已劝离。"}).status_code == 302


def test_a_program_calls_a_force_and_hears_what_it_may_do(team, api, force, case):
    client = api(team.staff)
    body = orjson.dumps({"force": str(force.pk), "case": str(case.pk), "task": "劝离"})
    answer = client.post("/api/v1/callouts/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["allowed_steps"]) == (201, ["arrive", "cancel"])
    shown = client.get(f"/api/v1/forces/{force.pk}/").json()
    assert (shown["members"][0]["lead"], shown["grounds"]) == (True, [])
    wrong = api(team.manager).post(
        f"/api/v1/forces/{force.pk}/join/",
        orjson.dumps({"person": team.clerk.username}),
        content_type="application/json",
    )
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "person")
