from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.visits import visit
from visits.actions.needs import follow_up, resolve
from visits.actions.visits import NeedAsked
from visits.models import Need


@pytest.fixture
def need(clerk, home, care):
    return visit(home, by=clerk, needs=[NeedAsked(care, "想要送餐")]).needs.get()


def test_a_need_is_resolved_once_with_words(need, clerk):
    need = resolve(need, by=clerk, outcome="已联系送餐点")
    assert (need.outcome, need.resolved_by, need.follow_up_on) == ("已联系送餐点", clerk, None)
    with pytest.raises(ValidationError, match="已经办结"):
        resolve(need, by=clerk, outcome="再办一次")


def test_a_need_with_a_case_is_resolved_by_the_case(clerk, home, repairs):
    need = visit(home, by=clerk, needs=[NeedAsked(repairs)]).needs.get()
    with pytest.raises(ValidationError, match="以工单办理为准"):
        resolve(need, by=clerk, outcome="我自己办了")


def test_resolving_asks_for_words_and_the_own_committee(need, clerk, neighbour, place):
    with pytest.raises(ValidationError, match="怎么办结"):
        resolve(need, by=clerk, outcome="")
    for stranger in (neighbour, member(Role.STAFF, of=place.north)):
        with pytest.raises(PermissionDenied):
            resolve(need, by=stranger, outcome="代为办结")
    assert Need.objects.get().resolved_at is None


def test_following_up_is_put_on_a_day_to_come(need, clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert follow_up(need, by=clerk, on=tomorrow).follow_up_on == tomorrow
    with pytest.raises(ValidationError, match="不能早于今天"):
        follow_up(need, by=clerk, on=timezone.localdate() - timedelta(days=1))
