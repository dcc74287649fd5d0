"""Computing: the same records give the same bytes, a past period keeps its figures, what is published never changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from governance.access.models import Division
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from indices.actions import schemes
from indices.actions.compute import compute, recompute
from indices.actions.publishing import publish, review
from indices.models import IndexRun, Observation, Score
from indices.windows import Period
from neighborhoods.models import Household, KeyPerson
from tests.factories.access import DivisionFactory, member
from tests.factories.indices import (
    NOW,
    answer,
    at,
    case,
    computed,
    households,
    key_person,
    need,
    published,
    round_of,
    visit,
)
from tests.factories.year import a_year_at, a_year_in
from visits.models import Need, Visit


def hashes(run: IndexRun) -> tuple[str, str]:
    return run.observations_hash, run.scores_hash


def test_every_unit_has_nine_figures_and_a_score(run, place):
    assert Observation.objects.filter(run=run).count() == 9 * 6
    assert Score.objects.filter(run=run).count() == 6
    north = Score.objects.get(run=run, division=place.north1)
    assert (north.status, north.level) == ("ok", "committee")
    assert set(north.nodes) == {node["code"] for node in run.scheme_version.definition["nodes"]}


def test_computing_twice_gives_the_same_bytes_and_the_same_rows(run, place, version):
    ids = set(Score.objects.filter(run=run).values_list("pk", "division", "score", "rank", "rank_low", "rank_high"))
    again = computed(version, place.district)
    assert (again.pk, hashes(again)) == (run.pk, hashes(run))
    assert (
        set(Score.objects.filter(run=run).values_list("pk", "division", "score", "rank", "rank_low", "rank_high"))
        == ids
    )


def test_what_is_recomputed_is_what_is_stored(run):
    assert recompute(run) == hashes(run)


def late_entries(place) -> None:
    """What people file and correct after the period: none of it was known at its end."""
    home = Household.objects.filter(division=place.north1).order_by("pk").first()
    visit(home, "2026-10-20 10:00", recorded_at=at("2026-11-02 09:00"))
    need(home, "2026-10-21 10:00", recorded_at=at("2026-11-02 09:00"))
    Visit.objects.filter(pk__in=Visit.objects.filter(division=place.north1).order_by("pk").values("pk")[:9]).update(
        withdrawn_at=at("2026-11-02 09:00")
    )
    Need.objects.filter(resolved_at=None, case=None).update(resolved_at=at("2026-11-02 10:00"))
    Household.objects.filter(pk=home.pk).update(until=date(2026, 10, 1), ended_at=at("2026-11-02 09:00"))
    KeyPerson.objects.filter(division=place.north2).update(until=date(2026, 10, 1), ended_at=at("2026-11-02 09:00"))
    key_person(home, recorded_at=at("2026-11-02 09:00"))
    households(place.north2, 5, recorded_at=at("2026-11-02 09:00"))
    for one in place.north1, place.south1:
        reopened = case(one, "2026-10-02 09:00", recorded_at=at("2026-11-02 09:00"))
        answer(
            round_of(reopened, "2026-10-12 09:00", recorded_at=at("2026-11-02 09:00")),
            "2026-11-02 09:00",
            recorded_at=at("2026-11-02 09:00"),
        )


def test_a_past_period_recomputed_after_new_records_gives_the_same_hash(run, place):
    late_entries(place)
    assert recompute(run) == hashes(run)


def test_a_case_reopened_or_withdrawn_after_the_period_leaves_its_hash_alone(run, place, version):
    asked = case(place.north1, "2026-10-03 09:00")
    round_of(asked, "2026-10-13 09:00", closed="2026-10-12 09:00")
    home = Household.objects.filter(division=place.north1).first()
    need(home, "2026-10-03 09:00", case=asked)
    run = computed(version, place.district)
    round_of(asked, "2026-11-12 09:00", number=2, started_at=at("2026-11-02 09:00"), recorded_at=at("2026-11-02 09:00"))
    assert recompute(run) == hashes(run)
    type(asked).objects.filter(pk=asked.pk).update(withdrawn_at=at("2026-11-03 09:00"))
    assert recompute(run) == hashes(run)


def test_a_round_open_at_the_end_and_closed_later_leaves_the_hash_alone(place, version):
    a_year_in(place)
    open_round = round_of(case(place.north1, "2026-10-03 09:00"), "2026-10-13 09:00")
    run = computed(version, place.district)
    type(open_round).objects.filter(pk=open_round.pk).update(closed_at=at("2026-11-02 09:00"))
    assert recompute(run) == hashes(run)


def test_a_running_period_keeps_its_rows_until_it_is_computed_again(place, version):
    a_year_in(place)
    run = computed(version, place.district, now=at("2026-10-25 02:00"))
    assert not run.final
    home = Household.objects.filter(division=place.north1, visits=None).first()
    visit(home, "2026-10-25 10:00")
    assert recompute(run) == hashes(run)
    again = computed(version, place.district, now=at("2026-10-25 11:00"))
    assert again.pk == run.pk
    assert hashes(again) != hashes(run)


def test_new_records_within_the_period_change_the_hash(run, place, version):
    visit(Household.objects.filter(division=place.south1).order_by("-pk").first(), "2026-10-30 10:00")
    assert hashes(computed(version, place.district))[0] != run.observations_hash


def test_a_published_run_is_never_changed(run, place, version):
    published(run)
    before = hashes(run), run.computed_at
    visit(Household.objects.filter(division=place.south1).order_by("-pk").first(), "2026-10-30 10:00")
    again = computed(version, place.district)
    assert (again.pk, again.state) == (run.pk, "published")
    assert (hashes(again), again.computed_at) == before
    assert recompute(again) != hashes(again)


def test_ranks_are_within_level_and_district(run, place):
    level = list(Score.objects.filter(run=run, level="committee").order_by("rank"))
    assert [one.rank for one in level] == [1, 2, 3]
    assert [one.score for one in level] == sorted((one.score for one in level), reverse=True)
    assert Score.objects.get(run=run, division=place.district).rank == 1
    assert all(one.rank_low <= one.rank <= one.rank_high for one in Score.objects.filter(run=run))


def test_equal_scores_share_a_rank(place, version):
    for committee, met in ((place.north1, 50), (place.north2, 40), (place.south1, 50)):
        a_year_at(committee, met=met)
    scores = Score.objects.filter(run=computed(version, place.district), level="committee")
    assert dict(scores.values_list("division", "rank")) == {
        place.north1.code: 1,
        place.south1.code: 1,
        place.north2.code: 3,
    }


def test_a_unit_without_records_is_empty_and_not_zero(place, version):
    a_year_in(place)
    bare = DivisionFactory(code="310110018002", level="committee", parent=place.south, name="新居委会")
    score = Score.objects.get(run=computed(version, place.district), division=bare)
    assert (score.score, score.rank, score.status) == (None, None, "empty")


def test_a_committee_merged_away_is_in_the_periods_in_which_it_stood(run, place, version):
    Division.objects.filter(pk=place.north2.pk).update(valid_until=date(2026, 11, 2), successor=place.north1.pk)
    assert recompute(run) == hashes(run)
    november = computed(version, place.district, Period("2026-11"), now=at("2026-11-20 02:00"))
    assert not Score.objects.filter(run=november, division=place.north2).exists()
    assert Score.objects.filter(run=run, division=place.north2).exists()
    street = Observation.objects.get(run=november, division=place.north, indicator="ZZ-B1")
    assert street.denominator == 120  # its rows still belong to the street


def test_a_unit_that_no_longer_stands_leaves_a_run_that_is_computed_again(place, version):
    a_year_in(place)
    run = computed(version, place.district, now=at("2026-10-20 02:00"))
    Division.objects.filter(pk=place.north2.pk).update(valid_until=date(2026, 10, 21))
    computed(version, place.district, now=at("2026-10-22 02:00"))
    assert not Score.objects.filter(run=run, division=place.north2).exists()


def test_a_draft_cannot_be_computed(place, version):
    draft = schemes.draft(version.scheme, version.definition, by=None)
    with pytest.raises(ValidationError, match="草稿"):
        computed(draft, place.district)


def test_a_month_to_come_cannot_be_computed(place, version):
    with pytest.raises(ValidationError, match="还没有开始"):
        computed(version, place.district, Period("2026-12"))
    assert not IndexRun.objects.exists()


def test_a_computation_is_written_down(run):
    event = Event.objects.get(verb="index_run.compute")
    assert event.details == {"period": "2026-10", "observations": run.observations_hash, "scores": run.scores_hash}


# publishing


def test_the_district_publishes_a_finished_period_once(run, admin):
    done = publish(review(run, by=admin, days=0), by=admin)
    assert (done.state, done.published_at is not None) == ("published", True)
    with pytest.raises(StepRefused, match="已发布"):
        publish(run, by=admin)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUBDISTRICT_ADMIN, Role.STAFF, Role.CLERK, Role.AUDITOR])
def test_nobody_else_publishes(run, place, role):
    with pytest.raises(StepForbidden):
        review(run, by=member(role, of=place.district))
    reviewed = review(run, by=None, days=0)
    with pytest.raises(StepForbidden):
        publish(reviewed, by=member(role, of=place.district))
    run.refresh_from_db()
    assert run.state == "reviewed"


def test_a_running_period_cannot_be_published(place, version, admin):
    running = computed(version, place.district, now=at("2026-10-20 02:00"))
    with pytest.raises(StepForbidden, match="还没有结束"):
        review(running, by=admin)


def test_what_is_published_while_it_is_computed_stays_published(run, version, place, admin):
    case(place.north1, "2026-10-20 10:00")  # the records have changed since: other figures would come out

    def publish_meanwhile(name: str) -> None:
        if IndexRun.objects.filter(pk=run.pk, state=IndexRun.State.COMPUTED).exists():
            publish(review(run, by=admin, days=0), by=admin)

    before = hashes(run)
    answer = compute(version, place.district, Period(run.period), by=None, now=NOW, told=publish_meanwhile)
    kept = IndexRun.objects.get(pk=run.pk)
    assert (kept.state, answer.state) == (IndexRun.State.PUBLISHED, IndexRun.State.PUBLISHED)
    assert kept.published_at is not None
    assert hashes(kept) == before
