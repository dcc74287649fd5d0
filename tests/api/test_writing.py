from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from governance.access.roles import Role
from governance.api.models import Filing
from governance.audit.models import Event
from neighborhoods.models import Estate
from tests.factories.access import district_of_two_streets, member
from tests.marks import COMMITTED

ESTATES = "/trial/estates/"


@pytest.fixture
def body(place):
    return {"name": "同济新村", "division": place.north1.code}


def test_a_put_makes_the_row_once_and_then_answers_with_it(clerk, body, place):
    address = f"{ESTATES}{uuid4()}/"
    first = clerk.send("put", address, body)
    again = clerk.send("put", address, dict(reversed(body.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == address
    assert first.json() == again.json()
    assert Estate.objects.count() == 1


def test_a_put_with_another_body_is_refused(clerk, body):
    address = f"{ESTATES}{uuid4()}/"
    clerk.send("put", address, body)
    assert clerk.send("put", address, body | {"name": "鞍山新村"}).status_code == 409
    assert Estate.objects.get().name == "同济新村"


def test_an_id_that_was_not_filed_by_put_is_taken_too(clerk, body):
    row = clerk.send("post", ESTATES, body).json()
    assert clerk.send("put", f"{ESTATES}{row['id']}/", body).status_code == 409


def test_a_neighbours_id_tells_nothing(clerk, caller, body, place):
    address = f"{ESTATES}{uuid4()}/"
    clerk.send("put", address, body)
    neighbour = caller(member(Role.CLERK, of=place.south1))
    answer = neighbour.send("put", address, body | {"division": place.south1.code})
    assert answer.status_code == 409
    assert "同济" not in answer.content.decode()


def test_a_refused_put_leaves_the_id_free(clerk, body, place):
    address = f"{ESTATES}{uuid4()}/"
    assert clerk.send("put", address, body | {"division": place.south1.code}).status_code == 400
    assert not Filing.objects.exists()
    assert clerk.send("put", address, body).status_code == 201


def test_a_put_needs_a_uuid(clerk, body):
    answer = clerk.send("put", f"{ESTATES}twelve/", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "pk")


@COMMITTED
def test_the_same_put_twenty_times_at_once_makes_one_row(caller):
    place = district_of_two_streets()
    clerk = caller(member(Role.CLERK, of=place.north1))
    address, body = f"{ESTATES}{uuid4()}/", {"name": "同济新村", "division": place.north1.code}

    def send(_):
        try:
            return clerk.send("put", address, body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(send, range(20)))
    assert answers == [200] * 19 + [201]
    assert Estate.objects.count() == 1


def test_an_idempotency_key_replays_the_answer(clerk, body):
    first, again = (clerk.send("post", ESTATES, body, **{"Idempotency-Key": "k-1"}) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Estate.objects.count() == 1


def test_an_idempotency_key_is_for_one_body(clerk, body):
    clerk.send("post", ESTATES, body, **{"Idempotency-Key": "k-1"})
    answer = clerk.send("post", ESTATES, body | {"name": "鞍山新村"}, **{"Idempotency-Key": "k-1"})
    assert answer.status_code == 422
    assert Estate.objects.count() == 1


def test_an_idempotency_key_of_a_refused_request_is_free_again(clerk, body):
    assert clerk.send("post", ESTATES, {}, **{"Idempotency-Key": "k-1"}).status_code == 400
    assert clerk.send("post", ESTATES, body, **{"Idempotency-Key": "k-1"}).status_code == 201


def test_an_edit_needs_the_version_that_was_read(clerk, body):
    created = clerk.send("post", ESTATES, body)
    address = f"{ESTATES}{created.json()['id']}/"
    assert clerk.send("patch", address, {"name": "甲"}).status_code == 428
    edited = clerk.send("patch", address, {"name": "甲"}, **{"If-Match": created["ETag"]})
    assert (edited.status_code, edited.json()["name"]) == (200, "甲")
    assert edited["ETag"] != created["ETag"]
    stale = clerk.send("patch", address, {"name": "乙"}, **{"If-Match": created["ETag"]})
    assert (stale.status_code, stale.json()["current"]["name"], stale["ETag"]) == (412, "甲", edited["ETag"])
    assert clerk.send("patch", address, {"name": "乙"}, **{"If-Match": "*"}).status_code == 400


def test_visible_but_not_permitted_is_403_and_written_down(caller, clerk, body, place):
    row = clerk.send("post", ESTATES, body)
    viewer = caller(member(Role.VIEWER, of=place.district))
    address = f"{ESTATES}{row.json()['id']}/"
    assert viewer.send("patch", address, {"name": "甲"}, **{"If-Match": row["ETag"]}).status_code == 403
    assert viewer.send("post", ESTATES, body).status_code == 403
    assert Event.objects.filter(verb="access.denied").count() == 2


def test_a_key_nobody_knows_is_refused_by_name(clerk, body):
    answer = clerk.send("post", ESTATES, body | {"nmae": "x"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "nmae", "message": "没有这个字段。"}]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[]", b"null", b"12", b'"x"', b"\xff\xfe", b'{"name": "\\u0000", "division": "310110009001"}',
        b'{"name": "\\ud800", "division": "310110009001"}', b"[" * 100_000, b'{"name": NaN}',
        b'{"name": {"a": 1}, "division": ["310110009001"]}', b'{"name": "x", "division": 99999999999999999999999999}',
        b'{"name": "x", "division": true}', b'{"name": "x", "division": {}}', b'{"name": "x", "division": "\\ud83d\\ude00"}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["post", "put"])
def test_a_body_of_nonsense_is_400_and_nothing_is_written(method, raw, clerk, place):
    answer = clerk.send(method, ESTATES if method == "post" else f"{ESTATES}{uuid4()}/", raw)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert not Estate.objects.exists()


def test_a_body_too_large_or_of_another_type_is_refused(clerk, place, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert clerk.send("post", ESTATES, {"name": "x" * 200}).status_code == 413
    assert clerk.client.post(ESTATES, "a=b", content_type="text/plain").status_code == 415


def test_a_row_that_breaks_a_constraint_is_told_in_its_words(clerk, body):
    clerk.send("post", ESTATES, body)
    answer = clerk.send("post", ESTATES, body)
    assert (answer.status_code, answer.json()["detail"]) == (400, "本居委已有同名小区。")


def test_writes_have_a_limit_a_minute(clerk, body, settings):
    settings.API_WRITES_PER_MINUTE = 1
    clerk.send("post", ESTATES, body)
    answer = clerk.send("post", ESTATES, body | {"name": "另一个"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert clerk.get(ESTATES).status_code == 200
