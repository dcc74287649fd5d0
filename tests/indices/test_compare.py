"""What changed between two versions, and what it did to the ranks."""

from __future__ import annotations

import copy

import pytest

from governance.access.roles import Role
from indices.actions import drafting, schemes
from indices.models import Score
from indices.selectors import comparing, effects
from tests.factories.access import member
from tests.factories.counted import two_kinds_in
from tests.factories.indices import computed, published
from tests.indices.drafts import changed

PAGE = "/index/schemes/compare/"


@pytest.fixture
def second(place, version):
    return schemes.ensure_phase_two(place.district, by=None)


@pytest.fixture
def both(run, place, second):
    """October under 一期 and under 二期."""
    two_kinds_in(place)
    return run, computed(second, place.district)


def said(before, after) -> dict[str, tuple[str, ...]]:
    return {one.known.code: one.said for part in comparing.changes(before, after) for one in part.rows}


def test_every_indicator_of_either_version_is_named_with_what_changed(version, second):
    found = said(version, second)
    assert len(found) == 25
    assert found["DZ-G3"] == ("新增",)
    assert found["FZ-G2"] == ("改为引导性指标", "权重")
    assert found["ZZ-B1"] == ("权重",)
    assert said(second, version)["DZ-G3"] == ("删去",)


def test_goalposts_methods_and_weights_are_told_apart(place, second):
    definition = copy.deepcopy(second.definition)
    for node in definition["nodes"]:
        if node["code"] == "ZZ-B1":
            node["normalisation"]["low"] = 35
        if node["code"] == "ZZ-B2":
            node["direction"] = -1
        if node["code"] == "ZZ":
            del node["limit"]
    third = schemes.lock(schemes.draft(second.scheme, definition, by=None), by=None)
    found = said(second, third)
    assert {code: texts for code, texts in found.items() if texts} == {"ZZ-B1": ("目标区间",), "ZZ-B2": ("算法",)}
    ((name, was, now),) = comparing.methods(second, third)
    assert name == "自治"
    assert was.endswith("引导性指标最多比基础性指标高 20 分")
    assert now == "加权平均：基础性指标 70%、引导性指标 30%"


def test_the_effect_on_ranks_is_that_of_the_two_computations(both, admin):
    first, second = both
    found = effects.effect(admin, first.scheme_version, second.scheme_version, level="committee")
    assert found.period == "2026-10"
    for move in found.moves:
        unit = move.after.division_id
        ranks = [Score.objects.get(run=run, division=unit).rank for run in both]
        assert (move.before.rank, move.after.rank, move.by) == (*ranks, ranks[0] - ranks[1])
    assert [move.after.rank for move in found.moves] == [1, 2, 3]
    assert -1 <= found.correlation <= 1


def test_rules_and_marks_are_told_too(version, admin):
    copied = drafting.copy(version, by=admin)
    definition = changed(changed(version.definition, "ZZ-B", min_share=0.5), "Index", floor=5)
    draft = drafting.revise(copied, definition=definition, provisional=["ZZ-B1"], by=admin)
    assert comparing.methods(version, draft) == [
        ("睦邻指数：下级最低分", "1", "5"),
        ("自治 › 基础性指标：有效份额", "0.6666", "0.5"),
    ]
    found = said(version, draft)
    assert {code: texts for code, texts in found.items() if texts} == {"ZZ-B1": ("目标值暂定",)}


def test_a_draft_is_compared_by_what_the_period_has_stored(run, version, admin, neighbour):
    draft = drafting.revise(
        drafting.copy(version, by=admin), definition=changed(version.definition, "ZZ-B1", low=10), by=admin
    )
    found = effects.effect(admin, version, draft, level="committee")
    assert (found.tried, found.period, len(found.moves)) == (True, "2026-10", 3)
    stored = {one.division_id: (one.rank, one.score) for one in Score.objects.filter(run=run, level="committee")}
    assert {one.before.division_id: (one.before.rank, one.before.score) for one in found.moves} == stored
    assert any(one.after.score != one.before.score for one in found.moves)
    assert effects.effect(neighbour, version, draft, level="committee") is None


def test_the_page_compares_the_newest_with_the_one_before(client, both, viewer, version, second):
    client.force_login(viewer)
    page = client.get(PAGE)
    assert (page.context["before"], page.context["after"]) == (version, second)
    shown = page.content.decode()
    for text in (
        "示例方案·一期 v1 → 示例方案·二期 v1",
        "改为引导性指标",
        "新增",
        "2026 年 10 月",
        "示例方案，非官方评价",
    ):
        assert text in shown
    turned = client.get(PAGE, {"from": str(second.pk), "to": str(version.pk), "level": "committee"}).content.decode()
    assert "删去" in turned
    assert f'href="{PAGE}?to={second.pk}"' in client.get(f"/index/schemes/{second.pk}/").content.decode()


def test_without_a_common_period_the_page_says_how_to_get_one(client, viewer, version, second):
    client.force_login(viewer)
    assert "没有两个版本都能算的期间" in client.get(PAGE).content.decode()


def test_with_one_version_there_is_nothing_to_compare(client, viewer, version):
    client.force_login(viewer)
    assert "没有别的版本可比" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("query", ["from=x", "to=0190a6c0-0000-7000-8000-000000000000", "level=city", "period=2026-13"])
def test_nonsense_is_not_found(client, viewer, second, query):
    client.force_login(viewer)
    assert client.get(f"{PAGE}?{query}").status_code == 404


def test_a_neighbour_compares_ranks_only_where_both_are_published(client, both, place, version, second):
    neighbour = member(Role.STAFF, of=place.south)
    client.force_login(neighbour)
    assert {one.after.division_id for one in client.get(PAGE).context["effect"].moves} == {place.south.code}
    for run in both:
        published(run)
    assert len(client.get(PAGE).context["effect"].moves) == 2


def test_the_comparison_asks_at_most_twelve_questions(client, both, viewer, queries_of):
    client.force_login(viewer)
    assert queries_of(client, PAGE) <= 12
