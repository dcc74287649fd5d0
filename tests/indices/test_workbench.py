"""The workbench: ranks tried beside those that stand, from stored figures alone; starting points; a draft of what was tried."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from indices.actions import drafting
from indices.engine.errors import DataError
from indices.models import IndexRun, SchemeVersion, Score
from indices.selectors import starting
from tests.factories.indices import published
from tests.indices.reading import asked_of_the_database, text_of
from visits.models import Visit

BENCH = "/index/workbench/"


@pytest.fixture
def bench(client, run, admin):
    client.force_login(admin)

    def ask(**given):
        return client.get(BENCH, {"level": "committee", **given})

    return ask


def ranks_of(page) -> dict[str, tuple[int | None, float | None]]:
    return {one.code: (one.rank, one.score) for one in page.context["outcome"].rows}


def test_the_schemes_own_weights_give_the_ranks_that_stand(bench, run):
    page = bench()
    stored = {one.division_id: (one.rank, one.score) for one in Score.objects.filter(run=run, level="committee")}
    assert ranks_of(page) == stored
    assert page.context["outcome"].moved == 0
    assert "3 个单位中 0 个名次有变化" in text_of(page)


def test_other_weights_move_ranks_as_a_computed_version_would(bench, run, version, admin, place):
    page = bench(**{"w-ZZ": 70, "w-GZ": 10, "w-FZ": 10, "w-DZ": 10, "a": "arithmetic", "lo-ZZ-B1": "10"})
    among = {one.code: one for one in page.context["outcome"].rows}
    nodes = {one.division_id: one.nodes for one in Score.objects.filter(run=run, level="committee")}
    visited = page.context["outcome"].nodes["ZZ-B1"]
    assert not np.allclose(visited, [nodes[code]["ZZ-B1"] for code in sorted(nodes)])
    assert among[place.north1.code].gained != 0
    for one in among.values():
        assert one.moved == one.was_rank - one.rank


def test_it_reads_no_record_and_writes_nothing(bench, run):
    before = ranks_of(bench(**{"w-ZZ": 40}))
    Visit.objects.update(withdrawn_at=run.cutoff)
    assert ranks_of(bench(**{"w-ZZ": 40})) == before
    assert (IndexRun.objects.count(), SchemeVersion.objects.count()) == (1, 1)


def test_the_address_says_only_what_differs_and_gives_the_same_again(client, bench, version):
    asked = {
        "w-ZZ": "40",
        "w-GZ": "25",
        "w-FZ": "25",
        "w-DZ": "25",
        "lo-ZZ-B1": "30",
        "hi-ZZ-B1": "90",
        "a": "geometric",
    }
    page = client.get(BENCH, {"level": "committee", **asked}, headers={"HX-Request": "true"})
    assert not page.content.lstrip().startswith(b"<!doctype")
    address = page.headers["HX-Replace-Url"]
    assert parse_qs(urlsplit(address).query) == {
        "version": [str(version.pk)], "period": ["2026-10"], "level": ["committee"], "w-ZZ": ["40"], "hi-ZZ-B1": ["90"]
    }  # fmt: skip
    assert ranks_of(client.get(address)) == ranks_of(bench(**asked))


WRONG = [
    ({"w-ZZ": "多"}, "“ZZ”的权重“多”应当是一个不小于 0 的数"),
    ({"w-ZZ": "-1"}, "“ZZ”的权重“-1”应当是一个不小于 0 的数"),
    ({"w-ZZ-B1": "0", "w-ZZ-B2": "0"}, "节点「ZZ-B」的下级权重之和应当大于 0"),
    ({"lo-ZZ-B1": "100"}, "节点「ZZ-B1」的归一化（normalisation）的目标值低端 100 应当小于高端 100"),
]


def test_what_cannot_be_computed_is_said_and_nonsense_is_not_found(bench):
    for given, sentence in WRONG:
        page = bench(**given)
        assert page.status_code == 422
        assert sentence in text_of(page)
    for nonsense in ({"version": "x"}, {"period": "2031-01"}, {"level": "city"}):
        assert bench(**nonsense).status_code == 404


# starting points


def shown(page, group: str) -> dict[str, float]:
    found = next(one for one in page.context["controls"] if one.code == group)
    return {one.code: float(one.weight) for one in found.controls}


def test_equal_weights_are_equal_everywhere_they_are_asked_for(bench):
    page = bench(start="equal", scope="all")
    assert shown(page, "Index") == {"ZZ": 25, "GZ": 25, "FZ": 25, "DZ": 25}
    assert shown(page, "GZ-B") == {"GZ-B3": 33.34, "GZ-B4": 33.33, "GZ-B5": 33.33}


def test_judgements_give_the_weights_of_saaty_and_their_consistency(bench):
    page = bench(start="ahp", **{"p-ZZ-GZ": "3", "p-ZZ-FZ": "3", "p-ZZ-DZ": "3"})
    assert shown(page, "Index") == {"ZZ": 50, "GZ": 16.67, "FZ": 16.67, "DZ": 16.66}
    assert "一致性比率 0.000，不超过 0.1" in text_of(page)
    torn = bench(start="ahp", **{"p-ZZ-GZ": "9", "p-GZ-FZ": "9", "p-ZZ-FZ": "1/9"})
    assert "超过 0.1，判断前后矛盾" in text_of(torn)


def test_a_node_whose_weights_cannot_be_worked_out_keeps_its_own_and_says_why(bench, monkeypatch):
    def refused(table, codes=None):
        raise DataError("主成分法给「ZZ」的权重是负数。")

    monkeypatch.setattr(starting, "pca", refused)
    page = bench(start="pca")
    assert "「Index」保留原权重：主成分法给「ZZ」的权重是负数。" in text_of(page)
    assert shown(page, "Index") == {"ZZ": 25, "GZ": 25, "FZ": 25, "DZ": 25}


def test_hundredths_sum_to_a_hundred_exactly():
    assert starting.hundredths([1, 1, 1]) == [33.34, 33.33, 33.33]
    assert round(sum(starting.hundredths([0.1, 0.7, 0.13, 0.111])), 10) == 100


# saving and reading


def test_what_was_tried_is_kept_as_a_draft_of_whole_weights(client, bench, version):
    state = bench(**{"w-ZZ": 50, "hi-ZZ-B1": 90}).context["state"]
    page = client.post(f"{BENCH}save/", {"state": state, "note": "重自治"})
    draft = SchemeVersion.objects.get(number=2)
    assert page["Location"] == f"/index/schemes/{draft.pk}/"
    weights = {node["code"]: node["weight"] for node in draft.definition["nodes"] if node["parent"] == "Index"}
    assert weights == {"ZZ": 40, "GZ": 20, "FZ": 20, "DZ": 20}
    assert (draft.state, draft.based_on, draft.note, draft.provisional) == ("draft", version, "重自治", ["ZZ-B1"])


def test_a_starting_point_is_kept_too(client, bench):
    client.post(f"{BENCH}save/", {"state": bench(start="equal", scope="below").context["state"]})
    nodes = {node["code"]: node.get("weight") for node in SchemeVersion.objects.get(number=2).definition["nodes"]}
    assert [nodes[code] for code in ("GZ-B3", "GZ-B4", "GZ-B5")] == [33.34, 33.33, 33.33]


def test_what_is_no_scheme_is_not_kept(client, bench, version):
    state = f"version={version.pk}&level=committee&lo-ZZ-B1=100"
    page = client.post(f"{BENCH}save/", {"state": state, "note": "错的"})
    assert page.status_code == 422
    assert "错的</textarea>" in page.content.decode()
    assert SchemeVersion.objects.count() == 1


def test_who_only_looks_tries_and_keeps_nothing(client, bench, viewer, version):
    client.force_login(viewer)
    page = client.get(BENCH, {"level": "committee", "w-ZZ": "40"})
    assert page.context["outcome"].rows
    assert "把地址发给他们" in text_of(page)
    assert client.post(f"{BENCH}save/", {"state": f"version={version.pk}"}).status_code == 403
    assert SchemeVersion.objects.count() == 1


def test_a_street_tries_once_all_is_published_and_never_on_a_part(client, run, neighbour):
    client.force_login(neighbour)
    assert client.get(BENCH).context["run"] is None
    published(run)
    assert len(client.get(BENCH, {"level": "committee"}).context["outcome"].rows) == 3


def test_a_draft_is_tried_on_what_another_version_stored(client, bench, version, admin):
    draft = drafting.copy(version, by=admin)
    page = bench(version=str(draft.pk))
    assert (page.context["run"].scheme_version, page.context["outcome"].moved) == (version, 0)


def test_the_workbench_asks_few_questions(client, bench):
    assert asked_of_the_database(client, f"{BENCH}?level=committee") <= 14
