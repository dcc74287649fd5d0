"""Joining, transfer and leaving: who says what, when it takes effect, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from governance.vault.checksums import id_check_digit
from tests.factories.access import district_of_two_streets, member
from tests.factories.workers import QuotaFactory, WorkerFactory
from tests.marks import COMMITTED
from workers.actions import changes, effects, register
from workers.actions.posts import ensure_posts
from workers.jobs import take_effect
from workers.models import Change, Posting, Worker

S, W = Change.State, Worker.State
ID = f"31011019900307851{id_check_digit('31011019900307851')}"


def today() -> date:
    return timezone.localdate()


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def through(change: Change, people) -> Change:
    """Handed in, agreed to by the street and by the district."""
    changes.submit(change, by=people.north)
    changes.approve(change, by=people.north2)
    return changes.decide(change, by=people.district)


@pytest.fixture
def transfer(worker, place, people, posts):
    """Across the street's border, from today on."""

    def apply(**given):
        wanted = {"to": place.south1, "post": posts["member"], "effective_on": today()} | given
        return changes.transfer(worker, by=people.north, **wanted)

    return apply


def joined(place, people, posts, **given) -> Change:
    wanted = {"post": posts["worker"], "effective_on": today(), "name": "孙小圣", "id_number": ID} | given
    return changes.join(place.north1, by=people.north, **wanted)


def test_a_joining_enters_the_register_as_a_draft_and_becomes_active(place, people, posts):
    change = joined(place, people, posts)
    draft = change.worker
    assert (draft.state, draft.number[:2], draft.birth_date, draft.sex) == (W.DRAFT, "SG", date(1990, 3, 7), "male")
    change = through(change, people)
    draft.refresh_from_db()
    posting = draft.postings.get()
    assert (change.state, change.procedure, draft.state) == (S.EFFECTIVE, "approval", W.ACTIVE)
    assert (posting.since, posting.until, posting.division) == (today(), None, place.north1)


def test_a_transfer_ends_one_posting_begins_the_next_and_moves_the_register(worker, transfer, people, place):
    through(transfer(), people)
    worker.refresh_from_db()
    old, new = worker.postings.order_by("since")
    assert (old.until, old.ending, old.division) == (today(), Posting.Ending.MOVED, place.north1)
    assert (new.since, new.until, new.division, new.post.code) == (today(), None, place.south1, "member")
    assert old.ended_at == new.recorded_at
    assert (worker.division, worker.state) == (place.south1, W.ACTIVE)


def test_a_leaving_ends_the_posting_for_its_reason(worker, people):
    through(changes.leave(worker, by=people.north, ending="resigned", effective_on=today()), people)
    worker.refresh_from_db()
    posting = worker.postings.get()
    assert (worker.state, posting.until, posting.ending) == (W.EXITED, today(), "resigned")


def test_who_had_left_may_join_again(worker, place, people, posts):
    through(changes.leave(worker, by=people.north, ending="resigned", effective_on=in_days(-3)), people)
    with pytest.raises(ValidationError, match="不能更早"):
        changes.rejoin(worker, by=people.north, to=place.north2, post=posts["worker"], effective_on=in_days(-9))
    through(
        changes.rejoin(worker, by=people.north, to=place.north2, post=posts["worker"], effective_on=today()), people
    )
    worker.refresh_from_db()
    assert (worker.state, worker.division, worker.postings.count()) == (W.ACTIVE, place.north2, 2)


@pytest.mark.parametrize(
    ("kind", "street", "ending", "procedure"),
    [
        pytest.param("transfer", "north", "", "filing", id="within one street"),
        pytest.param("transfer", "south", "", "approval", id="to another street"),
        pytest.param("leave", "", "retired", "filing", id="retirement"),
        pytest.param("leave", "", "resigned", "approval", id="resignation"),
        pytest.param("join", "north", "", "approval", id="joining"),
    ],
)
def test_the_procedure_follows_a_rule(kind, street, ending, procedure, place):
    to = getattr(place, street).pk if street else ""
    assert changes.procedure_of(kind, here=place.north1.pk, to=to, ending=ending) == procedure


def test_a_later_day_waits_for_the_clock_which_may_strike_twice(worker, transfer, people):
    change = through(transfer(effective_on=in_days(10)), people)
    assert (change.state, worker.postings.count()) == (S.DISTRICT_APPROVED, 1)
    assert effects.take_effect_due(in_days(9)) == 0
    assert [effects.take_effect_due(in_days(10)), effects.take_effect_due(in_days(10))] == [1, 0]
    assert worker.postings.count() == 2
    with pytest.raises(StepRefused):
        effects.take_effect(change)


@COMMITTED
def test_the_daily_job_takes_what_is_due(worker, transfer, people):
    change = through(transfer(effective_on=in_days(1)), people)
    Change.objects.filter(pk=change.pk).update(effective_on=today())
    take_effect(f"{today():%Y-%m-%d}")
    change.refresh_from_db()
    assert (change.state, worker.postings.count()) == (S.EFFECTIVE, 2)


def test_an_effect_is_all_or_nothing(worker, transfer, people, monkeypatch):
    changes.submit(change := transfer(), by=people.north)
    changes.approve(change, by=people.north2)
    monkeypatch.setattr(effects, "_follow", lambda *_: (_ for _ in ()).throw(IntegrityError("broken")))
    with pytest.raises(IntegrityError):
        changes.decide(change, by=people.district)
    change.refresh_from_db()
    assert (change.state, worker.postings.get().until) == (S.STREET_APPROVED, None)


@pytest.mark.parametrize("who", ["staff", "clerk", "south", "next_clerk"])
def test_only_administrators_of_the_street_apply(who, worker, place, people, posts):
    with pytest.raises(PermissionDenied):
        changes.leave(worker, by=getattr(people, who), ending="resigned", effective_on=today())
    with pytest.raises(PermissionDenied):
        changes.join(place.north1, by=getattr(people, who), post=posts["worker"], effective_on=today(), name="某人")
    assert not Change.objects.exists()
    assert Worker.objects.count() == 1


def test_the_street_s_word_is_not_the_applicant_s_not_the_district_s_not_the_neighbour_s(transfer, people):
    changes.submit(change := transfer(), by=people.north)
    for person, why in (
        (people.north, "须由别人"),
        (people.district, "街道管理员"),
        (people.south, "权限"),
        (people.staff, "权限"),
    ):
        with pytest.raises(StepForbidden, match=why):
            changes.approve(change, by=person)
    assert changes.approve(change, by=people.north2).street_by == people.north2


def test_the_district_s_word_is_not_the_street_s(transfer, people):
    changes.submit(change := transfer(), by=people.north)
    changes.approve(change, by=people.north2)
    for person in (people.north, people.north2, people.south, people.staff):
        with pytest.raises(StepForbidden):
            changes.decide(change, by=person)
        with pytest.raises(StepForbidden):
            changes.reject(change, by=person, reason="材料不齐。")
    assert changes.decide(change, by=people.district).district_by == people.district


def test_a_district_administrator_who_applied_does_not_decide(worker, people):
    change = changes.leave(worker, by=people.district, ending="dismissed", effective_on=in_days(3))
    changes.submit(change, by=people.district)
    changes.approve(change, by=people.north)
    with pytest.raises(StepForbidden, match="须由别人"):
        changes.decide(change, by=people.district)
    assert changes.decide(change, by=people.district2).state == S.DISTRICT_APPROVED


def test_steps_are_refused_out_of_their_order(transfer, people):
    change = transfer()
    for step, person in ((changes.approve, people.north2), (changes.decide, people.district)):
        with pytest.raises(StepRefused):
            step(change, by=person)
    with pytest.raises(StepForbidden, match="自己提交"):
        changes.submit(change, by=people.north2)
    changes.submit(change, by=people.north)
    with pytest.raises(StepRefused):
        changes.submit(change, by=people.north)
    with pytest.raises(StepForbidden, match="自己提交"):
        changes.recall(change, by=people.north2)


def test_a_rejection_says_why_and_lets_the_draft_go(place, people, posts):
    change = joined(place, people, posts)
    changes.submit(change, by=people.north)
    with pytest.raises(ValidationError, match="理由"):
        changes.reject(change, by=people.north2, reason=" ")
    changes.reject(change, by=people.north2, reason="材料不齐。")
    change.worker.refresh_from_db()
    assert change.worker.withdrawn_at is not None
    assert joined(place, people, posts).worker.number != change.worker.number  # the ID number is free again


def test_what_the_district_decided_it_may_stop_before_its_day(transfer, people):
    change = through(transfer(effective_on=in_days(5)), people)
    with pytest.raises(StepForbidden):
        changes.reject(change, by=people.north2, reason="不去了。")
    assert changes.reject(change, by=people.district, reason="本人不去了。").state == S.REJECTED
    assert effects.take_effect_due(in_days(5)) == 0


def test_recalling_a_joining_lets_the_draft_go(place, people, posts):
    change = changes.recall(joined(place, people, posts), by=people.north)
    change.worker.refresh_from_db()
    assert (change.state, change.worker.withdrawn_reason) == (S.RECALLED, "入职未办成")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"effective_on": date(2020, 1, 1)}, "生效日期要晚于", id="not before the posting"),
        pytest.param({"effective_on": date(2099, 1, 1)}, "最多提前一年", id="too far ahead"),
        pytest.param({"to": "district"}, "街镇或居村", id="nobody works at a district"),
        pytest.param({"to": "north1", "post": "worker"}, "都和现在一样", id="nothing changes"),
    ],
)
def test_a_transfer_is_refused_with_a_sentence(given, sentence, transfer, place, posts):
    given = {
        key: getattr(place, value) if key == "to" else posts[value] if key == "post" else value
        for key, value in given.items()
    }
    with pytest.raises(ValidationError, match=sentence):
        transfer(**given)
    assert not Change.objects.exists()


def test_a_post_out_of_use_is_refused(transfer, posts):
    posts["member"].active = False
    posts["member"].save()
    with pytest.raises(ValidationError, match="没有这个岗位"):
        transfer()


def test_one_change_at_a_time(transfer, worker, people):
    transfer()
    with pytest.raises(ValidationError, match="已有一项办理中"):
        changes.leave(worker, by=people.north, ending="resigned", effective_on=today())


def test_who_is_not_posted_neither_moves_nor_leaves(place, people, posts):
    draft = joined(place, people, posts).worker
    with pytest.raises(ValidationError, match="没有任职"):
        changes.leave(draft, by=people.north, ending="resigned", effective_on=today())


def test_an_id_number_is_registered_once_in_the_installation(place, people, posts):
    WorkerFactory(division=place.south1, id_number=ID)
    with pytest.raises(ValidationError, match="已在册"):
        joined(place, people, posts)
    assert not Change.objects.exists()
    with pytest.raises(IntegrityError):
        WorkerFactory(division=place.north1, id_number=ID)


def test_the_id_number_of_who_left_is_free(place, people, posts):
    WorkerFactory(division=place.south1, id_number=ID, state=W.EXITED)
    assert joined(place, people, posts).worker.id_number == ID


def test_a_wrong_check_digit_is_refused(place, people, posts):
    with pytest.raises(ValidationError, match="校验位"):
        joined(place, people, posts, id_number=ID[:-1] + str((int(ID[-1]) + 1) % 10))
    assert not Worker.objects.exists()


def test_a_full_street_receives_nobody(transfer, people, place):
    QuotaFactory(division=place.south, places=1)
    WorkerFactory(division=place.south1)
    changes.submit(change := transfer(), by=people.north)
    changes.approve(change, by=people.north2)
    with pytest.raises(ValidationError, match="没有空缺的员额"):
        changes.decide(change, by=people.district)
    change.refresh_from_db()
    assert change.state == S.STREET_APPROVED


def test_a_place_promised_to_one_is_not_given_to_another(transfer, people, place, posts):
    """The first is decided for a later day and not there yet."""
    QuotaFactory(division=place.south, places=1)
    through(transfer(effective_on=in_days(5)), people)
    second = changes.join(place.south1, by=people.south, post=posts["worker"], effective_on=in_days(6), name="某人")
    changes.submit(second, by=people.south)
    changes.approve(second, by=member(Role.SUBDISTRICT_ADMIN, of=place.south))
    with pytest.raises(ValidationError, match="没有空缺的员额"):
        changes.decide(second, by=people.district)


def test_a_full_street_may_still_move_its_own_and_take_who_does_not_count(worker, people, place, posts):
    QuotaFactory(division=place.north, places=1)
    inside = changes.transfer(worker, by=people.north, to=place.north2, post=posts["worker"], effective_on=today())
    assert through(inside, people).state == S.EFFECTIVE
    hired = joined(place, people, posts, post=posts["hired"])
    assert through(hired, people).state == S.EFFECTIVE


def test_word_goes_to_who_is_next_and_to_the_receiving_street(transfer, people):
    change = transfer(effective_on=in_days(5))
    changes.submit(change, by=people.north)
    assert set(Notice.objects.values_list("user", flat=True)) == {people.north.pk, people.north2.pk}
    changes.approve(change, by=people.north2)
    assert set(Notice.objects.filter(text__contains="区级办理").values_list("user", flat=True)) == {
        people.district.pk, people.district2.pk,
    }  # fmt: skip
    changes.decide(change, by=people.district)
    assert Notice.objects.filter(user=people.south, text__contains="转入").count() == 1
    assert Notice.objects.filter(user=people.north, text__contains="区级已同意").count() == 1
    assert not any("钱学礼" in text for text in Notice.objects.values_list("text", flat=True))


def test_the_receiving_street_sees_a_transfer_and_does_not_act(transfer, people):
    change = transfer(effective_on=in_days(5))
    assert not Change.objects.visible_to(people.south).exists()  # a draft is nobody else's
    changes.submit(change, by=people.north)
    assert Change.objects.visible_to(people.south).get() == change
    for verb in ("change", "approve", "withdraw"):
        assert not Change.objects.visible_to(people.south, f"workers.{verb}_change").exists()
    assert not Worker.objects.visible_to(people.south).exists()
    assert not Change.objects.visible_to(people.next_clerk).exists()


def test_a_change_inside_one_street_is_not_seen_next_door(worker, people, place, posts):
    change = changes.transfer(worker, by=people.north, to=place.north, post=posts["worker"], effective_on=today())
    changes.submit(change, by=people.north)
    assert not Change.objects.visible_to(people.south).exists()
    assert Change.objects.visible_to(people.clerk).exists()


def test_after_the_move_the_old_street_keeps_its_history_and_not_the_person(worker, transfer, people):
    change = through(transfer(), people)
    assert not Worker.objects.visible_to(people.north).exists()
    assert Worker.objects.visible_to(people.south).get() == worker
    assert Change.objects.visible_to(people.north).get() == change
    assert Posting.objects.visible_to(people.north).get().ending == Posting.Ending.MOVED


def test_each_step_is_told_to_the_audit_without_personal_values(transfer, people):
    through(transfer(), people)
    verbs = list(
        Event.objects.filter(verb__startswith="personnel_change").order_by("at").values_list("verb", flat=True)
    )
    assert verbs == [f"personnel_change.{step}" for step in ("submit", "approve", "decide", "effect")]
    assert not any("钱" in str(details) for details in Event.objects.values_list("details", flat=True))


def test_on_leave_and_back(worker, people):
    assert register.rest(worker, by=people.north).state == W.ON_LEAVE
    with pytest.raises(StepRefused):
        register.rest(worker, by=people.north)
    with pytest.raises(StepForbidden):
        register.come_back(worker, by=people.south)
    assert register.come_back(worker, by=people.north).state == W.ACTIVE
    assert worker.postings.current().count() == 1


@COMMITTED
def test_of_several_who_register_one_person_at_once_one_succeeds(transactional_db, together):
    place = district_of_two_streets()
    posts = {one.code: one for one in ensure_posts(place.district, by=None)}
    people = SimpleNamespace(north=member(Role.SUBDISTRICT_ADMIN, of=place.north))
    answers = together(lambda _: joined(place, people, posts), threads=6)
    assert sum(isinstance(answer, Change) for answer in answers) == 1
    assert all(isinstance(answer, Change) or "已在册" in str(answer) for answer in answers)
    assert Worker.objects.count() == 1
