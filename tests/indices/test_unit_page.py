"""What a unit does well and badly among its peers, what would move it, and how it came here."""

from __future__ import annotations

import numpy as np
import pytest

from indices.engine import Scheme, rank, score
from indices.models import IndexRun, Observation, Score
from indices.windows import Period, midnight
from tests.factories.access import DivisionFactory
from tests.indices.reading import asked_of_the_database, text_of

FLAT = {"ZZ-B2": 80, "GZ-B3": 90, "GZ-B4": 80, "GZ-B5": 10, "FZ-B7": 85, "FZ-G2": 80, "DZ-B1": 80, "DZ-B6": 80}


@pytest.fixture
def committees(place):
    more = [
        DivisionFactory(code=f"31011001800{at}", name=f"新村第{at}居委会", level="committee", parent=place.south)
        for at in (2, 3, 4)
    ]
    return [place.north1, place.north2, place.south1, *more]


def measured(version, place, units, month: str, **values: list[float]) -> IndexRun:
    """A computed run of `month` with these values of `units` (`FLAT` where nothing is said), scored by the engine."""
    end = midnight(Period(month).end)
    run = IndexRun.objects.create(
        division=place.district, scheme_version=version, period=month, as_of=end, cutoff=end, due_until=end, final=True,
        computed_at=end,
    )  # fmt: skip
    given = {code.replace("_", "-"): column for code, column in values.items()}
    table = {
        code: np.array(given.get(code, [value] * len(units)), dtype=float)
        for code, value in ({"ZZ-B1": 70} | FLAT).items()
    }
    found = score(Scheme.from_dict(version.definition), [unit.code for unit in units], table)
    ranks = rank(found.scores["Index"])
    for at, unit in enumerate(units):
        nodes = {code: round(float(column[at]), 10) for code, column in found.scores.items()}
        place_of = int(ranks[at])
        Score.objects.create(run=run, division=unit, level="committee", score=nodes["Index"], nodes=nodes, rank=place_of, rank_low=place_of, rank_high=place_of, status="ok")  # fmt: skip
        for code, column in table.items():
            Observation.objects.create(run=run, division=unit, indicator=code, numerator=70, denominator=100, value=column[at], status="ok")  # fmt: skip
    return run


@pytest.fixture
def two_months(version, place, committees):
    """The first committee rose from the middle to the top in visits, and fell to the bottom in repeated complaints."""
    measured(version, place, committees, "2026-09", ZZ_B1=[60, 60, 50, 55, 65, 70])
    return measured(version, place, committees, "2026-10", ZZ_B1=[90, 60, 50, 55, 65, 70], GZ_B5=[20, 9, 8, 7, 6, 5])


def page(client, viewer, place, committee):
    client.force_login(viewer)
    return client.get(f"/index/{committee.code}/2026-10/")


def test_strengths_lie_in_the_best_quarter_and_weaknesses_in_the_worst(client, viewer, place, two_months, committees):
    answer = page(client, viewer, place, committees[0])
    found = answer.context["standing"]
    assert [one.line.code for one in found.strengths] == ["ZZ-B1"]
    assert [one.line.code for one in found.weaknesses] == ["GZ-B5"]  # low is good
    assert found.strengths[0].spread.middle == 62.5
    assert "与全区 6 个同级单位比" in text_of(answer)


def test_what_would_move_a_unit_most_is_what_the_engine_says(client, viewer, place, version, two_months, committees):
    found = page(client, viewer, place, committees[0]).context["standing"]
    move = found.moves[0]
    assert (move.indicator.code, move.now, move.target) == ("GZ-B5", 20, 6.25)
    engine = Scheme.from_dict(version.definition)
    there = {code: np.array([value], dtype=float) for code, value in (FLAT | {"ZZ-B1": 90, "GZ-B5": 6.25}).items()}
    now = Score.objects.get(run=two_months, division=committees[0]).score
    assert move.gain == pytest.approx(score(engine, ["x"], there).scores["Index"][0] - now, abs=1e-9)
    assert "补哪一项，指数升得最多" in text_of(page(client, viewer, place, committees[0]))


def test_the_months_stand_beside_the_middle_half_of_the_peers(client, viewer, place, two_months, committees):
    answer = page(client, viewer, place, committees[0])
    scores = [one.score for one in Score.objects.filter(run=two_months)]
    low, high = np.quantile(scores, (0.25, 0.75))
    (period, index, *band) = answer.context["trend_rows"][-1]
    own = Score.objects.get(run=two_months, division=committees[0])
    assert (period, index.text, band) == ("2026-10", f"{own.score:.1f}", [f"{low:.1f}", f"{high:.1f}"])
    assert [row[0] for row in answer.context["trend_rows"]] == ["2026-09", "2026-10"]
    assert answer.context["lines_rows"][-1][1] == f"{own.nodes['ZZ']:.1f}"


def test_too_few_peers_are_no_measure(client, viewer, place, version):
    measured(version, place, [place.north1, place.north2, place.south1], "2026-10", ZZ_B1=[90, 60, 50])
    answer = page(client, viewer, place, place.north1)
    found = answer.context["standing"]
    assert (found.strengths, found.weaknesses, found.compared) == ([], [], False)
    assert found.moves[0].target in (95, 98, 99, 100, 2)  # the scheme's own goalpost
    assert "不分强弱" in text_of(answer)


def test_the_overview_lists_the_change_and_sorts_by_it(client, viewer, place, two_months, committees):
    client.force_login(viewer)
    answer = client.get("/index/?level=committee&ordering=-change")
    changes = [change for _, change in answer.context["lines"]]
    assert changes == sorted(changes, reverse=True)
    before = Score.objects.get(run__period="2026-09", division=committees[0]).score
    now = Score.objects.get(run=two_months, division=committees[0]).score
    assert {one.division_id: change for one, change in answer.context["lines"]}[committees[0].code] == now - before


def test_the_page_asks_at_most_twelve_questions(client, viewer, place, two_months, committees):
    address = f"/index/{committees[0].code}/2026-10/"
    page(client, viewer, place, committees[0])
    assert asked_of_the_database(client, address) <= 12
