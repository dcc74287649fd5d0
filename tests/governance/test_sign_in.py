"""Signing in, staying signed in, and what ends it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from governance.access.actions import users
from governance.access.roles import Role
from governance.access.selectors import visible_events
from governance.audit.models import Event
from tests.factories.access import PASSWORD, DivisionFactory, UserFactory, member

FORGED = [
    "https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", "/\\evil.example", "///evil.example",
    "http:evil.example", "https:/evil.example", " //evil.example", "\t//evil.example", "http://testserver@evil.example/",
]  # fmt: skip
NEW = "Brand-new-Horse-8"


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(
        "/login/", {"username": user.username, "password": password, "next": extra.pop("next", "")}, **extra
    )


def is_in(client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.fixture
def clock(monkeypatch):
    """The seconds that sessions are measured by; `clock.now += 60` lets a minute pass."""
    hands = SimpleNamespace(now=1_800_000_000)
    watch = SimpleNamespace(time=lambda: hands.now)
    monkeypatch.setattr("governance.web.middleware.time", watch)
    monkeypatch.setattr("governance.web.views.accounts.time", watch)
    return hands


def verbs() -> list[str]:
    return list(Event.objects.order_by("at", "pk").values_list("verb", flat=True))


@pytest.mark.parametrize("target", FORGED)
def test_a_forged_next_is_ignored(client, people, target):
    answer = sign_in(client, people.clerk, next=target)
    assert (answer.status_code, answer.url) == (302, "/")


def test_next_within_the_portal_is_followed(client, people):
    assert sign_in(client, people.clerk, next="/inbox/?cursor=").url == "/inbox/?cursor="


def test_a_wrong_password_is_told_without_saying_which_was_wrong(client, people):
    for name in (people.clerk.username, "nobody-of-that-name"):
        answer = client.post("/login/", {"username": name, "password": "wrong"})
        assert answer.status_code == 422
        assert "账号或密码不对" in answer.content.decode()
    failed = Event.objects.filter(verb="access.sign_in_failed").order_by("at")
    assert [(event.subject_id, event.division, event.actor, event.details) for event in failed] == [
        (str(people.clerk.pk), "310110009001", None, {}), ("", "", None, {}),
    ]  # fmt: skip


def test_failed_sign_ins_do_not_flood_the_audit(client, people):
    for number in range(4):
        sign_in(client, people.clerk, "wrong")
        client.post("/login/", {"username": f"guess-{number}", "password": "wrong"})
    sign_in(Client(), people.clerk, "wrong", REMOTE_ADDR="10.9.8.7")
    failed = Event.objects.filter(verb="access.sign_in_failed").order_by("at")
    assert [(event.subject_id, event.address) for event in failed] == [
        (str(people.clerk.pk), "127.0.0.1"), ("", "127.0.0.1"), (str(people.clerk.pk), "10.9.8.7"),
    ]  # fmt: skip


def test_a_minute_later_a_failed_sign_in_is_told_again(client, people, monkeypatch):
    sign_in(client, people.clerk, "wrong")
    monkeypatch.setattr("governance.access.refusals.APART", timedelta(0))
    sign_in(client, people.clerk, "wrong")
    assert Event.objects.filter(verb="access.sign_in_failed").count() == 2


def test_a_failed_sign_in_is_read_by_the_auditors_of_the_accounts_division(client, people, place):
    sign_in(client, people.clerk, "wrong")
    other = member(
        Role.AUDITOR, of=DivisionFactory(code="310101000000", name="黄浦区", level="district", parent=place.city)
    )
    own = Event.objects.get(verb="access.sign_in_failed")
    assert own in visible_events(people.auditor)
    assert own not in visible_events(other)


def test_five_wrong_passwords_pause_the_account_at_this_address_only(client, people):
    for _ in range(5):
        answer = sign_in(client, people.clerk, "wrong")
    assert answer.status_code == 429
    assert "已暂停用这个账号登录" in answer.content.decode()
    assert sign_in(client, people.clerk).status_code == 429
    assert sign_in(client, people.staff).status_code == 302
    assert sign_in(Client(), people.clerk, REMOTE_ADDR="10.9.8.7").status_code == 302
    event = Event.objects.filter(verb="access.lockout").first()
    assert (event.subject_id, event.actor, event.details) == (str(people.clerk.pk), None, {})


def test_a_forwarded_address_that_no_proxy_set_does_not_evade_the_pause(client, people):
    for number in range(5):
        sign_in(client, people.clerk, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert sign_in(client, people.clerk, HTTP_X_FORWARDED_FOR="10.0.0.99").status_code == 429


def test_the_pause_ends_by_itself(client, people, settings):
    for _ in range(5):
        sign_in(client, people.clerk, "wrong")
    settings.AXES_COOLOFF_TIME = timedelta(0)
    assert sign_in(client, people.clerk).status_code == 302


def test_signing_in_and_out_are_events(client, people):
    sign_in(client, people.clerk)
    client.post("/logout/")
    assert verbs() == ["access.sign_in", "access.sign_out"]
    assert not is_in(client)


def test_signing_out_takes_a_post(client, people):
    sign_in(client, people.clerk)
    assert client.get("/logout/").status_code == 405
    assert is_in(client)


def test_half_an_hour_without_a_page_ends_the_session(client, people, clock):
    sign_in(client, people.clerk)
    clock.now += 29 * 60
    assert is_in(client)
    clock.now += 29 * 60
    assert is_in(client)
    clock.now += 30 * 60 + 1
    assert not is_in(client)


def test_twelve_hours_end_the_session_whatever_is_done(client, people, clock):
    sign_in(client, people.clerk)
    for _ in range(36):
        clock.now += 20 * 60
        assert is_in(client)
    clock.now += 60
    assert not is_in(client)


def test_changing_the_password_ends_the_other_sessions(client, people):
    other = Client()
    sign_in(client, people.clerk)
    sign_in(other, people.clerk)
    answer = client.post("/me/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert verbs()[-1] == "access.password_changed"


def test_disabling_ends_the_session_and_enabling_does_not_revive_it(client, people):
    sign_in(client, people.staff)
    users.disable(people.staff, by=people.street)
    assert not is_in(client)
    assert sign_in(Client(), people.staff).status_code == 422
    users.enable(people.staff, by=people.street)
    assert not is_in(client)


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("Short-1", "Short-1", "至少"),
        ("alllowercaseletters", "alllowercaseletters", "至少三种"),
        ("12345678901234", "12345678901234", "数字"),
        (PASSWORD, PASSWORD, "不能与原密码相同"),
        (NEW, "Other-new-Horse-8", "不一样"),
    ],
)
def test_a_new_password_follows_the_rules(client, people, new, again, says):
    sign_in(client, people.clerk)
    answer = client.post("/me/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": again})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    people.clerk.refresh_from_db()
    assert people.clerk.check_password(PASSWORD)


def test_the_old_password_must_be_right(client, people):
    sign_in(client, people.clerk)
    answer = client.post("/me/password/", {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW})
    assert answer.status_code == 422
    assert "原密码不对" in answer.content.decode()


@pytest.mark.parametrize("why", ["temporary", "old"])
def test_a_temporary_or_old_password_is_changed_first(client, people, why):
    people.clerk.must_change_password = why == "temporary"
    people.clerk.password_changed_at -= timedelta(days=91 if why == "old" else 0)
    people.clerk.save()
    sign_in(client, people.clerk)
    assert client.get("/inbox/").url == "/me/password/"
    client.post("/me/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert client.get("/inbox/").status_code == 200


def test_the_age_of_passwords_can_be_switched_off(client, people, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 0
    people.clerk.password_changed_at = timezone.now() - timedelta(days=900)
    people.clerk.save()
    sign_in(client, people.clerk)
    assert is_in(client)


def code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"


@pytest.mark.parametrize("role", ["district", "street", "auditor"])
def test_administrators_set_up_a_second_factor_before_anything_else(client, people, settings, role):
    settings.SECOND_FACTOR_MAY_WAIT = False
    person = getattr(people, role)
    sign_in(client, person)
    assert client.get("/users/").url == "/me/second-factor/"
    page = client.get("/me/second-factor/").content.decode()
    assert "<svg" in page
    assert "以后再说" not in page
    answer = client.post("/me/second-factor/", {"code": code_of(TOTPDevice.objects.get(user=person))})
    assert answer.status_code == 302
    assert client.get("/users/").status_code == 200
    assert verbs()[-1] == "access.second_factor_set"


def test_who_has_a_second_factor_is_asked_for_it_at_every_sign_in(client, people):
    device = TOTPDevice.objects.create(user=people.staff, name="手机")
    sign_in(client, people.staff)
    assert client.get("/inbox/").url == "/me/second-factor/"
    assert "<svg width" not in client.get("/me/second-factor/").content.decode()
    assert client.post("/me/second-factor/", {"code": code_of(device)}).status_code == 302
    assert client.get("/inbox/").status_code == 200
    assert "已启用" in client.get("/me/second-factor/").content.decode()


def test_where_it_may_wait_an_administrator_works_without(client, people, settings):
    settings.SECOND_FACTOR_MAY_WAIT = True
    sign_in(client, people.street)
    assert client.get("/users/").status_code == 200
    assert "以后再说" in client.get("/me/second-factor/").content.decode()


@pytest.mark.parametrize(
    ("code", "says"), [("", "请输入"), ("12", "6 位数字"), ("abcdef", "6 位数字"), ("000000", "不对或已过期")]
)
def test_a_wrong_code_is_refused(client, people, code, says):
    device = TOTPDevice.objects.create(user=people.staff, name="手机", drift=0)
    assert code_of(device) != "000000"
    sign_in(client, people.staff)
    answer = client.post("/me/second-factor/", {"code": code})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert client.get("/inbox/").status_code == 302


def test_guessing_codes_is_slowed_down(client, people):
    device = TOTPDevice.objects.create(user=people.staff, name="手机")
    sign_in(client, people.staff)
    client.post("/me/second-factor/", {"code": "000000"})
    answer = client.post("/me/second-factor/", {"code": code_of(device)})
    assert "输错太多次" in answer.content.decode()


def test_a_refused_page_is_an_event(client, people):
    sign_in(client, people.clerk)
    assert client.get(reverse("audit-chain")).status_code == 403
    event = Event.objects.get(verb="access.denied")
    assert (event.actor, event.details) == (people.clerk, {"path": "/audit/chain/"})


def test_without_a_membership_the_first_page_says_what_to_do(client, db):
    person = UserFactory()
    sign_in(client, person)
    assert "账号还没有任职" in client.get("/").content.decode()


def test_signed_in_pages_are_never_stored(client, people):
    sign_in(client, people.clerk)
    assert client.get("/me/")["Cache-Control"] == "no-store"
