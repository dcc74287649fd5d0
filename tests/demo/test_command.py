from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from governance.access.models import Membership, User
from governance.access.roles import Role
from governance.audit.models import Event
from governance.demo import loaded
from governance.demo.management.commands import load_demo
from tests.factories.access import DivisionFactory
from tests.factories.neighborhoods import HouseholdFactory


@pytest.fixture
def command(divided, monkeypatch):
    """Run the command here; the planner's statistics need rows that are committed."""
    monkeypatch.setattr(load_demo, "_analyze", lambda: None)
    monkeypatch.setattr(load_demo, "score", lambda *args, **kwargs: [])
    monkeypatch.setenv("DEMO_PASSWORD", "Demo-Pass-123")

    def run(district="310110", **options) -> str:
        out = StringIO()
        call_command("load_demo", district=district, processes=0, stdout=out, stderr=StringIO(), **options)
        return out.getvalue()

    return run


def test_the_accounts_are_those_that_the_contract_names(command):
    said = command()
    assert "Demo-Pass-123" in said
    assert "admin-310110" in said
    held = dict(Membership.objects.values_list("user__username", "role"))
    assert held["admin-310110"] == Role.DISTRICT_ADMIN
    assert held["viewer-310110"] == Role.VIEWER
    assert held["auditor-310110"] == Role.AUDITOR
    assert held["dept-310110-minzheng"] == Role.DEPARTMENT
    assert held["staff-310110009"] == Role.STAFF
    assert held["street-admin-310110009"] == Role.SUBDISTRICT_ADMIN
    assert held["clerk-310110009001"] == Role.CLERK


def test_all_accounts_share_the_password_and_one_hash(command):
    command()
    assert User.objects.values("password").distinct().count() == 1
    request = RequestFactory().post("/login/")
    assert authenticate(request, username="clerk-310110009001", password="Demo-Pass-123")


def test_without_a_given_password_one_is_made_and_printed(command, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD")
    assert "密码都是 Mulin-" in command()


def test_the_load_is_told_to_the_audit(command):
    command(seed=7)
    event = Event.objects.get(verb=loaded.VERB)
    assert event.details == {"district": "310110000000", "scale": "small", "seed": 7}
    assert loaded.letters() == "B"


def test_a_second_load_of_a_district_says_so_and_adds_nothing(command):
    command()
    before = User.objects.count()
    assert "已加载" in command()
    assert User.objects.count() == before
    assert Event.objects.filter(verb=loaded.VERB).count() == 1


def test_city_fills_every_district_of_the_city(command, divided):
    other = DivisionFactory(code="310101000000", name="黄浦区", level="district", parent=divided.city)
    street = DivisionFactory(code="310101002000", name="南京东路街道", level="subdistrict", parent=other)
    DivisionFactory(code="310101002001", name="云南中居委会", level="committee", parent=street)
    command(scale="city")
    assert loaded.districts() == {"310110000000", "310101000000"}


@pytest.mark.parametrize("code", ["310199", "310110009", "abc", "31"])
def test_an_unknown_district_is_refused(command, code):
    with pytest.raises(CommandError, match="没有代码为"):
        command(code)


def test_a_district_without_committees_is_refused_whole(command, divided):
    DivisionFactory(code="310151000000", name="崇明区", level="district", parent=divided.city)
    with pytest.raises(CommandError, match="没有居委会"):
        command("310151")
    assert not User.objects.exists()


def test_real_data_is_never_mixed_with_the_demo(command, divided):
    HouseholdFactory(division=divided.committees[0])
    with pytest.raises(CommandError, match="真实数据"):
        command()
    assert not User.objects.exists()


def test_only_a_site_marked_as_a_demo_takes_it(command, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        command()
