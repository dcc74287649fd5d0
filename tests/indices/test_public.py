"""The page without sign-in, and its files: from them anyone gets the published scores."""

from __future__ import annotations

import csv
import io

import pytest

from governance.audit import chain
from governance.audit.log import record
from governance.audit.models import Seal
from indices.engine import run as score_table
from indices.models import Score
from tests.factories.access import DivisionFactory

PAGE = "/public/index/"


@pytest.fixture
def published(run):
    return published(run)


def test_before_anything_is_published_the_page_is_calm_and_tells_no_score(client, run, place):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "还没有发布过结果" in page.content.decode()
    score = Score.objects.get(run=run, division=place.district)
    assert f"{score.score:.1f}" not in page.content.decode()


def test_without_any_district_the_page_still_answers(client, db):
    assert client.get(PAGE).status_code == 200


def test_the_published_index_is_open_to_all(client, published, place):
    event = record("tests.verb", None, by=None)  # sealed by hand: the sealer waits for this test's own transaction
    Seal.objects.create(seq=1, event=event, previous=chain.GENESIS, hash=chain.digest(chain.GENESIS, event))
    page = client.get(PAGE, {"district": "310110"})
    shown = page.content.decode()
    score = Score.objects.get(run=published, division=place.district)
    for text in (
        "示例方案，非官方评价",
        "演示数据",
        "杨浦区睦邻指数",
        "2026 年 10 月",
        f"{score.score:.1f}",
        "四平路街道",
        published.scores_hash,
    ):
        assert text in shown
    assert chain.head().hash in shown
    assert f"第 {chain.head().seq} 号" in shown
    assert "public" in page["Cache-Control"]
    assert "max-age=600" in page["Cache-Control"]
    assert not page.cookies


@pytest.mark.parametrize("district", ["310112", "31", "abc", "310110009000", "3101100"])
def test_an_unknown_district_is_not_found(client, published, district):
    assert client.get(PAGE, {"district": district}).status_code == 404


def test_another_district_of_the_installation_is_calm(client, published, place):
    DivisionFactory(code="310112000000", name="闵行区", level="district", parent=place.city)
    page = client.get(PAGE, {"district": "310112"}).content.decode()
    assert "闵行区睦邻指数" in page
    assert "还没有发布过结果" in page


@pytest.mark.parametrize("level", ["", "subdistrict", "committee"])
def test_anyone_gets_the_published_scores_from_the_two_files(client, published, tmp_path, level):
    base = f"{PAGE}{published.division_id}/2026-10"
    (tmp_path / "scheme.json").write_bytes(client.get(f"{base}/scheme.json").content)
    (tmp_path / "data.csv").write_bytes(client.get(f"{base}/data.csv", {"level": level}).content)
    code = score_table(
        str(tmp_path / "scheme.json"),
        str(tmp_path / "data.csv"),
        str(tmp_path / "out.csv"),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    assert code == 0
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = {row["unit"]: row for row in csv.DictReader(file)}
    scores = Score.objects.filter(
        run=published, **({"level": level} if level else {"level__in": ["subdistrict", "committee"]})
    )
    assert set(rows) == {one.division_id for one in scores}
    for one in scores:
        assert {node: round(float(rows[one.division_id][node]), 10) for node in one.nodes} == one.nodes
        if level:
            assert int(rows[one.division_id]["rank"]) == one.rank


def test_the_table_holds_values_and_no_counts_and_nobody(client, published):
    text = client.get(f"{PAGE}{published.division_id}/2026-10/data.csv").content.decode()
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
