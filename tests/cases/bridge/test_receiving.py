"""What another platform sends us: signed, fresh, and acted on once."""

from __future__ import annotations

import time
import uuid

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import cases, steps
from cases.bridge.actions import carrying, crossings, following, peers
from cases.bridge.models import Crossing, Platform, Receipt
from cases.bridge.signing import sign
from cases.bridge.words import case_body, event_body
from cases.models import Case
from tests.factories.bridge import SECRET, PlatformFactory, seal_here
from tests.factories.cases import CategoryFactory
from tests.marks import COMMITTED

S = Crossing.State
CASE = {"number": "12345-77", "category": "A01", "title": "路面积水"}


class Sender:
    """The other platform as a client of ours."""

    def __init__(self, platform, secret=SECRET):
        self.platform, self.secret, self.client = platform, secret, Client()

    def post(self, door, body, *, at=None, header=None, pk=None):
        raw = orjson.dumps(body) if not isinstance(body, bytes) else body
        signature = header if header is not None else sign([self.secret], int(at or time.time()), raw)
        return self.client.post(
            f"/api/v1/bridge/{pk or self.platform.pk}/{door}/",
            raw,
            content_type="application/json",
            headers={"X-Mulin-Signature": signature},
        )

    def event(self, name, id="e1", **more):
        return self.post("events", {"id": id, "event": name, "number": CASE["number"]} | more)


@pytest.fixture
def category(place):
    return CategoryFactory(division=place.district, code="road", name="道路")


@pytest.fixture
def sender(platform, category):
    Platform.objects.update(categories={"road": "A01"}, fallback=category)
    return Sender(platform)


@pytest.fixture
def taken(sender):
    assert sender.post("cases", CASE).status_code == 201
    return Crossing.objects.select_related("case").get()


def test_a_case_is_taken_in_under_both_numbers(sender, place, category):
    response = sender.post(
        "cases",
        CASE
        | {"division": place.north1.code, "due_at": "2030-01-02T17:00:00+08:00", "longitude": 121.5, "latitude": 31.2},
    )
    case = Case.objects.get()
    assert response.json() == {"number": case.number, "your_number": "12345-77", "state": "accepted"}
    assert (case.entrance, case.outside_number, case.category, case.division) == (
        "bridge",
        "cityops/12345-77",
        category,
        place.north1,
    )
    assert timezone.localtime(case.due_at).isoformat() == "2030-01-02T17:00:00+08:00"
    crossing = Crossing.objects.get()
    assert (crossing.direction, crossing.state) == ("in", S.ACCEPTED)


def test_without_a_division_it_is_the_platforms_own(taken, place):
    assert taken.case.division == place.district


def test_a_division_of_elsewhere_means_nothing_here(sender, place):
    assert sender.post("cases", CASE | {"division": "310115000000"}).status_code == 201
    assert Case.objects.get().division == place.district


def test_what_we_send_is_what_we_take(sender, platform, case_at, team):
    """Two portals of this kind understand each other."""
    crossing = crossings.send_out(case_at("filed"), platform=platform, by=team.staff)
    assert sender.post("cases", {"id": "d1"} | case_body(crossing)).status_code == 201
    told = {"id": "d2"} | event_body(crossing, "withdrawn", text="不转了。")
    assert sender.post("events", told).json()["state"] == "closed"


def test_the_same_case_twice_is_one(sender, taken):
    response = sender.post("cases", CASE | {"title": "又发一次"})
    assert (response.status_code, response.json()["number"]) == (200, taken.case.number)
    assert Case.objects.count() == 1


def test_two_platforms_may_use_the_same_number(sender, taken, place):
    other = PlatformFactory(division=place.district, categories={"road": "A01"})
    assert Sender(other).post("cases", CASE).status_code == 201
    assert Case.objects.count() == 2


@COMMITTED
def test_twenty_copies_at_once_make_one_case(sender, together):
    def send(number):
        return Sender(sender.platform).post("cases", CASE).status_code

    assert sorted(together(send, threads=8)) == [200] * 7 + [201]
    assert Case.objects.count() == 1


def test_an_unknown_category_falls_back_or_is_refused(sender, category):
    Platform.objects.update(fallback=None)
    response = sender.post("cases", CASE | {"category": "Z99"})
    assert response.status_code == 400
    assert "类别" in response.json()["detail"]
    Platform.objects.update(fallback=category)
    assert sender.post("cases", CASE | {"category": "Z99"}).status_code == 201


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"division": "31011"}, "区划"), ({"title": ""}, "不能为空"), ({"number": "x" * 41}, "40"),
        ({"title": "找 13800138000"}, "手机号"), ({"latitude": 91}, "90"), ({"name": "王某"}, "没有这个字段"), ({"due_at": "soon"}, "due_at"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_and_nothing_is_written(sender, change, said):
    response = sender.post("cases", CASE | change)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Case.objects.exists()


# Who may speak


def test_only_the_platform_itself_is_heard(sender, platform):
    now = time.time()
    raw = orjson.dumps(CASE)
    good = sign([SECRET], int(now), raw)
    refused = [
        sender.post("cases", CASE, header=""), sender.post("cases", CASE, header="t=1,v1=00"), sender.post("cases", CASE, header=good.replace("v1", "v0")),
        Sender(platform, "x" * 40).post("cases", CASE), sender.post("cases", CASE | {"title": "改过"}, header=good),
        sender.post("cases", CASE, at=now - 301), sender.post("cases", CASE, at=now + 310), sender.post("cases", CASE, pk=uuid.uuid4()),
        sender.post("cases", CASE, pk="nobody"), sender.post("events", {"id": "1"}, header=good),
    ]  # fmt: skip
    assert [response.status_code for response in refused] == [401] * len(refused)
    assert "签名不对" in refused[0].json()["detail"]
    Platform.objects.update(active=False)
    assert sender.post("cases", CASE).status_code == 401
    assert not Case.objects.exists()


def test_a_replayed_request_does_nothing_more(sender, taken):
    raw = orjson.dumps(CASE)
    header = sign([SECRET], int(time.time()), raw)
    assert [sender.post("cases", raw, header=header).status_code for _ in range(3)] == [200, 200, 200]
    assert Case.objects.count() == 1


def test_both_secrets_are_good_while_one_is_changed(sender, platform, team):
    changed = peers.rotate(platform, by=team.admin)
    assert sender.post("cases", CASE).status_code == 201
    assert Sender(platform, changed.secret).post("cases", CASE).status_code == 200
    Platform.objects.update(former_until=timezone.now())
    assert sender.post("cases", CASE).status_code == 401


def test_a_platform_that_only_takes_sends_nothing(sender):
    Platform.objects.update(direction="out")
    assert sender.post("cases", CASE).status_code == 409


# What follows


def test_each_step_here_is_told_there_and_the_result_at_the_end(sender, place, team, there):
    following.follow()
    sender.post("cases", CASE | {"division": place.north1.code})
    crossing = Crossing.objects.select_related("case").get()
    case = steps.dispatch(steps.file(crossing.case, by=team.staff), by=team.staff, department=place.department)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="已排水。")
    steps.close(steps.check(case, by=team.staff), by=team.staff)
    seal_here()
    following.follow()
    carrying.carry()
    told = [(body["event"], body.get("step"), body.get("state")) for body in there.events.values()]
    assert told == [
        ("progress", "file", "filed"), ("progress", "dispatch", "dispatched"), ("progress", "accept", "handling"),
        ("progress", "finish", "handled"), ("progress", "check", "checked"), ("returned", None, None),
    ]  # fmt: skip
    last = there.asked[-1][2]
    assert (last["outcome"], last["text"], last["your_number"]) == ("done", "已排水。", "12345-77")
    crossing.refresh_from_db()
    assert crossing.state == S.RETURNED


def test_they_are_content_and_it_is_over(sender, taken):
    Crossing.objects.update(state=S.RETURNED)
    assert sender.event("closed").json()["state"] == "closed"
    assert sender.event("closed").status_code == 200  # the copy
    assert sender.event("closed", id="e2").status_code == 409


def test_they_are_not_content_and_the_case_is_opened_again(sender, place, team):
    following.follow()
    sender.post("cases", CASE | {"division": place.north1.code})
    case = Crossing.objects.select_related("case").get().case
    case = steps.dispatch(steps.file(case, by=team.staff), by=team.staff, department=place.department)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="已排水。")
    steps.close(steps.check(case, by=team.staff), by=team.staff)
    seal_here()
    following.follow()
    assert sender.event("rework", text="又积水了。").json()["state"] == "accepted"
    case.refresh_from_db()
    assert case.state == Case.State.FILED


def test_they_take_it_back_and_the_street_decides(sender, taken):
    assert sender.event("withdrawn", text="重复。").json()["state"] == "closed"
    taken.case.refresh_from_db()
    assert taken.case.is_open()


def test_we_withdraw_and_they_are_told_that_nothing_is_done(sender, taken, team, there):
    following.follow()
    cases.withdraw(taken.case, by=team.admin, reason="不在本区。")
    seal_here()
    following.follow()
    carrying.carry()
    assert [(body["event"], body["outcome"]) for body in there.events.values()] == [("returned", "refused")]


def test_events_that_make_no_sense_leave_nothing(sender, taken):
    assert sender.event("accepted").status_code == 400
    assert sender.post("events", {"id": "e1", "event": "closed", "number": "unknown"}).status_code == 404
    assert sender.event("rework").status_code == 409
    assert sender.event("note", text="身份证 11010519491231002X").status_code == 400
    assert not Receipt.objects.exists()
