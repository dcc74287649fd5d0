"""A name from applying to revoking: who may do what when, and what stands in its way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.creations.actions import creations, rivers
from cases.creations.flows import CREATION
from cases.creations.models import Creation
from cases.hazards.actions import violations
from cases.models import Case
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import district_of_two_streets
from tests.factories.cases import CategoryFactory, case_team
from tests.factories.creations import CreationFactory, RiverSectionFactory
from tests.factories.hazards import HazardFactory, ViolationFactory
from tests.marks import COMMITTED

DAY = timedelta(days=1)
NO_ILLEGAL, READY = Creation.Kind
MOVES = {
    "check": (creations.check, {"note": "现场看过，属实。"}), "refuse": (creations.refuse, {"reason": "资料不全。"}),
    "name": (creations.name, {"valid_until": timezone.localdate() + 700 * DAY}),
    "recheck": (creations.recheck, {"note": "仍然达标。", "valid_until": timezone.localdate() + 900 * DAY}),
    "revoke": (creations.revoke, {"reason": "又有新的搭建。"}), "withdraw": (creations.withdraw, {"reason": "误报。"}),
}  # fmt: skip


def applied(place, by, **fields) -> Creation:
    given = {"division": place.north1, "kind": NO_ILLEGAL, "statement": "全部楼组自查，没有搭建。"}
    return creations.apply(by=by, **given | fields)


def take(step: str, row: Creation, by, **fields) -> Creation:
    act, given = MOVES[step]
    return act(row, by=by, **given | fields)


def test_a_committee_is_named_rechecked_and_loses_its_name(place, team):
    row, seen = applied(place, team.clerk), []
    for step, by in (("check", team.staff), ("name", team.admin), ("recheck", team.admin), ("revoke", team.admin)):
        row = take(step, row, by)
        seen.append(row.state)
    assert seen == ["checked", "named", "named", "revoked"]
    today = timezone.localdate()
    assert (row.checker, row.named_on, row.rechecked_on) == (team.staff, today, today)
    assert row.valid_until == MOVES["recheck"][1]["valid_until"]
    told = list(row.entries.order_by("at").values_list("step", "by"))
    staff, admin = team.staff.pk, team.admin.pk
    assert told == [
        ("apply", team.clerk.pk),
        ("check", staff),
        *((one, admin) for one in ("name", "recheck", "revoke")),
    ]
    assert row.number.startswith(f"CJ{today:%Y%m%d}")
    assert applied(place, team.clerk).pk != row.pk  # a name that was lost may be applied for again


@pytest.mark.parametrize("step", MOVES)
def test_each_step_is_refused_from_every_other_state(step, place, team):
    sources = CREATION.steps[step].sources if step in CREATION.steps else ("applied",)
    named = {"named_on": timezone.localdate() - DAY, "valid_until": timezone.localdate() + DAY}
    for state in set(Creation.State) - set(sources):
        row = CreationFactory(division=place.north1, state=state, **named if state in ("named", "revoked") else {})
        with pytest.raises(StepRefused):
            take(step, row, team.admin)
        assert not row.entries.exists()
        Creation.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now())  # make room for the next
    gone = Creation.objects.filter(state=sources[0]).first() or CreationFactory(
        division=place.north2, state=sources[0], withdrawn_at=timezone.now(), **named
    )
    with pytest.raises(StepRefused, match="撤回"):
        take(step, gone, team.admin)


def test_each_step_is_somebody_s_own(place, team):
    row = applied(place, team.clerk)
    for by in (team.clerk, team.viewer, team.stranger, team.worker):
        with pytest.raises(StepForbidden):
            take("check", row, by)
    with pytest.raises(StepForbidden, match="须由别人核查"):
        take("check", applied(place, team.staff, kind=READY), team.staff)
    row = take("check", row, team.admin)
    for by in (team.staff, team.manager):
        with pytest.raises(StepForbidden):
            take("name", row, by)
    with pytest.raises(StepForbidden, match="须由别人命名"):
        take("name", row, team.admin)
    for by in (team.viewer, team.stranger, team.auditor):
        with pytest.raises(PermissionDenied):
            applied(place, by)


@pytest.mark.parametrize("state", ["applied", "checked", "named"])
def test_no_illegal_building_may_be_open_in_the_committee(state, place, team):
    step = {"applied": "check", "checked": "name", "named": "recheck"}[state]
    named = {"named": True} if state == "named" else {"state": state}
    row, found = CreationFactory(division=place.north1, **named), ViolationFactory(division=place.north1)
    ViolationFactory(division=place.north1, kind="trade"), ViolationFactory(division=place.north2)
    with pytest.raises(StepRefused, match="还有 1 件违法建筑没有整治，见“综合整治”"):
        take(step, row, team.admin)
    assert not row.entries.exists()
    assert step not in {one.name for one in CREATION.open_to(team.admin, row)}
    violations.withdraw(found, by=team.staff, reason="不成立")
    ViolationFactory(division=place.north1, state="restored")
    assert take(step, row, team.admin).entries.count() == 1


def test_no_hazard_may_be_overdue_in_a_committee_ready_for_disasters(place, team):
    row = CreationFactory(division=place.north1, kind=READY)
    late = HazardFactory(division=place.north1, assessed=True, rectify_due_at=timezone.now() - DAY)
    HazardFactory(division=place.north1, assessed=True), ViolationFactory(division=place.north1)
    with pytest.raises(StepRefused, match="还有 1 件隐患逾期未整改，见“隐患排查”"):
        take("check", row, team.staff)
    type(late).objects.filter(pk=late.pk).update(rectified_at=timezone.now())
    assert take("check", row, team.staff).state == "checked"


def test_a_name_holds_at_most_five_years_and_ends_after_today(place, team):
    row, today = CreationFactory(division=place.north1, state="checked"), timezone.localdate()
    leap = date(today.year + 5, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)
    for wrong in (today, today - DAY, leap + 2 * DAY):
        with pytest.raises(ValidationError, match="最长 5 年"):
            take("name", row, team.admin, valid_until=wrong)
    assert not row.entries.exists()
    assert take("name", row, team.admin, valid_until=leap).valid_until == leap
    with pytest.raises(ValidationError, match="请填写复核情况"):
        take("recheck", row, team.admin, note=" ")


def test_one_creation_of_a_kind_is_open_or_valid(place, team):
    CreationFactory(division=place.north1, named=True)
    with pytest.raises(ValidationError, match="已经申报或命名"):
        applied(place, team.clerk)
    row = applied(place, team.clerk, kind=READY)
    take("withdraw", row, team.clerk)
    assert take("refuse", applied(place, team.clerk, kind=READY), team.staff).state == "refused"
    assert applied(place, team.clerk, kind=READY)


@pytest.mark.parametrize(("wrong", "sentence"), [({"statement": " "}, "请填写申报说明"), ({"kind": "x"}, "x")])
def test_an_application_with_nonsense_is_refused(place, team, wrong, sentence):
    with pytest.raises(ValidationError, match=sentence):
        applied(place, team.clerk, **wrong)
    with pytest.raises(ValidationError, match="由现有的居委申报"):
        applied(place, team.manager, division=place.north)
    assert not Creation.objects.exists()


@COMMITTED
def test_of_many_at_once_one_application_and_one_patrol_are_kept(transactional_db, together):
    place, at = district_of_two_streets(), timezone.now()
    team = case_team(place)
    answers = together(lambda _: applied(place, team.clerk), threads=8)
    assert sum(isinstance(one, ValidationError) for one in answers) == 7
    river, category = RiverSectionFactory(division=place.north1, chief=team.clerk), CategoryFactory(division=place.city)
    walk = {"by": team.clerk, "at": at, "found": True, "text": "有排污口。", "category": category}
    answers = together(lambda _: rivers.patrol(river, **walk), threads=8)
    assert sum(isinstance(one, ValidationError) for one in answers) == 7
    assert (Creation.objects.count(), Case.objects.count()) == (1, 1)
