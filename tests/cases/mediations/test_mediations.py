"""From registering to keeping the agreement: who may, what is refused, what is written."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.mediations.actions import disputants, mediations
from cases.mediations.flows import MEDIATION
from cases.mediations.jobs import tell_of_yesterday
from cases.mediations.models import DisputeReveal, Mediation
from cases.models import Case, Category
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from tests.factories.access import district_of_two_streets, member
from tests.factories.cases import CategoryFactory, case_team, new_case
from tests.factories.mediations import MediationFactory
from tests.marks import COMMITTED

SOON = timedelta(days=30)
TWO = [{"side": "applicant", "name": "赵申请", "phone": "13800000001"}, {"side": "respondent", "name": "钱应答"}]


def register(place, by, **fields) -> Mediation:
    given = {"division": place.north1, "kind": "neighbours", "title": "楼上噪音", "people": TWO}
    return mediations.register(by=by, **given | fields)


def dispute(place, team) -> Case:
    return new_case(
        place.north1, by=team.clerk, category=CategoryFactory(division=place.city, code="dispute", theme=Category.Theme.DISPUTE)
    )  # fmt: skip


def test_a_clerk_leads_a_mediation_to_the_kept_agreement(place, team):
    row = register(place, team.clerk)
    row = mediations.start(row, by=team.clerk, mediator=team.clerk, second=team.staff)
    row = mediations.agree(row, by=team.clerk, agreement="晚十点后不放音乐。", fulfil_due_at=timezone.now() + SOON)
    assert (row.outcome, row.closed_at, row.closed_told_at) == ("settled", row.closed_told_at, row.closed_at)
    row = mediations.fulfil(row, by=team.clerk, followed_up="双方满意。")
    assert (row.state, row.fulfilled_at <= row.fulfil_due_at) == ("fulfilled", True)
    assert row.number.startswith("TJ")


@pytest.mark.parametrize("step", MEDIATION.steps)
def test_each_step_is_refused_from_every_other_state(step, mediation, team):
    ask = {
        "start": {"mediator": team.clerk}, "reseat": {"mediator": team.clerk}, "fulfil": {}, "fail": {"onward": "court"},
        "agree": {"agreement": "不再放音乐。", "fulfil_due_at": timezone.now() + SOON},
    }  # fmt: skip
    for state in set(Mediation.State) - set(MEDIATION.steps[step].sources):
        with pytest.raises(StepRefused, match="现在是"):
            getattr(mediations, step)(mediation(state), by=team.clerk, **ask[step])
    assert not Event.objects.filter(verb=f"mediation.{step}").exists()


def test_a_neighbour_and_a_viewer_take_no_step(mediation, team):
    for person in (team.neighbour, team.stranger, team.viewer):
        with pytest.raises(StepForbidden):
            mediations.start(mediation("registered"), by=person, mediator=team.clerk)
    with pytest.raises(PermissionDenied):
        mediations.register(
            division=mediation("registered").division, kind="neighbours", title="噪音", by=team.neighbour
        )


def test_there_is_no_agreement_without_text_and_due_date(mediation, team):
    row = mediation("mediating")
    with pytest.raises(ValidationError, match="请填写协议内容"):
        mediations.agree(row, by=team.clerk, agreement=" ", fulfil_due_at=timezone.now())
    with pytest.raises(ValidationError, match="履行期限不能早于"):
        mediations.agree(row, by=team.clerk, agreement="道歉。", fulfil_due_at=timezone.now() - SOON)
    with pytest.raises(ValidationError, match="请选当事人的去向"):
        mediations.fail(row, by=team.clerk, onward="")
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("mediating", None)


def test_the_mediator_is_not_a_party(mediation, place, team):
    row = mediation("registered")
    disputants.add(row, by=team.clerk, side="concerned", name=team.staff.name)
    with pytest.raises(ValidationError, match="调解员不能是当事人"):
        mediations.start(row, by=team.clerk, mediator=team.staff)
    row = mediations.start(row, by=team.clerk, mediator=team.clerk)
    with pytest.raises(ValidationError, match="与调解员同名"):
        disputants.add(row, by=team.manager, side="concerned", name=team.clerk.name)


def test_who_is_a_party_takes_no_step(mediation, team):
    row = mediation("mediating")
    disputants.add(row, by=team.manager, side="concerned", name=team.clerk.name)
    with pytest.raises(StepForbidden, match="应当回避"):
        mediations.fail(row, by=team.clerk, onward="court")
    assert "fail" not in [step.name for step in MEDIATION.open_to(team.clerk, row)]


def test_only_people_of_the_committee_or_its_street_mediate(mediation, team, place):
    for outsider in (team.neighbour, team.stranger, team.worker):
        with pytest.raises(ValidationError, match="须是本居委或本街道"):
            mediations.start(mediation("registered"), by=team.clerk, mediator=outsider)
    with pytest.raises(ValidationError, match="不能与调解员是同一个人"):
        mediations.start(mediation("registered"), by=team.clerk, mediator=team.clerk, second=team.clerk)


def test_it_starts_only_with_both_sides(place, team):
    row = register(place, team.clerk, people=TWO[:1])
    with pytest.raises(StepRefused, match="还缺一方当事人"):
        mediations.start(row, by=team.clerk, mediator=team.clerk)
    disputants.add(row, by=team.clerk, side="respondent", name="钱应答")
    assert mediations.start(row, by=team.clerk, mediator=team.clerk).state == "mediating"


def test_an_agreement_not_kept_in_time_is_overdue(mediation):
    late = mediation("agreed", registered_at=timezone.now() - timedelta(days=60))
    kept = mediation("fulfilled", registered_at=timezone.now() - timedelta(days=60))
    assert list(Mediation.objects.overdue(timezone.now())) == [late]
    assert late.is_overdue(timezone.now())
    assert not kept.is_overdue(timezone.now())


def test_times_lie_between_registering_and_now(mediation, team):
    row, ago = mediation("mediating"), timezone.now() - timedelta(days=90)
    with pytest.raises(ValidationError, match="结束时间不能早于受理"):
        mediations.fail(row, by=team.clerk, onward="court", closed_at=ago)
    with pytest.raises(ValidationError, match="履行时间不能早于"):
        mediations.fulfil(mediation("agreed"), by=team.clerk, fulfilled_at=ago)


def test_what_has_ended_is_not_taken_back(mediation, team):
    assert mediations.withdraw(mediation("mediating"), by=team.clerk, reason="当事人撤回申请").withdrawn_at
    with pytest.raises(StepRefused):
        mediations.withdraw(mediation("agreed"), by=team.clerk, reason="登记错了")
    row = mediations.withdraw(mediation("registered"), by=team.clerk, reason="登记错了")
    with pytest.raises(StepRefused, match="已经撤回"):
        mediations.start(row, by=team.clerk, mediator=team.clerk)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "请填写事由"), ({"title": "找王某 13812345678"}, "手机号"), ({"kind": "nonsense"}, "nonsense"),
        ({"people": [{"side": "nobody", "name": "赵"}]}, "请选申请人"), ({"people": [{"side": "applicant", "name": ""}]}, "请填写姓名"),
        ({"people": [{"side": "applicant", "name": "赵", "phone": "12"}]}, "phone"),
        ({"people": [{"side": "applicant", "name": "赵", "id_number": "310110199001011231"}]}, "id_number"),
        ({"registered_at": timezone.now() + SOON}, "不能晚于现在"),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do_and_writes_nothing(place, team, wrong, sentence):
    with pytest.raises(ValidationError) as refused:
        register(place, team.clerk, **wrong)
    assert sentence in str(refused.value)
    assert not Mediation.objects.exists()


def test_a_dispute_case_goes_to_mediation_once(place, team):
    case = dispute(place, team)
    row = register(place, team.clerk, case=case)
    assert (row.origin, row.case) == (Mediation.Origin.CASE, case)
    with pytest.raises(ValidationError, match="已经转人民调解"):
        register(place, team.clerk, case=case)
    with pytest.raises(ValidationError, match="矛盾纠纷工单"):
        register(place, team.clerk, case=new_case(place.north1, by=team.clerk))


def test_a_look_leaves_a_trace_and_needs_a_reason(mediation, team):
    row = mediation("agreed")
    with pytest.raises(ValidationError, match="请写明查看的理由"):
        disputants.reveal_all(row, by=team.clerk, reason="看")
    with pytest.raises(PermissionDenied):
        disputants.reveal_all(row, by=team.viewer, reason="走访核实")
    seen = disputants.reveal_all(row, by=team.clerk, reason="走访核实")
    assert [one.name for _, one, _ in seen] == ["赵申请", "钱应答"]
    assert DisputeReveal.objects.count() == 2 == Event.objects.filter(verb="disputant.revealed").count()


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
def test_of_twenty_who_end_a_mediation_at_once_one_wins(site, together):
    row = MediationFactory(division=site.place.north1, state="mediating")
    answers = together(lambda _: mediations.fail(row, by=site.team.clerk, onward="court"), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert Event.objects.filter(verb="mediation.fail").count() == 1


@COMMITTED
def test_twenty_send_one_case_to_mediation_and_one_wins(site, together):
    case = dispute(site.place, site.team)
    answers = together(lambda _: register(site.place, site.team.clerk, case=case), threads=20)
    assert sum(isinstance(answer, Mediation) for answer in answers) == 1 == Mediation.objects.count()


def test_another_street_sees_nothing(mediation, place):
    mediation("registered")
    assert not Mediation.objects.visible_to(member(Role.STAFF, of=place.south)).exists()


def test_the_mediator_hears_once_of_an_agreement_whose_day_has_passed(mediation, team):
    yesterday = timezone.localtime().replace(hour=12) - timedelta(days=1)
    mediation("agreed", mediator=team.clerk, fulfil_due_at=yesterday)
    mediation("agreed", mediator=team.clerk, fulfil_due_at=yesterday - timedelta(days=1))
    mediation("agreed", mediator=team.clerk)
    assert tell_of_yesterday() == 1
    assert "请回访当事人" in Notice.objects.get(user=team.clerk).text
