"""A case's life at random, through actions, API, pages and bulk: what is offered is what is accepted, and all three
tellings (state, story, audit) agree.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cases.acts import ACTS
from cases.flows import CASE
from cases.models import Case, CaseEntry
from cases.selectors import allowed_steps
from cases.views.detail import ACTIONS
from governance.access.models import User
from governance.audit.models import Event
from governance.flow.machine import StepRefused
from tests.factories.cases import case_in

LIFE = settings(
    max_examples=24, stateful_step_count=20, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck), print_blob=False,
)  # fmt: skip
PEOPLE = ("clerk", "staff", "colleague", "manager", "worker", "outsider", "admin", "viewer")
NAMES = (*CASE.steps, *ACTS)
PUBLIC = {"hide", "unhide", "publish", "unpublish"}
TOLD_APART = {"merge", "separate"}  # told in the story of both, and in one event


class Life(RuleBasedStateMachine):
    """Two cases of one committee, either of which may be merged into the other.

    Half of what is tried is offered and leads on; acts that change little are drawn less.
    """

    place: SimpleNamespace
    team: SimpleNamespace

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cases: list[Any] = []
        self.clients: dict[str, Client] = {}

    @initialize(state=st.sampled_from(["received", "handling", "handled", "checked", "closed"]))
    def begin(self, state: str) -> None:
        """One case anywhere in its life, one just filed."""
        self.cases = [case_in(one, self.place, self.team).pk for one in (state, "filed")]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(
        who=st.sampled_from(PEOPLE),
        which=st.sampled_from([0, 1]),
        door=st.sampled_from(["action", "api", "page"]),
        data=st.data(),
    )
    def take_what_is_offered(self, who: str, which: int, door: str, data: Any) -> None:
        offered = sorted(self.offered(who, which) - {"withdraw"} - PUBLIC)
        if offered:
            self.attempt(who, which, data.draw(st.sampled_from(offered)), door)

    @rule(
        who=st.sampled_from(PEOPLE), which=st.sampled_from([0, 1]), name=st.sampled_from(NAMES),
        door=st.sampled_from(["action", "api", "page"]),
    )  # fmt: skip
    def try_anything(self, who: str, which: int, name: str, door: str) -> None:
        self.attempt(who, which, name, door)

    @rule(who=st.sampled_from(PEOPLE))
    def dispatch_both_at_once(self, who: str) -> None:
        wanted = [which for which in (0, 1) if "dispatch" in self.offered(who, which)]
        answered = self.client(who).post(
            "/cases/dispatch/", {"ids": self.cases, "department": self.place.department.code}
        )
        assert answered.status_code in (302, 403, 422), answered.content.decode()[:300]
        for which in (0, 1):
            newest = self.case(which).entries.first()
            assert (newest.step == "dispatch" and newest.by == self.person(who)) or which not in wanted

    @invariant()
    def the_tellings_agree(self) -> None:
        for which in range(len(self.cases)):
            case = self.case(which)
            events = Event.objects.filter(subject_id=str(case.pk), subject_type="cases.case").order_by("id")
            heard = [event.verb.partition(".")[2] for event in events]
            told = list(CaseEntry.objects.filter(case=case).order_by("id").values_list("step", flat=True))
            assert [name for name in heard if name not in TOLD_APART] == [
                name for name in told if name not in TOLD_APART
            ]
            state = "received"
            for event in events:
                if "to" in event.details:
                    assert event.details["from"] == state, heard
                    state = event.details["to"]
            assert state == case.state, heard

    @invariant()
    def a_case_is_in_order(self) -> None:
        for which in range(len(self.cases)):
            case = self.case(which)
            rounds = list(case.rounds.order_by("number"))
            assert [one.number for one in rounds] == list(range(1, len(rounds) + 1))
            running = [one for one in rounds if one.closed_at is None]
            assert len(running) == (case.state not in ("received", "closed"))
            assert case.pauses.filter(state="running").exists() == (case.paused_at is not None)
            waiting = case.pauses.filter(state="asked").count() + case.delays.filter(state="asked").count()
            assert waiting == bool(case.asking)
            assert not (case.parent and case.parent.parent_id and case.parent.is_open() and case.is_open())

    def attempt(self, who: str, which: int, name: str, door: str) -> None:
        """Accepted where it is offered and the other case will do; else nothing is left behind."""
        case, other = self.case(which), self.case(1 - which)
        expected = name in self.offered(who, which)
        if name == "merge":
            expected = expected and other.is_open() and not other.parent_id and self.sees(who, 1 - which)
        before = self.facts(which)
        accepted = getattr(self, f"by_{door}")(who, case, name, other)
        assert accepted == expected, f"{who} {name} by {door} in {case.state}: offered {expected}, accepted {accepted}"
        if not accepted:
            assert self.facts(which) == before
            return
        newest = CaseEntry.objects.filter(case=case).order_by("-id").first()
        assert (newest.step, newest.by) == (name, self.person(who))
        if name in CASE.steps:
            assert self.case(which).state == CASE.steps[name].target

    def by_action(self, who: str, case: Case, name: str, other: Case) -> bool:
        given = {"parent": other} if name == "merge" else {}
        if "department" in self.body(name, other):
            given["department"] = self.place.other_department if name == "transfer" else self.place.department
        try:
            with transaction.atomic():
                ACTIONS[name](case, by=self.person(who), **self.body(name, other) | given)
        except (StepRefused, PermissionDenied, ValidationError):
            return False
        return True

    def by_api(self, who: str, case: Case, name: str, other: Case) -> bool:
        body = {
            key: str(value) if key in ("until", "parent") else value for key, value in self.body(name, other).items()
        }
        answered = self.client(who).post(f"/api/v1/cases/{case.pk}/{name}/", body, content_type="application/json")
        assert answered.status_code in (200, 400, 403, 404, 409), answered.content.decode()[:300]
        assert answered.status_code != 400 or name in ("merge", "transfer"), answered.content.decode()
        if answered.status_code == 200 and "allowed_steps" in answered.json():
            assert set(answered.json()["allowed_steps"]) == set(
                allowed_steps(self.person(who), Case.objects.get(pk=case.pk))
            )
        return answered.status_code == 200

    def by_page(self, who: str, case: Case, name: str, other: Case) -> bool:
        body = {key: str(value) for key, value in self.body(name, other).items()}
        changes = {"merge": {"parent": other.number}, "answer": {"resolved": "yes", "satisfaction": "5"}}
        for key in {"department"} & body.keys():
            department = self.place.other_department if name == "transfer" else self.place.department
            body[key] = str(department.pk)
        answered = self.client(who).post(reverse("cases:step", args=[case.pk, name]), body | changes.get(name, {}))
        assert answered.status_code in (302, 403, 404, 409, 422), answered.content.decode()[:300]
        return answered.status_code == 302

    def body(self, name: str, other: Case) -> dict[str, Any]:
        why = {"reason": "按规定办理。"}
        return {
            "dispatch": {"department": self.place.department.code}, "finish": {"result": "已经修好。"},
            "transfer": {"department": self.place.other_department.code} | why, "answer": {"resolved": True, "satisfaction": 5},
            "extend": {"days": 1} | why, "pause": {"until": timezone.localdate() + timedelta(days=9)} | why,
            "merge": {"parent": other.pk}, "file": {}, "accept": {}, "check": {}, "close": {}, "approve": {}, "resume": {},
            "separate": {},
        }.get(name, why)  # fmt: skip

    def offered(self, who: str, which: int) -> set[str]:
        return set(allowed_steps(self.person(who), self.case(which))) if self.sees(who, which) else set()

    def sees(self, who: str, which: int) -> bool:
        return Case.objects.visible_to(self.person(who)).filter(pk=self.cases[which]).exists()

    def facts(self, which: int) -> tuple[Any, ...]:
        case = self.case(which)
        return case.state, case.version, case.entries.count(), Event.objects.filter(subject_id=str(case.pk)).count()

    def case(self, which: int) -> Case:
        return Case.objects.get(pk=self.cases[which])

    def person(self, who: str) -> User:
        return getattr(self.team, who)

    def client(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.person(who))
        return self.clients[who]


@pytest.fixture
def life(place, team, settings):
    settings.SECOND_FACTOR_MAY_WAIT = True
    return type("LifeHere", (Life,), {"place": place, "team": team})


def test_whatever_is_tried_a_case_keeps_to_its_life(life):
    run_state_machine_as_test(life, settings=LIFE)
