"""The machine under every life cycle: it alone writes a state, once, with a record, or it says why not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from cases.flows import CASE
from cases.forms import FORMS
from cases.models import Case
from governance.access.roles import Role, roles_granting
from governance.audit.models import Event
from governance.flow.machine import Flow, Step, StepForbidden, StepRefused
from tests.factories.access import member
from tests.factories.cases import case_in, case_team, new_case
from tests.marks import COMMITTED

S = Case.State


@pytest.fixture
def trial(monkeypatch) -> Flow:
    """A flow of the test's own over cases: `file` asks a permission, `check` has a guard."""
    monkeypatch.setattr(Flow, "all", {})
    return Flow(
        "trial",
        Step("file", (S.RECEIVED,), S.FILED, "cases.file_case", "立案"),
        Step("check", (S.RECEIVED, S.FILED), S.CHECKED, "cases.check_case", "核查", lambda case, user: "您不能核查。"),
    )


@pytest.fixture
def case(place) -> Case:
    return new_case(place.north1)


@pytest.fixture
def staff(place):
    return member(Role.STAFF, of=place.north)


def stored(case: Case) -> tuple[str, int]:
    case.refresh_from_db()
    return case.state, Event.objects.filter(verb__startswith="trial.").count()


def test_a_step_writes_the_state_and_one_event(trial, case, staff):
    trial.take("file", case, by=staff, note=3)
    assert stored(case) == (S.FILED, 1)
    event = Event.objects.get(verb="trial.file")
    assert (event.actor, event.subject_id, event.division) == (staff, str(case.pk), case.division_id)
    assert event.details == {"from": "received", "to": "filed", "note": 3}


def test_what_the_caller_fills_in_is_saved_with_the_step(trial, case, staff):
    before = case.version
    with trial.step("file", case, by=staff) as row:
        row.title = "改过的事项"
    case.refresh_from_db()
    assert (case.title, case.version) == ("改过的事项", before + 1)


def test_a_wrong_state_is_refused_with_a_sentence_and_writes_nothing(trial, case, staff):
    trial.take("file", case, by=staff)
    with pytest.raises(StepRefused, match="现在是“待派遣”，不能立案。"):
        trial.take("file", case, by=staff)
    assert stored(case) == (S.FILED, 1)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER, Role.AUDITOR])
def test_without_the_permission_the_step_is_forbidden(trial, case, place, role):
    where = place.north1 if role == Role.CLERK else place.district
    with pytest.raises(StepForbidden, match="您没有“立案”的权限。"):
        trial.take("file", case, by=member(role, of=where))
    assert stored(case) == (S.RECEIVED, 0)


def test_the_permission_of_the_next_street_does_not_count(trial, case, place):
    with pytest.raises(StepForbidden):
        trial.take("file", case, by=member(Role.STAFF, of=place.south))


def test_who_may_not_is_told_so_before_hearing_of_the_state(trial, case, place, staff):
    trial.take("file", case, by=staff)
    with pytest.raises(StepForbidden):
        trial.take("file", case, by=member(Role.CLERK, of=place.north1))


def test_a_guard_forbids_with_its_own_words(trial, case, staff):
    with pytest.raises(StepForbidden, match="您不能核查。"):
        trial.take("check", case, by=staff)
    assert stored(case) == (S.RECEIVED, 0)


def test_the_clock_is_asked_for_no_permission_but_for_the_state(trial, case):
    trial.take("file", case, by=None)
    assert Event.objects.get(verb="trial.file").actor is None
    with pytest.raises(StepRefused):
        trial.take("file", case, by=None)


def test_a_caller_that_fails_leaves_no_trace(trial, case, staff):
    def broken() -> None:
        with trial.step("file", case, by=staff):
            raise LookupError

    with pytest.raises(LookupError):
        broken()
    assert stored(case) == (S.RECEIVED, 0)


def test_a_row_that_is_not_sound_leaves_no_trace(trial, case, staff):
    with pytest.raises(ValidationError), trial.step("file", case, by=staff) as row:
        row.title = ""
    assert stored(case) == (S.RECEIVED, 0)


def test_the_state_in_the_database_decides_and_not_the_callers_copy(trial, case, staff):
    stale = Case.objects.get(pk=case.pk)
    trial.take("file", case, by=staff)
    with pytest.raises(StepRefused):
        trial.take("file", stale, by=staff)


def test_buttons_are_the_steps_that_would_be_taken(trial, case, place, staff):
    assert [step.name for step in trial.open_to(staff, case)] == ["file"]  # the guard objects to `check`
    assert trial.open_to(member(Role.VIEWER, of=place.district), case) == []
    trial.take("file", case, by=staff)
    case.refresh_from_db()
    assert trial.open_to(staff, case) == []


@COMMITTED
def test_of_many_at_once_one_takes_the_step(place):
    case, staff = new_case(place.north1), member(Role.STAFF, of=place.north)
    ready = threading.Barrier(6)

    def file(_: int) -> str:
        ready.wait()
        try:
            return CASE.take("file", Case.objects.get(pk=case.pk), by=staff).state
        except StepRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(file, range(6))) == ["filed"] + ["refused"] * 5
    assert Event.objects.filter(verb="case.file").count() == 1


# Every flow there is: the tables themselves.

FLOWS = pytest.mark.parametrize("flow", list(Flow.all.values()), ids=lambda flow: flow.name)


@FLOWS
def test_every_step_is_open_to_some_role(flow):
    assert [step.name for step in flow.steps.values() if not roles_granting(step.permission)] == []


@FLOWS
def test_every_step_leads_somewhere_and_has_a_chinese_label(flow):
    for step in flow.steps.values():
        assert step.sources
        assert step.target not in step.sources or step.asks  # the same state again, with something new said
        assert step.label != step.name
        assert all("一" <= letter <= "鿿" for letter in step.label)


def test_every_state_of_a_case_can_be_reached_and_left():
    steps = CASE.steps.values()
    assert {step.target for step in steps} | {S.RECEIVED} == set(S)
    assert {source for step in steps for source in step.sources} == set(S)


def test_every_step_of_a_case_has_the_form_that_it_asks_for(place):
    case = case_in("received", place, case_team(place))
    for step in CASE.steps.values():
        assert set(step.asks) <= set(FORMS[step.name](name=step.name, case=case).fields), step.name


def test_the_drawn_flows_are_the_flows():
    call_command("draw_flows", "--check")


def test_the_drawing_shows_every_arrow():
    arrows = CASE.drawing().splitlines()
    assert arrows[0] == "stateDiagram-v2"
    assert len(arrows) == 1 + sum(len(step.sources) for step in CASE.steps.values())
    assert "    handled --> handling: rework" in arrows
