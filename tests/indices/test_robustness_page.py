"""The robustness page: what it says agrees with the stored scores; a trial is asked for, watched, called off, kept."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from governance.access.roles import Role
from governance.audit.models import Event
from governance.jobs import lease, runs
from governance.jobs.models import JobRun, Notice
from indices import trial_jobs
from indices.actions import trials
from indices.models import Score, Trial
from indices.selectors.trials import TRIAL, robustness
from tests.factories.access import member
from tests.factories.indices import NOW, published
from tests.indices.reading import OCTOBER, asked_of_the_database, text_of
from tests.marks import COMMITTED

ASK = {"level": "committee", "seed": 7, "draws": 200}


@pytest.fixture
def page(place):
    return reverse("indices:robustness", args=[place.district.code, OCTOBER])


def kept(run, by=None, **asked) -> Trial:
    given = ASK | asked
    return trials.store(trials.shake(run, given.pop("level"), **given), by=by, now=NOW)


def test_the_same_seed_gives_the_same_result_and_is_kept_once(run):
    first, again, other = kept(run), kept(run), kept(run, seed=8)
    assert again == first
    assert trials.shake(run, **ASK).result == first.result
    assert other.result != first.result
    assert Trial.objects.count() == 2
    assert Event.objects.filter(verb="trial.keep").count() == 2


def test_a_trial_holds_an_interval_of_each_ranked_unit_and_an_effect_of_each_choice(run):
    result = kept(run).result
    ranked = Score.objects.filter(run=run, level="committee", rank__isnull=False)
    assert set(result["intervals"]) == set(ranked.values_list("division", flat=True))
    assert all(1 <= low <= high <= ranked.count() for low, high in result["intervals"].values())
    assert {one["factor"] for one in result["factors"]} == {
        "treatment",
        "normalisation",
        "aggregation",
        "left_out",
        "weights",
    }
    assert result["scores"] == run.scores_hash


def test_progress_is_told_from_the_first_draw_to_the_last(run):
    told = []
    trials.shake(run, **ASK, told=lambda done, total, text: told.append((done, total, text)))
    total = 200 + 7 * trials.SAMPLES
    assert told[0] == (0, total, "抽样计算名次")
    assert told[-1][:2] == (total, total)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert len({text for _, _, text in told}) == 2


def test_the_page_shows_intervals_effects_removal_and_correlations(run, admin, client, page):
    kept(run, by=admin)
    client.force_login(admin)
    response = client.get(f"{page}?level=committee&dimension=GZ")
    text = text_of(response)
    assert "随机种子 7，抽样 200 次" in text
    for words in ("总效应：", "90% 排名区间", "每项指标的分量", "共治各项指标之间的相关"):
        assert words in text
    assert sum(one.nominal for one in response.context["weights"]) == pytest.approx(1)
    total = {name: effect for name, effect, *_ in response.context["effects"]}
    assert total[response.context["first_of_all"][0]] == max(total.values())
    row = response.context["standings"][0]
    assert [row.low, row.high] == Trial.objects.get().result["intervals"][row.score.division_id]


def test_without_a_trial_the_intervals_are_those_of_the_nightly_run(run, viewer, client, page):
    client.force_login(viewer)
    response = client.get(f"{page}?level=committee")
    assert "还没有做过检验" in text_of(response)
    assert response.context["form"] is None
    assert [(one.low, one.high) for one in response.context["standings"]] == [
        (one.score.rank_low, one.score.rank_high) for one in response.context["standings"]
    ]


def test_a_trial_of_scores_computed_anew_since_is_called_old(run, admin, client, page):
    kept(run)
    type(run).objects.filter(pk=run.pk).update(scores_hash="0" * 64)
    client.force_login(admin)
    response = client.get(f"{page}?level=committee")
    assert "以下是旧结果" in text_of(response)
    assert response.context["standings"][0].low == response.context["standings"][0].score.rank_low


@pytest.mark.parametrize("query", ["?level=district", "?level=nonsense"])
def test_a_level_without_ranks_has_no_page(run, admin, client, page, query):
    client.force_login(admin)
    assert client.get(page + query).status_code == 404


def test_a_street_sees_the_districts_page_once_it_is_published(place, run, client, page):
    client.force_login(member(Role.STAFF, of=place.north))
    assert client.get(page).status_code == 404
    published(run)
    assert client.get(page).status_code == 200
    assert client.get(reverse("indices:robustness", args=[place.north.code, OCTOBER])).status_code == 404


def test_the_page_asks_the_database_the_same_however_many_units(run, admin, client, page):
    kept(run, by=admin)
    client.force_login(admin)
    assert asked_of_the_database(client, f"{page}?level=committee") <= 12


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"seed": -1}, "随机种子请填"),
        ({"seed": 2**32}, "随机种子请填"),
        ({"seed": ""}, "随机种子"),
        ({"draws": 99}, "抽样次数请填 100 到 10000"),
        ({"draws": 10**9}, "抽样次数请填"),
        ({"draws": "很多"}, "抽样次数"),
    ],
)
def test_a_wrong_wish_is_refused_in_words_and_starts_nothing(run, admin, client, page, given, said):
    client.force_login(admin)
    response = client.post(f"{page}ask/", ASK | given)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not JobRun.objects.exists()


def test_a_level_with_one_unit_and_a_stranger_to_the_district_are_refused(place, run, admin):
    with pytest.raises(ValidationError, match="不到两个"):
        trials.request(run, "district", seed=1, draws=200, by=admin)
    with pytest.raises(PermissionDenied):
        trials.request(run, "committee", seed=1, draws=200, by=member(Role.SUBDISTRICT_ADMIN, of=place.north))


def test_asking_leads_to_the_progress_and_the_result_to_the_page(run, admin, client, page):
    client.force_login(admin)
    response = client.post(f"{page}ask/", ASK)
    asked = JobRun.objects.get(job=TRIAL)
    watch = reverse("indices:trial-run", args=[asked.pk])
    assert response["Location"] == watch
    JobRun.objects.filter(pk=asked.pk).update(state="running", done=50, total=200, text="抽样计算名次")
    assert "已算 50 / 200" in text_of(client.get(watch, headers={"HX-Request": "true"}))
    assert "抽样计算名次" in text_of(client.get(f"{page}?level=committee"))
    JobRun.objects.filter(pk=asked.pk).update(state="done")
    assert client.get(watch)["Location"] == f"{page}?level=committee"
    assert client.get(watch, headers={"HX-Request": "true"})["HX-Redirect"] == f"{page}?level=committee"


def test_only_who_asked_may_call_it_off(place, run, admin, client, page):
    client.force_login(admin)
    client.post(f"{page}ask/", ASK)
    asked = JobRun.objects.get(job=TRIAL)
    off = reverse("indices:trial-cancel", args=[asked.pk])
    client.force_login(member(Role.DISTRICT_ADMIN, of=place.district))
    assert client.post(off).status_code == 404
    client.force_login(admin)
    assert client.post(off).status_code == 302
    assert JobRun.objects.get().state == "cancelled"


@COMMITTED
def test_the_job_keeps_the_trial_and_tells_who_asked(run, admin):
    asked = trials.request(run, "committee", seed=7, draws=200, by=admin)
    trial_jobs.shake(asked.period)
    asked.refresh_from_db()
    trial = Trial.objects.get()
    assert (asked.state, asked.result, asked.percent) == ("done", {"trial": str(trial.pk)}, 100)
    assert (trial.seed, trial.created_by) == (7, admin)
    assert "稳健性检验已完成" in Notice.objects.get(user=admin).text


@COMMITTED
def test_a_trial_called_off_while_it_works_stops_and_keeps_nothing(run, admin, monkeypatch):
    asked = trials.request(run, "committee", seed=7, draws=200, by=admin)
    told = []

    def progress(self, done, total, text=""):
        told.append(done)
        if done >= 100:
            runs.cancel(asked, by=admin)
            raise lease.Cancelled(str(self.run))

    monkeypatch.setattr(lease.Lease, "progress", progress)
    trial_jobs.shake(asked.period)
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert max(told) < 200
    assert not Trial.objects.exists()


def test_the_selector_gives_nothing_of_a_run_that_the_reader_may_not_see(place, run, clerk):
    assert robustness(clerk, place.district.code, OCTOBER, "committee") is None
