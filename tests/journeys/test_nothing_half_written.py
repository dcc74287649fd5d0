"""The database fails at any of an action's statements that write: then nothing of the action is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.actions import answers, cases, steps
from cases.models import Case
from tests.factories.cases import CategoryFactory, case_in, case_team
from tests.factories.neighborhoods import HouseholdFactory
from visits.actions import needs, visits
from visits.actions.visits import NeedAsked, file_visit

WRITES = ("INSERT", "UPDATE", "DELETE")
MOST = 60  # statements that one action may write


class Full(DatabaseError):
    """As when the disk is full."""


def fails_at(number: int) -> Callable[..., Any]:
    written = 0

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal written
        if sql.lstrip().startswith(WRITES):
            written += 1
            if written == number:
                raise Full("no space left on device")
        return execute(sql, *rest)

    return wrapper


def rows() -> dict[str, int]:
    """Counts and versions of everything that has a version: an edit shows too."""
    found = {}
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in ("sessions", "contenttypes"):
            names = [field.attname for field in model._meta.concrete_fields if field.attname in ("version", "state")]
            found[model._meta.label] = sorted(map(str, model._base_manager.values_list("pk", *names)))
    return found


def acts(place: Any, team: Any) -> dict[str, Callable[[], Any]]:
    category = CategoryFactory(division=place.city, code="housing", opens_case=True)
    home = HouseholdFactory(division=place.north1)
    visit = file_visit(home, by=team.clerk, visited_at=timezone.now(), needs=[NeedAsked(category, open_case=False)])
    bare = file_visit(home, by=team.clerk, visited_at=timezone.now())
    asked = [NeedAsked(category, "漏水"), NeedAsked(CategoryFactory(division=place.city, code="other"), open_case=True)]
    in_state = {state: case_in(state, place, team) for state in Case.State.values}
    return {
        "file a visit": lambda: file_visit(home, by=team.clerk, visited_at=timezone.now(), needs=asked),
        "withdraw a visit": lambda: visits.withdraw_visit(bare, by=team.clerk, reason="登记错了。"),
        "resolve a need": lambda: needs.resolve(visit.needs.get(), by=team.clerk, outcome="已上门修好。"),
        "file": lambda: steps.file(in_state["received"], by=team.staff),
        "dispatch": lambda: steps.dispatch(in_state["filed"], by=team.staff, department=place.department),
        "accept": lambda: steps.accept(in_state["dispatched"], by=team.worker),
        "refuse": lambda: steps.refuse(in_state["dispatched"], by=team.worker, reason="不属于本部门职责。"),
        "finish": lambda: steps.finish(in_state["handling"], by=team.worker, result="灯已换好。"),
        "rework": lambda: steps.rework(in_state["handled"], by=team.staff, reason="灯还是不亮。"),
        "check": lambda: steps.check(in_state["handled"], by=team.staff),
        "close": lambda: steps.close(in_state["checked"], by=team.staff),
        "reopen": lambda: steps.reopen(in_state["closed"], by=team.staff, reason="居民说没有解决。"),
        "withdraw": lambda: cases.withdraw(in_state["filed"], by=team.manager, reason="登记错了。"),
        "answer": lambda: answers.answer(in_state["closed"], by=team.clerk, resolved=False, satisfaction=2),
    }


@pytest.fixture
def told(place):
    return acts(place, case_team(place))


@pytest.mark.parametrize("name", [
    "file a visit", "withdraw a visit", "resolve a need", "file", "dispatch", "accept", "refuse", "finish", "rework", "check",
    "close", "reopen", "withdraw", "answer",
])  # fmt: skip
def test_an_action_that_fails_anywhere_leaves_nothing(told, name):
    before, tried = rows(), 0
    for number in range(1, MOST):
        try:
            with transaction.atomic(), connection.execute_wrapper(fails_at(number)):
                told[name]()
                transaction.set_rollback(True)
        except Full:
            tried += 1
            assert rows() == before
        else:
            break
    assert 2 <= tried < MOST - 1
