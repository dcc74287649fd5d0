"""Review, publication and objections as their people see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.access.roles import Role
from indices.actions.objections import object_to
from indices.actions.publishing import review
from indices.models import IndexRun, Objection
from tests.factories.access import member, token_of
from tests.factories.indices import published
from tests.indices.reading import OCTOBER, text_of

PAGE = f"/index/310110000000/{OCTOBER}/publish/"


def step(client, run, name, **body):
    return client.post(f"/index/runs/{run.pk}/{name}/", body)


def test_a_month_is_reviewed_stands_open_and_is_published(client, run, admin):
    client.force_login(admin)
    assert "待审核" in text_of(client.get(PAGE))
    assert step(client, run, "review", days="x").status_code == 422
    assert step(client, run, "review", days="5").status_code == 302
    assert "期满才能发布" in text_of(client.get(PAGE))
    assert step(client, run, "publish").status_code == 409
    IndexRun.objects.filter(pk=run.pk).update(objections_until=timezone.now() - timedelta(minutes=1))
    assert step(client, run, "publish").status_code == 302
    assert "已发布" in text_of(client.get(PAGE))
    refused = step(client, run, "correct", reason=" ")
    assert refused.status_code == 422
    assert step(client, run, "correct", reason="漏报走访 1 户。").status_code == 302
    page = text_of(client.get(PAGE))
    assert "第 1 次更正" in page
    assert "漏报走访 1 户。" in page
    assert step(client, run, "nonsense").status_code == 404


def test_a_clerk_objects_from_the_unit_and_reads_the_answer(client, run, place, admin, clerk):
    review(run, by=admin)
    client.force_login(clerk)
    address = f"/index/{place.north1.code}/{OCTOBER}/objections/new/"
    assert client.post(address, {"text": ""}).status_code == 422
    filed = client.post(address, {"indicator": "ZZ-B1", "text": "有 30 户空关。"})
    assert filed.status_code == 302
    row = Objection.objects.get()
    assert "等区里答复" in text_of(client.get(row.get_absolute_url()))
    client.force_login(admin)
    assert "居民走访覆盖率" in text_of(client.get("/index/objections/?state=raised"))
    assert client.post(f"{row.get_absolute_url()}reject/", {"text": " "}).status_code == 422
    assert client.post(f"{row.get_absolute_url()}reject/", {"text": "空关房按方案在分母里。"}).status_code == 302
    client.force_login(clerk)
    assert "空关房按方案在分母里。" in text_of(client.get(row.get_absolute_url()))


def test_outside_the_window_there_is_no_form(client, run, place, clerk):
    client.force_login(clerk)
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/objections/new/").status_code == 404
    published(run)
    assert client.get(f"/index/{place.north1.code}/{OCTOBER}/objections/new/").status_code == 404


def test_programs_object_and_answer(client, run, place, admin, clerk):
    reviewed = review(run, by=admin)
    body = {"run": str(reviewed.pk), "division": place.north1.code, "text": "漏报走访。"}
    made = client.post("/api/v1/index-objections/", body, "application/json", headers=bearer(clerk))
    assert made.status_code == 201, made.json()
    address = f"/api/v1/index-objections/{made.json()['id']}/"
    assert (
        client.post(f"{address}uphold/", {"text": "请补报。"}, "application/json", headers=bearer(clerk)).status_code
        == 403
    )
    told = client.post(f"{address}uphold/", {"text": "请补报，重算。"}, "application/json", headers=bearer(admin))
    assert (told.status_code, told.json()["state"]) == (200, "upheld")
    again = client.post(f"{address}reject/", {"text": "改判。"}, "application/json", headers=bearer(admin))
    assert again.status_code == 409


def bearer(user) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(user, 'write')}"}


@pytest.mark.parametrize("address", [PAGE, "/index/objections/"])
def test_the_pages_ask_at_most_twelve_questions(client, run, place, admin, clerk, queries_of, address):
    reviewed = review(run, by=admin)
    for at in range(3):
        object_to(reviewed, place.north1, by=clerk, text=f"第 {at} 条。")
    client.force_login(admin)
    assert queries_of(client, address) <= 12


def test_the_neighbour_sees_no_objection(client, run, place, admin, clerk):
    row = object_to(review(run, by=admin), place.north1, by=clerk, text="漏报。")
    client.force_login(member(Role.STAFF, of=place.south))
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "漏报" not in client.get("/index/objections/").content.decode()
