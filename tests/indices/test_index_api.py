"""The index over REST: scores, how they came about, and lists of exactly the rows counted."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from governance.access.roles import Role
from indices.models import Observation, Score
from tests.factories.access import DivisionFactory, member, token_of
from tests.factories.indices import published

API = "/api/v1"


def caller(user) -> Client:
    return Client(headers={"authorization": f"Bearer {token_of(user, 'read')}"})


@pytest.fixture
def api(viewer):
    return caller(viewer)


@pytest.fixture
def score(run, place):
    return Score.objects.get(run=run, division=place.north1)


def leaves(node):
    children = node.get("children")
    return [leaf for child in children for leaf in leaves(child)] if children else [node]


def test_a_score_has_the_promised_shape(api, run, score, place):
    (row,) = api.get(f"{API}/index-scores/", {"division": place.north1.code}).json()["results"]
    assert (row["id"], row["division"], row["period"], row["scheme"], row["status"]) == (
        score.pk,
        place.north1.code,
        "2026-10",
        "yiqi",
        "ok",
    )
    assert (row["score"], row["rank"], row["rank_low"], row["rank_high"]) == (
        score.score,
        score.rank,
        score.rank_low,
        score.rank_high,
    )
    assert row["dimensions"] == {
        label: score.nodes[code] for code, label in {"ZZ": "自治", "GZ": "共治", "FZ": "法治", "DZ": "德治"}.items()
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 6),
        ({"level": "committee"}, 3),
        ({"within": "310110009"}, 3),
        ({"within": "310110009000", "level": "committee"}, 2),
        ({"period": "2026-10", "scheme": "yiqi"}, 6),
        ({"period": "2026-09"}, 0),
        ({"scheme": "none"}, 0),
    ],
)
def test_scores_are_filtered(api, run, query, count):
    assert len(api.get(f"{API}/index-scores/", query).json()["results"]) == count


@pytest.mark.parametrize(
    "query", [{"period": "2026-13"}, {"level": "village"}, {"within": "3101"[:3]}, {"rank": "1"}, {"ordering": "score"}]
)
def test_nonsense_is_refused_in_chinese(api, run, query):
    answer = api.get(f"{API}/index-scores/", query)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_computed_scores_are_read_within_reach_and_published_ones_by_all(run, score, neighbour, place):
    other = DivisionFactory(code="310112000000", name="闵行区", level="district", parent=place.city)
    far = member(Role.CLERK, of=other)
    seen = {row["division"] for row in caller(neighbour).get(f"{API}/index-scores/").json()["results"]}
    assert seen == {place.south.code, place.south1.code}
    assert caller(far).get(f"{API}/index-scores/").json()["results"] == []
    assert caller(far).get(f"{API}/index-scores/{score.pk}/explain/").status_code == 404
    published(run)
    assert len(caller(far).get(f"{API}/index-scores/").json()["results"]) == 6
    assert caller(far).get(f"{API}/index-scores/{score.pk}/explain/").status_code == 200
    assert Client().get(f"{API}/index-scores/").status_code == 401


def test_explain_goes_down_to_each_indicator(api, score):
    body = api.get(f"{API}/index-scores/{score.pk}/explain/").json()
    assert (body["tree"]["score"], body["division"], body["period"]) == (score.score, score.division_id, "2026-10")
    assert [child["name"] for child in body["tree"]["children"]] == ["自治", "共治", "法治", "德治"]
    found = {leaf["code"]: leaf for leaf in leaves(body["tree"])}
    assert len(found) == 9
    for one in Observation.objects.filter(run=score.run_id, division=score.division_id):
        leaf = found[one.indicator]
        assert (leaf["numerator"]["count"], leaf["denominator"]["count"], leaf["value"]) == (
            one.numerator,
            one.denominator,
            one.value,
        )
        assert leaf["contribution"] == pytest.approx(leaf["score"] * leaf["effective_weight"] / 100)


def test_each_number_links_to_exactly_its_rows(api, score):
    for leaf in leaves(api.get(f"{API}/index-scores/{score.pk}/explain/").json()["tree"]):
        for side in ("numerator", "denominator"):
            link = leaf[side]["records"]
            rows = [
                json.loads(line) for line in b"".join(api.get(f"{link}&format=ndjson").streaming_content).splitlines()
            ]
            wanted = leaf["denominator" if leaf["code"] == "DZ-B1" else side]["count"]
            assert len({row["id"] for row in rows}) == len(rows) == wanted
            paged, answer = [], api.get(f"{link}&page_size=7").json()
            while True:
                paged += answer["results"]
                if not answer["next"]:
                    break
                answer = api.get(answer["next"]).json()
            assert {row["id"] for row in paged} == {row["id"] for row in rows}
            assert {row["division"] for row in rows} <= {score.division_id}


def test_records_have_the_format_of_their_resource(api, score):
    records = f"{API}/index-scores/{score.pk}/records/?side=denominator&indicator="
    assert (
        api.get(f"{records}GZ-B5").json()["results"][0].keys() == api.get(f"{API}/cases/").json()["results"][0].keys()
    )
    text = b"".join(api.get(f"{records}GZ-B5&format=csv").streaming_content).decode("utf-8-sig")
    assert text.startswith("id,number,source,")
    assert len(text.splitlines()) == 37


@pytest.mark.parametrize(
    "query",
    [
        "",
        "indicator=XX&side=numerator",
        "indicator=ZZ-B1",
        "indicator=ZZ-B1&side=both",
        "indicator=ZZ-B1&side=numerator&x=1",
    ],
)
def test_records_of_nonsense_are_refused(api, score, query):
    assert api.get(f"{API}/index-scores/{score.pk}/records/?{query}").status_code == 400


def test_a_neighbour_reads_a_published_score_and_none_of_its_rows(run, score, neighbour):
    published(run)
    link = f"{API}/index-scores/{score.pk}/records/?indicator=ZZ-B1&side=denominator"
    assert caller(neighbour).get(link).json()["results"] == []
    assert b"".join(caller(neighbour).get(f"{link}&format=ndjson").streaming_content) == b""


def test_schemes_tell_their_definition(api, run, version):
    (row,) = api.get(f"{API}/schemes/?scheme=yiqi").json()["results"]
    assert (row["scheme"], row["name"], row["sample"], row["hash"], row["definition"]) == (
        "yiqi",
        "示例方案·一期",
        True,
        version.hash,
        version.definition,
    )
    assert api.get(f"{API}/schemes/{version.pk}/").json()["number"] == 1


def test_indicators_tell_their_cards(api, place):
    rows = api.get(f"{API}/indicators/").json()["results"]
    assert len(rows) == 43
    one = api.get(f"{API}/indicators/ZZ-B1/").json()
    assert one in rows
    assert (one["name"], one["direction"], one["unit"], one["window_days"], one["minimum"]) == (
        "居民走访覆盖率",
        1,
        "%",
        365,
        50,
    )
    assert set(one["card"]) == {"numerator", "denominator", "method", "scope", "owner", "standard"}
    law = api.get(f"{API}/indicators/?dimension=法治&fields=code").json()["results"]
    assert [row["code"] for row in law] == [f"FZ-B{at}" for at in range(1, 9)] + [f"FZ-G{at}" for at in range(1, 5)]
    assert api.get(f"{API}/indicators/nothing/").status_code == 404
    assert api.get(f"{API}/indicators/?page=2").status_code == 400
    assert api.get(f"{API}/indicators/?format=ndjson").content.count(b"\n") == 43
    assert Client().get(f"{API}/indicators/").status_code == 401
