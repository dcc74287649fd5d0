"""The workbook's formulas, reckoned by a library that knows nothing of us, give the scores that were stored."""

from __future__ import annotations

import io
import math
import random

import formulas as excel
import numpy as np
import pytest
from openpyxl import load_workbook
from schedula import EMPTY

from governance.access import rls
from indices.engine.scheme import Scheme
from indices.engine.scoring import score
from indices.models import Score
from indices.observing import SHRINK_UP_TO, STRENGTH
from indices.reports import workbook
from indices.reports.content import Content
from indices.reports.recounting import Counted, Measure, Reckoning, Unit
from indices.selectors.reckoned import reckoning

CONTENT = Content("题（2026 年 10 月）", "310110000000", "区", "2026-10", {"basis": "说明"})
STREET = "310110009000"


def leaf(code, parent, low=0.0, high=100.0, **given):
    goal = {"method": "goalposts", "low": low, "high": high} | given.pop("goal", {})
    return {"code": code, "parent": parent, "normalisation": goal} | given


FULL = {
    "name": "四维两类",
    "nodes": [
        {"code": "Index", "aggregation": "geometric", "floor": 1, "min_share": 1},
        *({"code": code, "parent": "Index", "weight": 25, "min_share": 0.5, "limit": {"child": f"{code}-G", "by": f"{code}-B", "plus": 20}}
          for code in ("ZZ", "GZ")),
        *({"code": f"{code}-{kind}", "parent": code, "weight": weight, "min_share": 0.6666}
          for code in ("ZZ", "GZ") for kind, weight in (("B", 70), ("G", 30))),
        leaf("ZZ-B1", "ZZ-B", 30, 90, weight=50), leaf("ZZ-B2", "ZZ-B", 10, 80, weight=30, direction=-1),
        leaf("GZ-B1", "GZ-B", 1, 100, weight=60, transform="ln"), leaf("GZ-B2", "GZ-B", 20, 60, weight=40, goal={"cap": False}),
        leaf("ZZ-B3", "ZZ-B", 0, 50, weight=20, goal={"range": [10, 90]}), leaf("ZZ-G1", "ZZ-G"), leaf("GZ-G1", "GZ-G"),
    ],
}  # fmt: skip
MEANS = {
    "name": "三种平均",
    "nodes": [
        {"code": "Index", "aggregation": "harmonic", "min_share": 0.3},
        {"code": "A", "parent": "Index", "weight": 2, "aggregation": "geometric"},
        {"code": "B", "parent": "Index"},
        leaf("A1", "A"), leaf("A2", "A", weight=0), leaf("B1", "B"), leaf("B2", "B", goal={"cap": False}),
    ],
}  # fmt: skip
RELATIVE = {
    "name": "相对的",
    "treatment": {"method": "winsorise"},
    "nodes": [
        {"code": "Index"}, {"code": "A", "parent": "Index", "aggregation": "copeland"}, {"code": "B", "parent": "Index"},
        leaf("A1", "A"), leaf("A2", "A"), {"code": "B1", "parent": "B", "normalisation": {"method": "min-max"}},
    ],
}  # fmt: skip


def reckoned_by(raw, *, seed, committees=4):
    """A street and its committees with figures drawn at random, some of them missing, small or of few persons."""
    rng, scheme = random.Random(seed), Scheme.from_dict(raw)
    codes = [STREET, *(f"310110009{at:03d}" for at in range(1, committees + 1))]
    measures = {node.code: Measure("%", 100.0, 10, node.code != "GZ-B1") for node in scheme.indicators}
    counted = {code: {node.code: drawn(rng, code) for node in scheme.indicators} for code in codes}
    for code in codes[1:]:
        for name, one in counted[code].items():
            counted[code][name] = leaning(one, counted[STREET][name], measures[name])
    columns = {
        node.code: np.array([np.nan if (v := counted[code][node.code].value) is None else v for code in codes])
        for node in scheme.indicators
    }
    found = score(scheme, codes, columns)
    units = []
    for at, code in enumerate(codes):
        nodes = {name: None if math.isnan(of[at]) else round(float(of[at]), 10) for name, of in found.scores.items()}
        street = STREET if at else ""
        units.append(
            Unit(code, f"单位{at}", "居村" if at else "街镇", street, counted[code], nodes[scheme.root.code], nodes)
        )
    names = {node.code: node.code for node in scheme.nodes}
    return Reckoning(scheme, names, measures, tuple(units), SHRINK_UP_TO, STRENGTH)


def drawn(rng, code):
    below = rng.choice([400, 90]) if code == STREET else rng.choice([0, 6, 12, 24, 30, 31, 60, 200, 200])
    above = rng.choice((0, rng.randint(0, below), rng.randint(0, below)))
    if below == 0:
        return Counted(0, 0, None, rng.choice(["不适用", "缺失"]))
    if below < 10:
        return Counted(above, below, None, "样本不足")
    return Counted(above, below, round(above / below * 100, 10), "有效")


def leaning(one, street, measure):
    if one.value is None or one.denominator > SHRINK_UP_TO or not measure.shrinks:
        return one
    rate = (one.numerator + STRENGTH * street.numerator / street.denominator) / (one.denominator + STRENGTH)
    return Counted(one.numerator, one.denominator, round(rate * 100, 10), "有效")


def reckon(data, tmp_path, **changed):
    """{sheet: {cell: what the formulas give}}, every stored value of a formula thrown away; `changed` are cells of 方案."""
    book = load_workbook(io.BytesIO(data))
    for name in set(book.sheetnames) - {"核对", "方案", "指标", "节点"}:
        del book[name]
    for at, number in changed.items():
        book["方案"][at] = number
    path = tmp_path / "book.xlsx"
    book.save(path)
    found = {}
    for key, told in excel.ExcelModel().loads(str(path)).finish().calculate().items():
        if getattr(getattr(told, "value", None), "shape", None) == (1, 1):
            sheet, _, at = str(key).rpartition("]")[2].rpartition("!")
            one = told.value[0, 0]
            found.setdefault(sheet.strip("'"), {})[at] = "" if one is EMPTY else one
    return found


def stored_in(data, sheet, column):
    return [row[column] for row in load_workbook(io.BytesIO(data), data_only=True)[sheet].iter_rows(values_only=True)]


def assert_same(cells, column, wanted, *, first=2):
    for row, stored in enumerate(wanted, start=first):
        given = cells.get(f"{column}{row}", "")
        assert (given == "") if stored is None else abs(given - stored) < 1e-9, (row, given, stored)


@pytest.mark.parametrize("raw", [FULL, MEANS, RELATIVE], ids=lambda raw: raw["name"])
def test_the_formulas_give_what_the_engine_gave(raw, tmp_path):
    of = reckoned_by(raw, seed=3)
    data = workbook.write(CONTENT, of)
    cells = reckon(data, tmp_path)
    order = [node.code for node in of.nodes()]
    leaves = [code for code in order if not of.scheme.children[code]]
    assert_same(cells["节点"], "E", [unit.nodes[code] for unit in of.units for code in order])
    assert_same(cells["指标"], "L", [unit.counted[code].value for unit in of.units for code in leaves])
    assert_same(cells["核对"], "E", [unit.score for unit in of.units])
    assert {cells["核对"][f"G{row}"] for row in range(2, 2 + len(of.units))} == {"一致"}
    statuses = {one.status for unit in of.units for one in unit.counted.values()}
    assert len(statuses) > 2
    for sheet, column in (("节点", "EFGH"), ("指标", "JKLM"), ("核对", "EFG")):
        for name in column:  # a reader that does not reckon sees the same
            kept = stored_in(data, sheet, ord(name) - 65)[1:]
            for row, told in enumerate(kept, start=2):
                given = cells[sheet].get(f"{name}{row}", "")
                assert given == (told or "") or abs(given - (told or 0)) < 1e-8, (sheet, name, row)


def test_a_number_of_the_scheme_changed_gives_what_the_engine_would(tmp_path):
    of = reckoned_by(MEANS, seed=5)
    at = 6 + [node.code for node in of.nodes()].index("A1")
    cells = reckon(workbook.write(CONTENT, of), tmp_path, **{f"O{at}": 80, f"D{at}": 3})
    raw = {"name": "", "nodes": [dict(node) for node in MEANS["nodes"]]}
    raw["nodes"][3] |= leaf("A1", "A", 0, 80, weight=3)
    values = {
        code: np.array([number(unit.counted[code].value) for unit in of.units]) for code in ("A1", "A2", "B1", "B2")
    }
    wanted = score(Scheme.from_dict(raw), [unit.code for unit in of.units], values).scores["Index"]
    assert_same(cells["核对"], "E", [None if math.isnan(one) else one for one in wanted.tolist()])
    assert "不一致" in {cells["核对"][f"G{row}"] for row in range(2, 2 + len(of.units))}


def number(value):
    return math.nan if value is None else value


def test_what_compares_units_stands_as_a_value_and_says_so():
    of = reckoned_by(RELATIVE, seed=3)
    book = load_workbook(io.BytesIO(workbook.write(CONTENT, of)))
    said = {row[8].value for row in book["节点"].iter_rows(min_row=2)}
    assert any("两两比较" in one for one in said if one)
    assert all("处理" in row[13].value for row in book["指标"].iter_rows(min_row=2))


def test_the_report_of_a_street_reckons_to_the_scores_that_were_stored(place, run, tmp_path):
    with rls.system():
        of = reckoning(run, place.north.code)
    data = workbook.write(CONTENT, of)
    cells = reckon(data, tmp_path)
    wanted = Score.objects.filter(run=run, division__gte=place.north.code, division__lt="310110010").order_by(
        "division"
    )
    assert len(wanted) == 3
    order = [node.code for node in of.nodes()]
    assert_same(cells["节点"], "E", [one.nodes[code] for one in wanted for code in order])
    assert "是" in cells["指标"].values()  # a committee that leans on its street
    assert {one for at, one in cells["核对"].items() if at[0] == "G" and at != "G1"} == {"一致"}


def test_a_committee_leans_on_the_numbers_of_its_street_and_few_persons_are_not_told(place, run):
    with rls.system():
        of = reckoning(run, place.north1.code)
        run.observations.filter(division=place.north1, indicator="DZ-B6").update(numerator=2, denominator=3)
        hidden = reckoning(run, place.north1.code)
    assert [unit.code for unit in of.units] == [place.north1.code]
    assert set(of.streets) == {place.north.code}
    rows = list(
        load_workbook(io.BytesIO(workbook.write(CONTENT, hidden)))["指标"].iter_rows(min_row=2, values_only=True)
    )
    row = next(row for row in rows if row[3] == "DZ-B6")
    assert (row[5], row[6]) == (None, None)
    assert "少于 5 人" in row[13]
