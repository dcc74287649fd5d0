"""Visits without a network, in a browser: filed, killed, sent once; kept for their clerk and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from neighborhoods.models import Household
from tests.browsing import open_page, violations
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import (
    BuildingFactory,
    EstateFactory,
    HouseholdFactory,
    KeyPersonFactory,
    ResidentFactory,
)
from tests.marks import COMMITTED
from tests.phones import Phone, until
from visits.actions.visits import file_visit
from visits.models import Need, Visit

pytestmark = [pytest.mark.browser, COMMITTED]

PICTURES = Path(settings.BASE_DIR) / ".local" / "failures"


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    """A clerk with ten doors to go to, all in one building."""
    CategoryFactory(division=place.district, code="repairs", name="住房修缮", opens_case=True)
    CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=False)
    building = BuildingFactory(
        division=place.north1, estate=EstateFactory(division=place.north1, name="同济新村"), name="23 号"
    )
    homes = [
        HouseholdFactory(division=place.north1, building=building, room=f"{number} 室") for number in range(101, 111)
    ]
    for home in homes:
        KeyPersonFactory(
            resident=ResidentFactory(division=place.north1, household=home, name="陆妙珍"), division=place.north1
        )
    return SimpleNamespace(place=place, site=live_server.url, homes=homes, clerk=member(Role.CLERK, of=place.north1))


@pytest.fixture
def phone(chromium, told, request) -> Iterator[Phone]:
    phone = Phone(chromium, told.site)
    phone.made_ready(told.clerk)
    yield phone
    PICTURES.mkdir(parents=True, exist_ok=True)
    phone.page.screenshot(path=PICTURES / f"{request.node.name}.png", full_page=True)
    assert phone.complaints == []


def file(phone: Phone, home: Household, *, need: str = "", says: str = "") -> None:
    """At the list: open the door's form, fill in what is asked, save."""
    page = phone.page
    page.click(f"#doors a:has-text('{home.room}')")
    page.check("[name=residents] >> nth=0")
    if need:
        page.click(f"label[for=n-{need}]")
        page.fill(f"[name=say_{need}]", "厨房顶漏水")
    if says:
        page.fill("[name=content]", says)
    page.click("button:has-text('保存')")
    page.wait_for_selector("#said:has-text('已记在这台设备上')")


def go_dark(phone: Phone, address: str = "/offline/") -> None:
    phone.offline()
    phone.goto(address)
    phone.page.wait_for_selector("#doors a")


def file_one(phone: Phone, told: SimpleNamespace, at: int = 0) -> str:
    """One visit without a network. Returns its id."""
    go_dark(phone)
    file(phone, told.homes[at], says="一切都好")
    return phone.kept("drafts")[0]["id"]


def test_ten_visits_filed_without_a_network_survive_a_kill_and_arrive_once(phone, told):
    go_dark(phone, "/today/")
    assert violations(phone.page) == []
    phone.page.fill("#q", "105")
    assert phone.page.locator("#doors a").count() == 1
    phone.page.fill("#q", "")
    for home in told.homes[:5]:
        file(phone, home, need="repairs")
    phone.kill()
    phone.goto("/visits/")
    assert "未上传 5 条" in phone.bar()
    for home in told.homes[5:]:
        file(phone, home, need="care", says="一切都好")
    assert "没有网络，未上传 10 条" in phone.bar()
    assert not Visit.objects.exists()
    phone.kill()
    phone.offline(False)
    phone.goto("/today/")
    until(lambda: Visit.objects.count() == 10)
    until(lambda: phone.kept("drafts") == [])
    phone.page.wait_for_selector("#unsent", state="hidden")
    assert {visit.household_id for visit in Visit.objects.all()} == {home.pk for home in told.homes}
    assert {visit.visitor_id for visit in Visit.objects.all()} == {told.clerk.pk}
    assert (Need.objects.count(), Case.objects.filter(entrance="visit").count()) == (10, 5)
    assert len(phone.puts) == 10


def test_two_tabs_send_each_visit_once(phone, told):
    go_dark(phone)
    other = phone.tab()
    other.goto(f"{told.site}/offline/")
    phone.page.bring_to_front()
    for home in told.homes[:3]:
        file(phone, home)
    phone.offline(False)
    until(lambda: Visit.objects.count() == 3)
    until(lambda: phone.kept("drafts") == [])
    assert len(phone.puts) == len(set(phone.puts)) == 3


def test_a_session_that_ended_keeps_the_visit_until_its_clerk_is_back(phone, told):
    file_one(phone, told)
    phone.context.clear_cookies()
    phone.offline(False)
    phone.goto("/offline/")
    until(lambda: "请重新登录后上传" in phone.bar())
    assert not Visit.objects.exists()
    phone.page.click("#unsent a:has-text('登录')")
    phone.sign_in(told.clerk)
    until(lambda: Visit.objects.count() == 1)
    until(lambda: phone.kept("drafts") == [])


def test_sign_out_warns_and_takes_the_people_but_not_the_visit(phone, told):
    file_one(phone, told)
    phone.offline(False)
    phone.context.route("**/api/v1/visits/**", lambda route: route.abort())  # sent and sent again in vain
    phone.goto("/today/")
    until(lambda: "未上传 1 条" in phone.bar())
    phone.sign_out()
    assert "还有 1 条走访没有上传" in phone.page.inner_text("#ask-text")
    phone.page.click("#ask button[value=yes]")
    phone.page.wait_for_url("**/login/")
    assert (phone.kept("people"), phone.kept("keys")) == ([], [])
    [draft] = phone.kept("drafts")
    assert not any(word in draft["sealed"] for word in ("同济新村", "一切都好", str(told.homes[0].pk)))
    phone.context.unroute("**/api/v1/visits/**")
    phone.sign_in(told.clerk)
    until(lambda: Visit.objects.count() == 1)


def test_another_user_of_the_phone_neither_reads_nor_sends_the_visit(phone, told):
    file_one(phone, told)
    phone.context.clear_cookies()
    phone.offline(False)
    colleague = member(Role.CLERK, of=told.place.north1)
    phone.goto("/login/?next=/offline/")
    phone.sign_in(colleague)
    phone.page.wait_for_selector("#others:visible")
    phone.goto("/today/")
    until(lambda: [key["user"] for key in phone.kept("keys") if key["kind"] == "people"] == [str(colleague.pk)])
    assert {key["user"] for key in phone.kept("keys")} == {str(colleague.pk)}
    assert not any(key["open"] for key in phone.kept("keys"))
    assert len(phone.kept("drafts")) == 1
    assert phone.puts == []
    phone.sign_out()
    phone.page.wait_for_url("**/login/")
    phone.sign_in(told.clerk)
    until(lambda: Visit.objects.count() == 1)
    assert Visit.objects.get().visitor_id == told.clerk.pk


def test_after_two_days_the_people_are_gone_and_the_visit_is_not(phone, told):
    file_one(phone, told)
    phone.kill()
    phone.page.clock.set_fixed_time(timezone.now() + timedelta(hours=49))
    phone.goto("/offline/")
    phone.page.wait_for_selector("#nothing:visible")
    assert phone.kept("people") == []
    assert [key["kind"] for key in phone.kept("keys")] == ["drafts"]
    assert "未上传 1 条" in phone.bar()


def test_a_refused_visit_is_shown_with_its_reason_changed_and_sent_again(phone, told):
    old = file_one(phone, told)
    Household.objects.filter(pk=told.homes[0].pk).update(until=timezone.localdate())
    phone.offline(False)
    phone.goto("/offline/")
    until(lambda: "1 条要您处理" in phone.bar())
    phone.page.click("#drafts a:has-text('要处理')")
    phone.page.wait_for_selector("main :text('这一户已经注销')")
    assert violations(phone.page) == []
    Household.objects.filter(pk=told.homes[0].pk).update(until=None)
    phone.page.click("text=改一改再发")
    phone.page.fill("[name=content]", "搬回来了")
    phone.page.click("button:has-text('保存')")
    until(lambda: Visit.objects.count() == 1)
    visit = Visit.objects.get()
    assert (visit.content, str(visit.pk) == old, visit.residents.count()) == ("搬回来了", False, 1)
    until(lambda: phone.kept("drafts") == [])


def test_a_number_that_is_taken_shows_both_versions_and_mine_can_be_dropped(phone, told):
    taken = file_one(phone, told)
    file_visit(told.homes[1], by=told.clerk, visited_at=timezone.now(), content="已在电脑上登记", id=taken)
    phone.offline(False)
    phone.goto("/offline/")
    phone.page.click("#drafts a:has-text('要处理')")
    shown = phone.page.locator(".versions").inner_text()
    assert "一切都好" in shown
    assert "已在电脑上登记" in shown
    phone.page.click("text=不要了")
    phone.page.click("#ask button[value=yes]")
    phone.page.wait_for_selector("#said:has-text('已经去掉')")
    assert (phone.kept("drafts"), Visit.objects.count()) == ([], 1)


@pytest.mark.parametrize("answer_only", [False, True], ids=["before it arrives", "after it is saved"])
def test_a_form_of_the_portal_whose_network_goes_is_sent_by_the_outbox_once(phone, told, answer_only):
    phone.goto(f"/visits/new/?household={told.homes[0].pk}")

    def lost(route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if answer_only:
            route.fetch(max_redirects=0)
        route.abort()

    phone.context.route("**/visits/new/**", lost)
    phone.page.click("label[for=n-repairs]")
    phone.page.fill("[name=say_repairs]", "厨房顶漏水")
    phone.page.click("button:has-text('保存')")
    phone.page.wait_for_url("**/offline/")
    until(lambda: phone.kept("drafts") == [])
    assert (Visit.objects.count(), Need.objects.count(), Case.objects.filter(entrance="visit").count()) == (1, 1, 1)


def test_a_form_of_the_portal_is_saved_as_before_while_there_is_a_network(phone, told):
    phone.goto(f"/visits/new/?household={told.homes[0].pk}")
    phone.page.click("button:has-text('保存')")
    phone.page.wait_for_selector("#messages :text('1 次走访')")
    assert (Visit.objects.count(), phone.kept("drafts"), phone.puts) == (1, [], [])


def test_the_worker_keeps_no_page_of_a_signed_in_clerk(phone, told):
    for path in ("/today/", "/visits/", f"/households/{told.homes[0].pk}/", "/offline/"):
        phone.goto(path)
    kept = phone.page.evaluate("""async () => {
      const found = [];
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const one of await cache.keys()) found.push([new URL(one.url).pathname, await (await cache.match(one)).text()]);
      }
      return found;
    }""")
    pages = [text for path, text in kept if not path.startswith("/static/")]
    assert [path for path, _ in kept if not path.startswith("/static/")] == ["/offline/"]
    assert not any(word in pages[0] for word in (told.clerk.name, str(told.clerk.pk), "23 号 101", "陆"))


def test_without_a_secure_context_the_page_says_what_it_needs(chromium, live_server):
    page = open_page(chromium, size="phone")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{live_server.url}/offline/")
    page.wait_for_selector("main :text('离线登记要用 https 网址')")
    assert violations(page) == []
