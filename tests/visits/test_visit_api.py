from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import DivisionFactory, MembershipFactory, member, token_of
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.factories.visits import visit
from visits.actions.visits import NeedAsked, file_visit
from visits.models import Need, Visit


class Program:
    """A REST client with one token."""

    def __init__(self, client, user, scope="write"):
        self.client, self.header = client, {"Authorization": f"Bearer {token_of(user, scope)}"}

    def get(self, path):
        return self.client.get(f"/api/v1/{path}", headers=self.header)

    def send(self, method, path, body, **headers):
        ask = getattr(self.client, method)
        return ask(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=self.header | headers)


@pytest.fixture
def program(client, clerk):
    return Program(client, clerk)


def body(home, **given):
    return {"household": str(home.pk), "visited_at": timezone.now().isoformat(), "method": "door"} | given


def test_put_by_a_clients_own_id_is_idempotent(program, home, repairs):
    key, asked = uuid.uuid4(), body(home, needs=[{"category": "repairs", "description": "渗水", "open_case": True}])
    first = program.send("put", f"visits/{key}/", asked)
    assert first.status_code == 201, first.content
    answer = first.json()
    assert (answer["id"], answer["household"], answer["division"]) == (str(key), str(home.pk), "310110009001")
    assert answer["needs"][0]["category"] == "repairs"
    assert answer["needs"][0]["case"] == str(Case.objects.get().pk)
    assert program.send("put", f"visits/{key}/", asked).status_code == 200
    assert program.send("put", f"visits/{key}/", asked | {"content": "另一句"}).status_code == 409
    assert Visit.objects.count() == 1


def test_post_replays_by_idempotency_key(program, home):
    asked = body(home)
    answers = [program.send("post", "visits/", asked, **{"Idempotency-Key": "tablet-7"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (
        program.send("post", "visits/", asked | {"content": "变"}, **{"Idempotency-Key": "tablet-7"}).status_code == 422
    )
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"visited_at": (timezone.now() + timedelta(days=1)).isoformat()}, "visited_at"),
        ({"household": str(uuid.uuid4())}, "household"),
        ({"method": "pigeon"}, "method"),
        ({"needs": [{"category": "no-such"}]}, "needs"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_names_its_field_and_files_nothing(program, home, given, field):
    answer = program.send("post", "visits/", body(home, **given))
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert field in {one["field"].split(".")[0].split("[")[0] for one in answer.json()["errors"]}
    assert not Visit.objects.exists()


def test_a_household_of_another_committee_does_not_exist(program, place):
    foreign = HouseholdFactory(division=place.north2)
    assert program.send("post", "visits/", body(foreign)).status_code == 400
    assert not Visit.objects.exists()


def test_a_token_to_read_files_nothing(client, clerk, home):
    reader = Program(client, clerk, "read")
    assert reader.send("post", "visits/", body(home)).status_code == 403
    assert not Visit.objects.exists()


@pytest.fixture
def foreign(place, neighbour, care):
    home = HouseholdFactory(division=place.north2, address="鞍山一村 1 号 101 室")
    return visit(home, by=neighbour, content="邻居的事", needs=[NeedAsked(care)])


@pytest.mark.parametrize(
    "path",
    [
        "visits/", "visits/?within=310110009002", "visits/?q=鞍山一村", "visits/?format=ndjson", "visits/?format=csv",
        "needs/", "needs/?within=310110009", "needs/?format=ndjson", "visits/?household={household}",
    ],
)  # fmt: skip
def test_the_neighbours_rows_come_by_no_way(program, foreign, path):
    answer = program.get(path.format(household=foreign.household_id))
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert str(foreign.pk) not in text.decode()
    assert "邻居的事" not in text.decode()


def test_the_neighbours_visit_is_not_found_by_id(program, foreign):
    assert program.get(f"visits/{foreign.pk}/").status_code == 404
    assert program.send("post", f"visits/{foreign.pk}/withdraw/", {"reason": "不是我的"}).status_code == 404
    assert program.send("post", f"needs/{foreign.needs.get().pk}/resolve/", {"outcome": "代办"}).status_code == 404


def test_the_street_reads_what_the_clerk_filed(client, clerk, place, home):
    filed = visit(home, by=clerk)
    officer = Program(client, member(Role.STAFF, of=place.north))
    assert [row["id"] for row in officer.get("visits/").json()["results"]] == [str(filed.pk)]
    other = Program(client, member(Role.STAFF, of=place.south))
    assert other.get("visits/").json()["results"] == []


def test_an_export_streams_every_row_and_is_an_event(program, clerk, home):
    filed = {str(visit(home, by=clerk).pk) for _ in range(3)}
    lines = b"".join(program.get("visits/?format=ndjson").streaming_content).decode().splitlines()
    assert {json.loads(line)["id"] for line in lines} == filed
    assert Event.objects.filter(verb="visits.export", actor=clerk).count() == 1


def test_withdraw_is_a_step_with_a_reason(program, clerk, home):
    filed = visit(home, by=clerk)
    assert program.get(f"visits/{filed.pk}/").json()["allowed_steps"] == ["withdraw"]
    assert program.send("post", f"visits/{filed.pk}/withdraw/", {}).status_code == 400
    assert program.send("post", f"visits/{filed.pk}/withdraw/", {"reason": "登记错了"}).status_code == 200
    assert program.get(f"visits/{filed.pk}/").json()["allowed_steps"] == []


def test_a_category_code_means_the_nearest_one_where_the_household_is(program, home, place, repairs):
    streets_own = CategoryFactory(division=place.north, code=repairs.code, name="街道的修缮")
    answer = program.send("post", "visits/", body(home, needs=[{"category": repairs.code, "open_case": False}]))
    assert answer.status_code == 201, answer.content
    assert Need.objects.get().category == streets_own


def test_a_category_of_another_district_is_none_even_for_who_works_in_both(program, home, place, clerk):
    elsewhere = DivisionFactory(code="310101000000", name="黄浦区", level="district", parent=place.city)
    street = DivisionFactory(code="310101002000", name="南京东路街道", level="subdistrict", parent=elsewhere)
    committee = DivisionFactory(code="310101002001", name="云南中路居委会", level="committee", parent=street)
    MembershipFactory(user=clerk, role=Role.CLERK, division=committee)
    foreign = CategoryFactory(division=elsewhere, code="foreign")
    answer = program.send("post", "visits/", body(home, needs=[{"category": "foreign", "open_case": False}]))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "needs.0.category"
    with pytest.raises(ValidationError, match="没有这个类别"):
        file_visit(home, by=clerk, visited_at=timezone.now(), needs=[NeedAsked(foreign, open_case=False)])
    assert not Visit.objects.exists()


def test_a_resident_named_twice_was_met_once(program, home):
    resident = str(ResidentFactory(household=home, division=home.division).pk)
    answer = program.send("post", "visits/", body(home, residents=[resident, resident]))
    assert answer.status_code == 201
    assert answer.json()["residents"] == [resident]


@pytest.mark.parametrize("given", [{"residents": [str(uuid.uuid4())] * 51}, {"needs": [{"category": "x"}] * 51}])
def test_endless_lists_are_refused_before_anything_is_looked_up(program, home, given, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        assert program.send("post", "visits/", body(home, **given)).status_code == 400
