"""The district keeps its platforms and webhooks; the street sends cases over and decides about what comes back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.bridge.actions import carrying, crossings, receiving
from cases.bridge.models import Crossing, Delivery, Platform, Webhook
from cases.models import Case
from tests.factories.bridge import PlatformFactory, WebhookFactory


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(team):
    return browser(team.admin)


@pytest.fixture
def given(place):
    return {
        "name": "城运平台", "code": "cityops", "division": place.district.code, "url": "https://platform.example.org/b/", "direction": "both",
        "department": place.department.pk, "categories": "housing = A01\nstreets = A02", "states": "受理 = accepted",
    }  # fmt: skip


def test_a_platform_is_added_and_its_secret_shown_once(admin, given):
    response = admin.post(reverse("bridge:new", args=["platforms"]), given)
    platform = Platform.objects.get()
    assert platform.secret in response.content.decode()
    assert f"/api/v1/bridge/{platform.pk}/" in response.content.decode()
    assert (platform.categories, platform.states) == ({"housing": "A01", "streets": "A02"}, {"受理": "accepted"})
    for address in (platform.get_absolute_url(), reverse("bridge:edit", args=["platforms", platform.pk])):
        assert platform.secret not in admin.get(address).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "请填写"), ({"url": "http://platform.example.org/"}, "https://"), ({"url": "https://10.0.0.1/"}, "内网"), ({"department": ""}, "请选一个代表"),
        ({"categories": "housing"}, "左 = 右"), ({"categories": "a = X\nb = X"}, "两个类别"), ({"states": "受理 = what"}, "没有“what”"), ({"secret": "short"}, "至少 32"),
        ({"direction": "up"}, "请从列表"), ({"division": "310115000000"}, "不在您的范围"),
    ],
)  # fmt: skip
def test_bad_input_is_a_422_with_a_sentence_and_nothing_is_written(admin, given, change, said):
    response = admin.post(reverse("bridge:new", args=["platforms"]), given | change)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Platform.objects.exists()


def test_a_code_is_used_once(admin, given, place):
    PlatformFactory(division=place.district, code="cityops")
    response = admin.post(reverse("bridge:new", args=["platforms"]), given)
    assert (response.status_code, "已经用过" in response.content.decode()) == (422, True)


def test_a_webhook_is_added_changed_rotated_switched_and_tested(admin, place, there):
    asked = {"name": "数据中台", "division": place.district.code, "url": there.url, "topics": ["case.closed"]}
    first = admin.post(reverse("bridge:new", args=["webhooks"]), asked)
    hook = Webhook.objects.get()
    assert hook.secret in first.content.decode()
    admin.post(reverse("bridge:edit", args=["webhooks", hook.pk]), asked | {"topics": ["case.opened", "case.closed"]})
    rotated = admin.post(reverse("bridge:rotate", args=["webhooks", hook.pk]))
    hook.refresh_from_db()
    assert (hook.topics, hook.secret in rotated.content.decode()) == (["case.opened", "case.closed"], True)
    assert "能收到" in admin.post(reverse("bridge:test", args=[hook.pk]), follow=True).content.decode()
    there.behave = lambda path, body: (500, {})
    assert "没有送到" in admin.post(reverse("bridge:test", args=[hook.pk]), follow=True).content.decode()
    admin.post(reverse("bridge:switch", args=["webhooks", hook.pk]), {"on": "false"})
    hook.refresh_from_db()
    assert not hook.active


def test_a_street_sends_a_case_over_sees_the_failure_and_tries_again(team, case_at, platform, there):
    client, case = browser(team.manager), case_at("filed")
    kin = reverse("cases:kin", args=[case.pk])
    assert "转往其他平台办理" in client.get(kin).content.decode()
    assert client.post(reverse("bridge:send", args=[case.pk]), {"platform": platform.pk}).status_code == 302
    there.behave = lambda path, body: (422, {})
    carrying.carry()
    assert "对方答复 422" in client.get(kin).content.decode()
    assert "对方答复 422" in client.get(reverse("bridge:crossings")).content.decode()
    there.behave = lambda path, body: None
    client.post(reverse("bridge:retry", args=[Delivery.objects.get().pk]))
    carrying.carry()
    body = client.get(kin).content.decode()
    assert "CY0001" in body
    assert "对方答复" not in body


def test_what_comes_back_is_taken_by_an_officer_on_the_case(team, case_at, platform, there):
    client, case = browser(team.manager), case_at("filed")
    crossing = crossings.send_out(case, platform=platform, by=team.staff)
    carrying.carry()
    confirm = reverse("bridge:crossing-step", args=[crossing.pk, "confirm"])
    assert client.post(confirm).status_code == 409
    receiving.take_event(platform, id="e1", event="returned", number="CY0001", text="灯已换好。")
    assert "灯已换好" in client.get(reverse("cases:kin", args=[case.pk])).content.decode()
    assert client.post(reverse("bridge:crossing-step", args=[crossing.pk, "redo"]), {"reason": ""}).status_code == 422
    assert client.post(reverse("bridge:crossing-step", args=[crossing.pk, "explode"])).status_code == 404
    assert client.post(confirm).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.result) == (Case.State.HANDLED, "灯已换好。")


def test_a_case_that_cannot_go_is_told_so(team, case_at, platform):
    response = browser(team.staff).post(
        reverse("bridge:send", args=[case_at("handling").pk]), {"platform": platform.pk}
    )
    assert (response.status_code, "不能转往" in response.content.decode()) == (422, True)
    assert not Crossing.objects.exists()


def test_pages_cost_few_queries_however_many_rows(admin, place, team, case_at, platform, django_assert_max_num_queries):
    for _ in range(4):
        crossings.send_out(case_at("filed"), platform=platform, by=team.staff)
        WebhookFactory(division=place.district)
    Delivery.objects.update(attempts=1, error="对方答复 503。")
    for address in (reverse("bridge:peers"), reverse("bridge:crossings"), platform.get_absolute_url()):
        admin.get(address)
        with django_assert_max_num_queries(14):  # two of them the savepoint of the test
            assert admin.get(address).status_code == 200
