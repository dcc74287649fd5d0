"""What the clock computes, and the command that does the same."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from indices.actions import nightly, schemes
from indices.actions.compute import compute
from indices.models import IndexRun
from indices.selectors import runs
from indices.windows import Period
from tests.factories.access import DivisionFactory
from tests.factories.indices import NOW, OCTOBER, at, computed, published
from tests.factories.year import a_year_in

NOVEMBER = Period("2026-11")


def test_the_night_computes_the_month_before_once_and_the_running_one_every_time(place, version):
    a_year_in(place)
    first = nightly.run_all(NOW, guard=Unguarded)
    assert set(first) == {f"{place.district.code} 2026-10", f"{place.district.code} 2026-11"}
    assert set(nightly.run_all(at("2026-11-04 02:00"), guard=Unguarded)) == {f"{place.district.code} 2026-11"}


class Unguarded:
    def __enter__(self):
        return None

    def __exit__(self, *_):
        return False


def test_the_command_computes_what_the_night_would(place, version, capsys):
    a_year_in(place)
    call_command("compute_index", "--period", "2026-10", "--division", "310110")
    run = IndexRun.objects.get()
    assert capsys.readouterr().out == f"{place.district.code} 2026-10 已计算 {run.scores_hash}\n"
    assert run.scores_hash == compute(version, place.district, OCTOBER, by=None, now=timezone.now()).scores_hash


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--period", "2026-13"], "请写成 2026-10", id="no month"),
        pytest.param(["--period", "2099-01"], "还没有开始", id="a month to come"),
        pytest.param(["--division", "310112"], "不含区划", id="another district"),
        pytest.param(["--division", "31011"], "2、4、6、9 或 12 位", id="no code"),
        pytest.param(["--scheme", "nobody"], "没有已锁定的方案", id="no scheme"),
    ],
)
def test_the_command_says_what_is_wrong(place, version, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("compute_index", *arguments)
    assert not IndexRun.objects.exists()


def test_the_command_with_a_district_leaves_its_namesakes_alone(place, version):
    city = schemes.ensure_phase_one(place.city, by=None)
    DivisionFactory(code="310112000000", level="district", parent=place.city)
    call_command("compute_index", "--scheme", city.scheme.code, "--period", "2026-10", "--division", "310110")
    assert set(IndexRun.objects.values_list("division", flat=True)) == {place.district.code}


# which version is in force


def test_the_newest_locked_version_of_a_district_computes_its_night(place, version):
    second = schemes.ensure_phase_two(place.district, by=None)
    assert nightly.versions() == [second]
    assert nightly.versions(version.scheme.code) == [version]
    nightly.run_all(NOW, guard=Unguarded)
    assert set(IndexRun.objects.values_list("scheme_version", flat=True)) == {second.pk}
    assert nightly.statements() == 2 * 25


def test_a_draft_of_the_second_scheme_changes_nothing_tonight(place, version):
    schemes.draft(version.scheme, version.definition, by=None)
    assert nightly.versions() == [version]


def test_a_month_published_under_the_first_scheme_is_not_computed_again_under_the_second(run, place, version, admin):
    published(run)
    second = schemes.ensure_phase_two(place.district, by=None)
    nightly.run_all(NOW, guard=Unguarded)
    assert list(IndexRun.objects.values_list("period", "scheme_version").order_by("period")) == [
        ("2026-10", version.pk), ("2026-11", second.pk),
    ]  # fmt: skip


def test_a_month_not_yet_published_is_computed_under_the_version_in_force(run, place):
    second = schemes.ensure_phase_two(place.district, by=None)
    nightly.run_all(NOW, guard=Unguarded)
    assert IndexRun.objects.filter(period="2026-10", scheme_version=second, final=True).exists()


def test_of_two_computations_the_published_one_is_shown_and_else_the_newest_version(run, place, version, admin):
    second = computed(schemes.ensure_phase_two(place.district, by=None), place.district)
    assert runs.runs_of(admin, place.district.code) == [second]
    published(run)
    assert runs.runs_of(admin, place.district.code) == [run]
