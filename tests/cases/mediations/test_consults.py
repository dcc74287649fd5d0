"""The legal desk: asked, answered, referred."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.mediations.actions import consults
from cases.mediations.flows import CONSULT
from cases.mediations.models import Consult
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.mediations import ConsultFactory, MediationFactory


def ask(place, by, **fields) -> Consult:
    return consults.ask(
        by=by, **{"division": place.north1, "topic": "housing", "question": "漏水怎么赔？", "name": "孙某"} | fields
    )


def test_a_question_is_answered_and_sent_on_to_mediation(place, team):
    row = consults.answer(ask(place, team.clerk), by=team.clerk, answer="可以先调解。", adviser="周律师")
    assert (row.state, row.answered_by) == ("answered", team.clerk)
    mediation = MediationFactory(division=place.north1)
    row = consults.refer(row, by=team.clerk, referral="mediation", mediation=mediation)
    assert (row.state, row.mediation) == ("referred", mediation)


def test_each_step_is_refused_from_every_other_state(place, team):
    rows = {"asked": ConsultFactory(division=place.north1)}
    rows["answered"] = consults.answer(ConsultFactory(division=place.north1), by=None, answer="可以。")
    rows["referred"] = consults.refer(
        consults.answer(ConsultFactory(division=place.north1), by=None, answer="可以。"), by=None, referral="lawyer"
    )
    for name, given in (("answer", {"answer": "可以。"}), ("refer", {"referral": "lawyer"})):
        for state in set(rows) - set(CONSULT.steps[name].sources):
            with pytest.raises(StepRefused):
                getattr(consults, name)(rows[state], by=team.clerk, **given)


@pytest.mark.parametrize(
    ("wrong", "sentence"), [({"question": ""}, "请填写咨询内容"), ({"phone": "1"}, "phone"), ({"topic": "x"}, "x")]
)
def test_bad_input_says_what_to_do_and_writes_nothing(place, team, wrong, sentence):
    with pytest.raises(ValidationError) as refused:
        ask(place, team.clerk, **wrong)
    assert sentence in str(refused.value)
    assert not Consult.objects.exists()


def test_a_referral_names_a_mediation_of_the_same_place(place, team):
    row = consults.answer(ask(place, team.clerk), by=team.clerk, answer="可以先调解。")
    for wrong in (
        {"referral": ""}, {"referral": "mediation", "mediation": MediationFactory(division=place.north2)},
        {"referral": "lawyer", "mediation": MediationFactory(division=place.north1)},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            consults.refer(row, by=team.clerk, **wrong)


def test_a_neighbour_answers_nothing_and_what_is_answered_is_not_taken_back(place, team):
    row = ask(place, team.clerk)
    with pytest.raises(StepForbidden):
        consults.answer(row, by=team.neighbour, answer="可以。")
    with pytest.raises(PermissionDenied):
        ask(place, team.viewer)
    with pytest.raises(StepRefused):
        consults.withdraw(consults.answer(row, by=team.clerk, answer="可以。"), by=team.clerk, reason="登记错了")
    assert consults.withdraw(ask(place, team.clerk), by=team.clerk, reason="登记错了").withdrawn_at
