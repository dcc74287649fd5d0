"""The page without sign-in, and its files: from them anyone gets the published scores."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.utils import timezone

from governance.audit import chain
from governance.audit.log import record
from governance.audit.models import Seal
from governance.jobs.models import JobRun
from indices.actions.publishing import correct, review
from indices.actions.schemes import ensure_full
from indices.engine import run as score_table
from indices.models import Observation, Score
from indices.selectors import beside
from indices.selectors.schemes import tree
from neighborhoods.models import Household
from tests.factories.access import DivisionFactory
from tests.factories.indices import computed, published, visit
from tests.indices.reading import asked_of_the_database, text_of

PAGE = "/public/index/"


@pytest.fixture
def out(run):
    return published(run)


def test_before_anything_is_published_the_page_is_calm_and_tells_no_score(client, run, place):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "还没有发布过结果" in page.content.decode()
    score = Score.objects.get(run=run, division=place.district)
    assert f"{score.score:.1f}" not in page.content.decode()


def test_without_any_district_the_page_still_answers(client, db):
    assert client.get(PAGE).status_code == 200


def test_the_published_index_is_open_to_all(client, out, place):
    event = record("tests.verb", None, by=None)  # sealed by hand: the sealer waits for this test's own transaction
    Seal.objects.create(seq=1, event=event, previous=chain.GENESIS, hash=chain.digest(chain.GENESIS, event))
    page = client.get(PAGE, {"district": "310110"})
    shown = page.content.decode()
    score = Score.objects.get(run=out, division=place.district)
    for text in (
        "示例方案，非官方评价",
        "演示数据",
        "杨浦区睦邻指数",
        "2026 年 10 月",
        f"{score.score:.1f}",
        "四平路街道",
        out.scores_hash,
    ):
        assert text in shown
    assert chain.head().hash in shown
    assert f"第 {chain.head().seq} 号" in shown
    assert "public" in page["Cache-Control"]
    assert "max-age=600" in page["Cache-Control"]
    assert not page.cookies


@pytest.mark.parametrize("district", ["310112", "31", "abc", "310110009000", "3101100"])
def test_an_unknown_district_is_not_found(client, out, district):
    assert client.get(PAGE, {"district": district}).status_code == 404


def test_another_district_of_the_installation_is_calm(client, out, place):
    DivisionFactory(code="310112000000", name="闵行区", level="district", parent=place.city)
    page = client.get(PAGE, {"district": "310112"}).content.decode()
    assert "闵行区睦邻指数" in page
    assert "还没有发布过结果" in page


def recomputed(client, run, folder, level: str = "") -> dict[str, dict[str, str]]:
    """{unit: its row} as anybody gets it who runs `score_table` on the two files."""
    base = f"{PAGE}{run.division_id}/2026-10"
    (folder / "scheme.json").write_bytes(client.get(f"{base}/scheme.json").content)
    (folder / "data.csv").write_bytes(client.get(f"{base}/data.csv", {"level": level}).content)
    files = (str(folder / name) for name in ("scheme.json", "data.csv", "out.csv"))
    assert score_table(*files, stdout=io.StringIO(), stderr=io.StringIO()) == 0
    with (folder / "out.csv").open(encoding="utf-8") as file:
        return {row["unit"]: row for row in csv.DictReader(file)}


@pytest.mark.parametrize("level", ["", "subdistrict", "committee"])
def test_anyone_gets_the_published_scores_from_the_two_files(client, out, tmp_path, level):
    rows = recomputed(client, out, tmp_path, level)
    scores = Score.objects.filter(
        run=out, **({"level": level} if level else {"level__in": ["subdistrict", "committee"]})
    )
    assert set(rows) == {one.division_id for one in scores}
    for one in scores:
        assert {node: round(float(rows[one.division_id][node]), 10) for node in one.nodes} == one.nodes
        if level:
            assert int(rows[one.division_id]["rank"]) == one.rank


def test_so_does_the_scheme_in_full(client, run, place, tmp_path):
    """43 indicators, most of them without a figure here: what is missing is empty in the file, and weighs nothing."""
    full = published(computed(ensure_full(place.district, by=None), place.district))
    found = recomputed(client, full, tmp_path)
    assert len(json.loads((tmp_path / "scheme.json").read_text())["nodes"]) > 43
    for one in Score.objects.filter(run=full, level__in=["subdistrict", "committee"]):
        told = {
            node: value and round(float(value), 10)
            for node, value in found[one.division_id].items()
            if node in one.nodes
        }
        assert told == {node: "" if value is None else value for node, value in one.nodes.items()}


def test_the_table_holds_values_and_no_counts_and_nobody(client, out):
    text = client.get(f"{PAGE}{out.division_id}/2026-10/data.csv").content.decode()
    assert text.splitlines()[0] == "unit,name,ZZ-B1,ZZ-B2,GZ-B3,GZ-B4,GZ-B5,FZ-B7,FZ-G2,DZ-B1,DZ-B6"
    assert len(text.splitlines()) == 1 + 2 + 3
    assert "张" not in text


@pytest.mark.parametrize("name", ["scheme.json", "data.csv"])
def test_files_of_what_is_not_published_are_not_found(client, run, place, name):
    assert client.get(f"{PAGE}{place.district.code}/2026-10/{name}").status_code == 404
    published(run)
    assert client.get(f"{PAGE}310110/2026-10/{name}").status_code == 200
    assert client.get(f"{PAGE}310110/2026-09/{name}").status_code == 404
    assert client.get(f"{PAGE}310112/2026-10/{name}").status_code == 404


# what stands around the published figures


def test_the_method_is_told_on_one_page_to_everybody(client, out):
    shown = text_of(client.get(f"{PAGE}{out.division_id}/2026-10/method/"))
    figure = Observation.objects.get(run=out, division=out.division_id, indicator="ZZ-B1")
    assert f"（{figure.value:.2f} − 30）÷（100 − 30）× 100" in shown
    for line in tree(out.scheme_version.definition):
        assert line.name in shown
        assert line.known is None or line.known.card.method in shown
    assert client.get(f"{PAGE}{out.division_id}/2026-09/method/").status_code == 404


def test_a_run_under_review_shows_its_dates_and_no_figure(client, run, place):
    reviewed = review(run, by=None, days=5)
    page = text_of(client.get(PAGE))
    score = Score.objects.get(run=run, division=place.district)
    assert "2026 年 10 月的结果正在公示" in page
    assert f"{timezone.localtime(reviewed.objections_until):%H:%M}" in page
    assert f"{score.score:.1f}" not in page
    assert client.get(f"{PAGE}{place.district.code}/2026-10/method/").status_code == 404
    assert client.get(f"{PAGE}{place.district.code}/2026-10/data.csv").status_code == 404


def test_a_corrected_run_stays_told_with_what_changed_and_why(client, out, place, version):
    before = Score.objects.get(run=out, division=place.north1).score
    visit(Household.objects.filter(division=place.north1).latest("pk"), "2026-10-05 09:00")
    published(correct(out, by=None, reason="漏报一次走访，补登后重算。"))
    out.refresh_from_db()
    after = Score.objects.get(run__correction=1, division=place.north1).score
    assert (out.state, before != after) == ("replaced", True)
    page = text_of(client.get(PAGE))
    assert "2026-10 第 2 版" in page
    assert "漏报一次走访，补登后重算。" in page
    assert f"{place.north1.name} {before:.2f} → {after:.2f}" in page


def test_the_head_of_the_day_is_shown_as_it_was_written_outside(client, out):
    JobRun.objects.create(
        job="audit.head",
        period="2026-11-22",
        state="done",
        finished_at=timezone.now(),
        result={"seq": 4711, "hash": "ab" * 32},
    )
    page = text_of(client.get(PAGE))
    assert "第 4,711 号" in page
    assert "ab" * 32 in page


def test_what_others_found_stands_beside_ours_and_moves_nothing(client, out, place, monkeypatch):
    monkeypatch.setattr(beside, "_sources", [])
    beside.register(
        lambda district, period: [beside.Beside(place.north.code, place.north.name, "某高校", "居民信任", 71.5, period)]
    )
    page = text_of(client.get(PAGE))
    score = Score.objects.get(run=out, division=place.north)
    assert f"{place.north.name} 某高校 居民信任 71.5 {score.score:.1f} 2026-10" in page


def test_strangers_cost_at_most_twelve_questions(client, out):
    for address in (PAGE, f"{PAGE}{out.division_id}/2026-10/method/"):
        client.get(address)
        assert asked_of_the_database(client, address) <= 12
