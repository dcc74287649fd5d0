"""A case goes to another platform and comes back: nothing lost, nothing doubled, nothing finished unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import steps
from cases.bridge.actions import carrying, crossings, following, receiving
from cases.bridge.models import Crossing, Delivery, Platform
from cases.models import Case
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Message, Notice
from tests.factories.bridge import PlatformFactory, seal_here

S = Crossing.State


@pytest.fixture
def out(case_at, team, platform):
    return crossings.send_out(case_at("filed"), platform=platform, by=team.staff)


def later(**by):
    """As if so much time had passed for everything that waits."""
    Delivery.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))


def event(platform, crossing, name, id="e1", **more):
    number = crossing.outside_number or "CY0001"
    found = receiving.take_event(platform, id=id, event=name, number=number, your_number=crossing.case.number, **more)
    found.case.refresh_from_db()
    return found


def test_a_case_that_goes_out_is_dispatched_and_marked(out, place, there):
    out.case.refresh_from_db()
    assert (out.case.state, out.case.department, out.state) == (Case.State.DISPATCHED, place.other_department, S.LOCAL)
    assert Message.objects.filter(topic="bridge.carry").exists()
    assert carrying.carry() == 1
    out.refresh_from_db()
    assert (out.state, out.outside_number) == (S.SENT, "CY0001")
    [(path, headers, body)] = there.asked
    assert (path, body["number"], body["title"]) == ("/bridge/cases/", out.case.number, out.case.title)
    assert headers["Idempotency-Key"] == str(Delivery.objects.get().pk) == body["id"]
    assert there.signed == [True]
    assert carrying.carry() == 0


def test_our_category_is_named_as_they_name_it(out, there, platform):
    Platform.objects.update(categories={out.case.category.code: "A0102"})
    carrying.carry()
    assert there.asked[0][2]["category"] == "A0102"


def test_there_and_back_and_an_officer_decides(out, team, platform, there):
    carrying.carry()
    out.refresh_from_db()
    assert event(platform, out, "accepted").case.state == Case.State.HANDLING
    event(platform, out, "progress", id="e2", text="已派单。")
    found = event(platform, out, "returned", id="e3", text="灯已换好。")
    assert (found.state, found.result, found.case.state) == (S.RETURNED, "灯已换好。", Case.State.HANDLING)
    assert Notice.objects.filter(user=team.staff, text__contains="回转办理结果").exists()
    case = crossings.confirm(found, by=team.manager)
    assert (case.state, case.result, case.handler) == (Case.State.HANDLED, "灯已换好。", team.manager)
    with pytest.raises(StepForbidden, match="承办人"):
        steps.check(case, by=team.manager)
    assert steps.check(case, by=team.staff).state == Case.State.CHECKED


def test_closing_here_is_told_there(out, team, platform, there):
    following.follow()
    carrying.carry()
    out.refresh_from_db()
    found = event(platform, out, "returned", text="好了。")
    case = crossings.confirm(found, by=team.manager)
    steps.close(steps.check(case, by=team.staff), by=team.staff)
    seal_here()
    following.follow()
    found.refresh_from_db()
    assert found.state == S.CLOSED
    carrying.carry()
    assert [body["event"] for body in there.events.values()] == ["closed"]
    assert there.asked[-1][2]["your_number"] == "CY0001"


def test_rework_here_sends_it_back_there(out, team, platform, there):
    following.follow()
    carrying.carry()
    out.refresh_from_db()
    case = crossings.confirm(event(platform, out, "returned", text="好了。"), by=team.manager)
    steps.rework(case, by=team.staff, reason="灯还是不亮。")
    seal_here()
    following.follow()
    out.refresh_from_db()
    assert (out.state, out.result) == (S.ACCEPTED, "")
    carrying.carry()
    [told] = there.events.values()
    assert (told["event"], told["text"]) == ("rework", "灯还是不亮。")
    assert event(platform, out, "returned", id="e9", text="又换了。").state == S.RETURNED


def test_an_officer_asks_again_before_confirming(out, team, platform, there):
    carrying.carry()
    out.refresh_from_db()
    found = crossings.redo(event(platform, out, "returned", text="好了。"), by=team.manager, reason="没有照片。")
    assert found.state == S.ACCEPTED
    with pytest.raises(StepRefused):
        crossings.confirm(found, by=team.manager)


def test_what_they_will_not_do_comes_back_to_be_dispatched_anew(out, team, platform, there):
    carrying.carry()
    out.refresh_from_db()
    found = event(platform, out, "refused", text="不属于我们。")
    assert (found.outcome, found.case.state) == ("refused", Case.State.DISPATCHED)
    with pytest.raises(StepRefused):
        crossings.confirm(found, by=team.manager)
    ended = crossings.take_back(found, by=team.manager, reason="改派。")
    ended.case.refresh_from_db()
    assert (ended.state, ended.case.state) == (S.CLOSED, Case.State.FILED)
    assert crossings.send_out(ended.case, platform=platform, by=team.staff).state == S.LOCAL


def test_their_words_for_states_are_ours_by_the_table(out, platform, there):
    Platform.objects.update(states={"受理": "accepted"})
    there.behave = lambda path, body: (201, {"number": "X-7", "state": "受理"})
    carrying.carry()
    out.refresh_from_db()
    out.case.refresh_from_db()
    assert (out.state, out.outside_number, out.case.state) == (S.ACCEPTED, "X-7", Case.State.HANDLING)


# Faults


def test_a_carrier_killed_between_sending_and_recording_sends_the_same_again(out, there, monkeypatch):
    def die(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_record", die)
        with pytest.raises(SystemExit):
            carrying.carry()
    out.refresh_from_db()
    assert (out.state, len(there.asked)) == (S.LOCAL, 1)
    assert carrying.carry() == 1
    keys = {headers["Idempotency-Key"] for _, headers, _ in there.asked}
    assert (len(there.asked), len(keys), len(there.cases)) == (2, 1, 1)


def test_downtime_is_waited_out_with_growing_pauses(out, team, there):
    there.behave = lambda path, body: (503, {})
    pauses = []
    for _ in range(4):
        began = timezone.now()
        assert carrying.carry() == 0
        delivery = Delivery.objects.get()
        pauses.append(round((delivery.next_try_at - began).total_seconds()))
        assert carrying.carry() == 0  # not due
        later()
    assert pauses == [30, 60, 120, 240]
    assert (delivery.attempts, delivery.status, delivery.error) == (4, 503, "对方答复 503。")
    there.behave = lambda path, body: None
    assert carrying.carry() == 1
    assert (len(there.asked), len(there.cases)) == (5, 1)


def test_silence_is_a_failure_with_a_reason(out, there):
    there.stop()
    assert carrying.carry() == 0
    assert "连不上对方" in Delivery.objects.get().error


def test_what_they_refuse_for_good_is_shown_and_tried_again_by_hand(out, team, there):
    there.behave = lambda path, body: (422, {"detail": "no such category"})
    carrying.carry()
    delivery = Delivery.objects.get()
    assert delivery.look == "given_up"
    assert Notice.objects.filter(user=team.staff, text__contains="没有转到").exists()
    later()
    assert carrying.carry() == 0
    with pytest.raises(StepForbidden):
        crossings.retry(delivery, by=team.viewer)
    there.behave = lambda path, body: None
    crossings.retry(delivery, by=team.staff)
    assert carrying.carry() == 1
    with pytest.raises(StepRefused):
        crossings.retry(delivery, by=team.staff)


@pytest.mark.parametrize("answer", [{}, [], "text", {"number": ""}, {"number": "x" * 41}, None])
def test_an_answer_without_a_number_is_no_answer(out, there, answer):
    there.behave = lambda path, body: (200, answer)
    carrying.carry()
    out.refresh_from_db()
    assert out.state == S.LOCAL
    assert "编号" in Delivery.objects.get().error


def test_an_event_that_overtakes_the_answer_finds_its_case(out, platform, there):
    assert event(platform, out, "accepted").state == S.ACCEPTED
    carrying.carry()
    out.refresh_from_db()
    assert (out.state, out.outside_number) == (S.ACCEPTED, "CY0001")


def test_events_wait_for_the_case_that_they_are_about(out, team, platform, there):
    there.behave = lambda path, body: (503, {}) if path.endswith("/cases/") else None
    carrying.carry()
    crossings.take_back(out, by=team.manager, reason="不转了。")
    carrying.carry()
    assert there.events == {}
    there.behave = lambda path, body: None
    later()
    assert carrying.carry() == 2
    assert [body["event"] for body in there.events.values()] == ["withdrawn"]


# Refusals


def test_a_case_is_on_one_other_platform_at_a_time(out, place, team):
    with pytest.raises((StepRefused, ValidationError)):
        crossings.send_out(out.case, platform=out.platform, by=team.staff)
    other = PlatformFactory(division=place.district)
    with pytest.raises(IntegrityError), transaction.atomic():
        Crossing.objects.create(case=out.case, platform=other, division=out.division, direction="out")


@pytest.mark.parametrize("change", [{"active": False}, {"direction": "in"}])
def test_a_platform_that_does_not_take_cases_gets_none(case_at, team, platform, change):
    Platform.objects.update(**change)
    platform.refresh_from_db()
    case = case_at("filed")
    with pytest.raises(ValidationError, match="不接收"):
        crossings.send_out(case, platform=platform, by=team.staff)
    case.refresh_from_db()
    assert case.state == Case.State.FILED


def test_only_who_may_sends_a_case_out(case_at, team, platform):
    case = case_at("filed")
    for person in (team.clerk, team.worker, team.viewer, team.stranger):
        with pytest.raises(PermissionDenied):
            crossings.send_out(case, platform=platform, by=person)
    assert not Crossing.objects.exists()


def test_a_case_is_sent_out_only_while_it_waits_to_be_dispatched(case_at, team, platform):
    for state in ("received", "handling", "closed"):
        with pytest.raises(StepRefused):
            crossings.send_out(case_at(state), platform=platform, by=team.staff)


@pytest.mark.parametrize("state", [S.LOCAL, S.SENT, S.ACCEPTED, S.CLOSED])
def test_redo_is_refused_until_it_returned(out, team, state):
    Crossing.objects.update(state=state)
    with pytest.raises(StepRefused):
        crossings.redo(out, by=team.manager, reason="再看看。")


def test_steps_come_at_their_time_or_not_at_all(out, platform, there):
    carrying.carry()
    out.refresh_from_db()
    event(platform, out, "returned", text="好了。")
    for id, name in (("e5", "returned"), ("e6", "accepted"), ("e7", "refused")):
        with pytest.raises(StepRefused):
            event(platform, out, name, id=id)
    with pytest.raises(ValidationError, match="没有"):
        event(platform, out, "exploded", id="e8")
    assert event(platform, out, "returned", text="copy").result == "好了。"  # e1 again: known, nothing done
