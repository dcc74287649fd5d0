from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from governance.access.roles import Role
from governance.web import nav
from governance.web.context import Shell
from governance.web.nav import NavItem, register
from tests.factories.access import member


@pytest.fixture(autouse=True)
def menus(monkeypatch):
    """Menus of this module alone, whatever the apps registered."""
    monkeypatch.setattr(nav, "_items", {})


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


def shell(user, path: str = "/") -> Shell:
    request = RequestFactory().get(path)
    request.user = user
    return Shell(request)


def labels(user, path: str = "/") -> list[str]:
    return [link.item.label for section in shell(user, path).sections for link in section.links]


def test_an_entry_is_offered_to_who_holds_its_permission(place, clerk):
    register(NavItem(nav.DAILY, "走访", "person-walking", "home", "visits.view_visit"))
    auditor = member(Role.AUDITOR, of=place.district)
    assert labels(clerk) == ["走访"]
    assert labels(auditor) == []


def test_one_of_several_permissions_suffices_and_none_is_for_everybody(clerk):
    register(NavItem(nav.DAILY, "甲", "house", "home", ("no.such", "visits.view_visit"), order=1))
    register(NavItem(nav.DAILY, "乙", "house", "login", order=2))
    assert labels(clerk) == ["甲", "乙"]


def test_a_page_that_does_not_exist_is_not_offered(clerk):
    register(NavItem(nav.DAILY, "未来", "house", "not-built:yet"))
    assert labels(clerk) == []


def test_sections_keep_their_order_and_empty_ones_are_left_out(clerk):
    register(NavItem(nav.REVIEW, "指数", "graph-up", "login"))
    register(NavItem(nav.DAILY, "今日", "calendar-check", "home"))
    assert [section.label for section in shell(clerk).sections] == ["日常", "评估"]


def test_the_closest_address_is_the_current_one(clerk):
    register(NavItem(nav.DAILY, "今日", "calendar-check", "home"))
    register(NavItem(nav.DAILY, "密码", "key", "password-change"))
    current = [link.item.label for link in shell(clerk, "/me/password/").links if link.current]
    assert current == ["密码"]
    assert [link.item.label for link in shell(clerk, "/elsewhere/").links if link.current] == []


def test_a_badge_counts_what_waits(clerk):
    register(NavItem(nav.DAILY, "工单", "folder2-open", "home", badge=lambda user: 42, tabbar=True, short="单"))
    [tab] = shell(clerk).tabs
    assert (tab.count, tab.tab_label) == (42, "单")


def test_the_users_own_entries_are_in_the_menu_and_not_at_the_side(clerk):
    register(NavItem(nav.ME, "令牌", "key", "home"))
    assert [link.item.label for link in shell(clerk).menu] == ["令牌"]
    assert labels(clerk) == []


def test_registering_twice_is_one_entry_and_an_unknown_section_is_refused(clerk):
    for _ in range(2):
        register(NavItem(nav.DAILY, "今日", "calendar-check", "home"))
    assert labels(clerk) == ["今日"]
    with pytest.raises(ValueError, match="No menu section"):
        register(NavItem("别处", "今日", "calendar-check", "home"))


def test_the_shell_names_place_and_role(place, clerk):
    assert (shell(clerk).place, shell(clerk).role) == (place.north1.name, str(Role.CLERK.label))


def test_a_stranger_meets_an_empty_shell_without_a_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        empty = shell(AnonymousUser())
        assert (empty.sections, empty.tabs, empty.place, empty.role, empty.unread) == ([], [], "", "", 0)


def test_the_shell_of_a_page_costs_two_queries(clerk, django_assert_num_queries):
    register(NavItem(nav.DAILY, "今日", "calendar-check", "home", "visits.view_visit"))
    user = type(clerk).objects.get(pk=clerk.pk)
    with django_assert_num_queries(2):  # what is held, what is unread
        page = shell(user)
        _ = (page.sections, page.tabs, page.place, page.role, page.unread, page.unread)


def test_links_of_the_shell_lead_only_to_pages_that_exist(clerk):
    assert shell(clerk).url["login"] == "/login/"
    assert all(href.startswith("/") for href in shell(clerk).url.values())
