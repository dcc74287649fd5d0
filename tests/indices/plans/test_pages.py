"""The pages and the API: few queries, forms with refusals, exports, and nothing of next door."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from indices.plans.actions.progress import report
from indices.plans.models import AnnualPlan, Inspection, PlanTask, StandardItem
from tests.factories.plans import InspectionFactory, PlanFactory, TaskFactory

TODAY = timezone.localdate()
ROWS = {
    f"{name}-{key}": value
    for name, rows in (("figures", 2), ("days", 2))
    for key, value in (("TOTAL_FORMS", rows), ("INITIAL_FORMS", 0))
}


def picture() -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(raw, "PNG")
    return SimpleUploadedFile("after.png", raw.getvalue(), "image/png")


def test_pages_take_few_queries_however_many_rows(place, team, page, queries_of, run):
    plan = PlanFactory(division=place.district)
    row = InspectionFactory(division=place.north1, rectify=True)
    task = TaskFactory(plan=plan, division=place.north, lead=place.department, due_on=TODAY, figures_of={"GZ-B3": 90})
    report(task, by=team.worker, text="已开工。", percent=10, evidence=[picture()])
    addresses = ("/plans/", f"/plans/{plan.pk}/", f"/plans/{plan.pk}/export/", task.get_absolute_url(), "/inspections/",
                 f"/inspections/{row.pk}/", "/inspections/summary/", "/inspections/export/", "/inspections/standard/")  # fmt: skip
    client = page(team.admin)
    few = {address: queries_of(client, address) for address in addresses}
    for at in range(5):
        TaskFactory(plan=plan, division=place.north1, lead=place.department, due_on=TODAY, figures_of={"GZ-B3": at})
        TaskFactory(division=place.south)
        InspectionFactory(division=place.south1, rectify=True)
    assert {address: queries_of(client, address) for address in few} == few
    assert max(few.values()) <= 12, few


def test_a_plan_is_made_broken_into_tasks_and_sent_out(place, team, page):
    client = page(team.admin)
    given = {"division": place.district.code, "kind": "annual", "title": "年度方案", "year": TODAY.year}
    assert client.post("/plans/new/", given | {"year": "x"}).status_code == 422
    client.post("/plans/new/", given)
    plan = AnnualPlan.objects.get()
    new = f"/plans/{plan.pk}/tasks/new/"
    task = ROWS | {
        "title": "走访", "division": place.district.code, "lead": place.department.pk, "others": "区科委、区城运中心", "measures": "一\n二",
        "figures-0-indicator": "ZZ-B1", "figures-0-target": "90", "days-0-text": "中期", "days-0-due_on": f"{TODAY.year}-06-30",
    }  # fmt: skip
    refused = client.post(new, task | {"days-0-due_on": f"{TODAY.year + 1}-06-30"})
    assert refused.status_code == 422
    assert "不在方案的年度" in refused.content.decode()
    assert client.post(new, task).status_code == 302
    row = PlanTask.objects.get()
    assert [one.name for one in row.parties.all()] == ["区民政局", "区科委", "区城运中心"]
    edited = client.get(f"/plans/tasks/{row.pk}/edit/")
    assert "区科委、区城运中心" in edited.content.decode()
    assert client.post(f"/plans/{plan.pk}/assign/").status_code == 302
    assert client.post(f"/plans/{plan.pk}/answer/", {"conclusion": "答复"}).status_code == 409
    assert page(team.viewer).post(f"/plans/{plan.pk}/start/").status_code == 403
    assert "走访" in page(team.worker).get(f"/plans/{plan.pk}/").content.decode()
    assert "没有由您这里承担的任务" in page(team.clerk).get(f"/plans/{plan.pk}/").content.decode()


def test_progress_is_told_with_a_file_that_only_its_readers_open(place, team, page):
    task = TaskFactory(division=place.north1, lead=place.department, due_on=TODAY)
    address = f"/plans/tasks/{task.pk}/report/"
    refused = page(team.worker).post(address, {"text": "", "percent": "40"})
    assert refused.status_code == 422
    page(team.worker).post(address, {"text": "完成一半", "percent": "50", "evidence": picture()})
    shown = page(team.clerk).get(task.get_absolute_url()).content.decode()
    assert "完成一半" in shown
    file = shown.split(f"/plans/tasks/{task.pk}/files/")[1].split("/")[0]
    assert page(team.clerk).get(f"/plans/tasks/{task.pk}/files/{file}/").status_code == 200
    assert page(team.neighbour).get(f"/plans/tasks/{task.pk}/files/{file}/").status_code == 404
    assert page(team.clerk).post(address, {"text": "代填", "percent": "60"}).status_code == 403


def test_the_export_of_a_plan_is_its_table_of_what_one_sees(place, team, page):
    plan = PlanFactory(division=place.district)
    TaskFactory(plan=plan, division=place.north, lead=place.department, title="=cmd()", figures_of={"GZ-B3": 90})
    TaskFactory(plan=plan, division=place.south, title="别处的任务")
    book = load_workbook(io.BytesIO(page(team.worker).get(f"/plans/{plan.pk}/export/").getvalue()))
    assert [(row[1], row[3], row[12]) for row in list(book.active.values)[1:]] == [("'=cmd()", "区民政局", "按期")]


def test_a_visit_is_entered_line_by_line_and_put_right_with_a_photo(place, team, page):
    row = InspectionFactory(division=place.north1)
    lines = {f"verdict-{at}": "passed" for at in (1, 2, 3)} | {"visited_on": TODAY.isoformat()}
    bad = lines | {"verdict-2": "failed"}
    refused = page(team.manager).post(f"/inspections/{row.pk}/visit/", bad)
    assert refused.status_code == 422
    assert "第 2 项不合格" in refused.content.decode()
    page(team.manager).post(f"/inspections/{row.pk}/visit/", bad | {"note-2": "台账没有精简"})
    assert page(team.manager).post(f"/inspections/{row.pk}/recheck/").status_code == 409
    page(team.manager).post(f"/inspections/{row.pk}/rectify/", {"due_on": (TODAY + timedelta(days=3)).isoformat()})
    address = f"/inspections/{row.pk}/2/answer/"
    assert page(team.neighbour).post(address, {"answer": "好了"}).status_code == 404
    assert page(team.viewer).post(address, {"answer": "好了"}).status_code == 403
    page(team.clerk).post(address, {"answer": "已精简", "photo": picture()})
    shown = page(team.clerk).get(f"/inspections/{row.pk}/").content.decode()
    assert "已精简" in shown
    photo = re.search(r"/2/photos/([0-9a-f-]{36})/", shown)[1]
    assert page(team.admin).get(f"/inspections/{row.pk}/2/photos/{photo}/").status_code == 200
    assert page(team.manager).post(f"/inspections/{row.pk}/recheck/").status_code == 302
    page(team.manager).post(f"/inspections/{row.pk}/report/", {"report": "整改到位。"})
    assert "整改到位" in page(team.viewer).get(f"/inspections/{row.pk}/paper/").content.decode()
    assert Inspection.objects.get().state == "reported"


def test_the_standard_is_adopted_added_to_and_retired_by_the_district(place, team, page):
    client = page(team.admin)
    client.post("/inspections/standard/adopt/", {"division": place.district.code})
    client.post("/inspections/standard/new/", {"division": place.district.code, "topic": "其他", "text": "新的一条"})
    one = StandardItem.objects.order_by("number").last()
    assert one.text == "新的一条"
    assert page(team.manager).post(f"/inspections/standard/{one.pk}/retire/").status_code == 403
    assert page(team.admin).post(f"/inspections/standard/{one.pk}/retire/").status_code == 302
    assert "新的一条" not in page(team.clerk).get("/inspections/standard/").content.decode()


def test_over_rest_a_plan_lives_from_put_to_evaluation(place, team, api):
    admin, body = api(team.admin), {"content_type": "application/json"}
    pk = "01890000-0000-7000-8000-0000000000aa"
    new = {"division": place.district.code, "kind": "annual", "year": TODAY.year, "title": "年度方案"}
    assert admin.put(f"/api/v1/plans/{pk}/", new, **body).status_code == 201
    assert admin.put(f"/api/v1/plans/{pk}/", new, **body).status_code == 200
    assert admin.put(f"/api/v1/plans/{pk}/", new | {"title": "另一个"}, **body).status_code == 409
    task = {
        "title": "走访", "lead": "minzheng", "supports": ["fangguan"], "figures": [{"indicator": "ZZ-B1", "target": "90"}],
        "milestones": [{"text": "中期", "due_on": f"{TODAY.year}-06-30"}],
    }  # fmt: skip
    assert admin.post(f"/api/v1/plans/{pk}/add-task/", task | {"lead": "nobody"}, **body).status_code == 400
    assert admin.post(f"/api/v1/plans/{pk}/add-task/", task, **body).status_code == 201
    assert api(team.manager).post(f"/api/v1/plans/{pk}/assign/", {}, **body).status_code == 403
    for step in ("assign", "start"):
        assert admin.post(f"/api/v1/plans/{pk}/{step}/", {}, **body).status_code == 200
    row = api(team.worker).get("/api/v1/plan-tasks/").json()["results"][0]
    assert [(one["part"], one["department"]) for one in row["parties"]] == [
        ("lead", "minzheng"),
        ("support", "fangguan"),
    ]
    told = {"text": "过半", "percent": 60, "done": [row["milestones"][0]["id"]]}
    answer = api(team.worker).post(f"/api/v1/plan-tasks/{row['id']}/report/", told, **body)
    assert (answer.status_code, answer.json()["percent"], answer.json()["light"]) == (200, 60, "on")
    assert answer.json()["progress"][0]["text"] == "过半"
    assert api(team.worker).post(f"/api/v1/plan-tasks/{row['id']}/report/", told, **body).status_code == 400
    stale = admin.patch(f"/api/v1/plan-tasks/{row['id']}/", {"goal": "新"}, headers={"If-Match": '"0"'}, **body)
    assert stale.status_code == 412
    detail = admin.get(f"/api/v1/plans/{pk}/").json()
    assert (detail["allowed_steps"], len(detail["tasks"])) == (["evaluate"], 1)
    assert admin.post(f"/api/v1/plans/{pk}/complete/", {"conclusion": "完成"}, **body).status_code == 409


@pytest.mark.parametrize("resource", ["plan-tasks", "inspections"])
def test_over_rest_the_neighbour_sees_nothing(resource, place, team, api):
    row = TaskFactory(division=place.north1) if resource == "plan-tasks" else InspectionFactory(division=place.north1)
    clerk = api(team.neighbour)
    assert clerk.get(f"/api/v1/{resource}/").json()["results"] == []
    assert clerk.get(f"/api/v1/{resource}/{row.pk}/").status_code == 404


def test_nonsense_in_an_address_is_said(place, team, page):
    for address, status in (
        ("/plans/?year=x", 422), ("/inspections/?since=x", 422), ("/plans/?nonsense=1", 200), ("/inspections/summary/?year=x", 200)
    ):  # fmt: skip
        assert page(team.admin).get(address).status_code == status, address
