from __future__ import annotations

import json
from pathlib import Path

import pytest

from indices.engine import run

SCHEME = {
    "normalisation": {"method": "none"},
    "nodes": [{"code": "I", "parent": None, "min_share": 1}, *({"code": code, "parent": "I"} for code in "ab")],
}
PLAIN = "unit,a,b\nu1,1,2\nu2,,4\n"
OUT = "unit,I,a,b,rank\nu1,1.5,1.0,2.0,1\nu2,,,4.0,\n"


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN + ",,\n",
        PLAIN.rstrip("\n"),
        "unit , b,a\n u1,2, 1\nu2,4, \n",
        "unit,a,注,b\nu1,1,街道,2\nu2,,,4\n",
        'unit,"a",b\n"u1","1","2"\nu2,"",4e0\n',
    ],
)
def test_every_common_kind_of_csv_reads_the_same(program, data):
    assert program(SCHEME, data) == (0, OUT, "")


def test_a_scheme_may_begin_with_a_byte_order_mark(program):
    assert program("\ufeff" + json.dumps(SCHEME), PLAIN)[1] == OUT


def test_floats_are_written_in_full_and_minus_zero_as_zero(program):
    scheme = {
        "normalisation": {"method": "none"},
        "nodes": [{"code": "I", "parent": None}, {"code": "a", "parent": "I", "direction": -1}],
    }
    assert program(scheme, "unit,a\nu1,0\nu2,-0.30000000000000004\n")[1].splitlines()[1:] == [
        "u1,0.0,0.0,2",
        "u2,0.30000000000000004,0.30000000000000004,1",
    ]


def test_units_with_commas_and_quotes_survive(program):
    assert '"五角场, ""东""",1.5,1.0,2.0,1' in program(SCHEME, 'unit,a,b\n"五角场, ""东""",1,2\n')[1]


def test_a_table_without_units_gives_a_table_without_units(program):
    assert program(SCHEME, "unit,a,b\n") == (0, "unit,I,a,b,rank\n", "")


def test_tied_scores_share_the_lower_rank(program):
    data = "unit,a,b\nu1,1,1\nu2,3,3\nu3,2.99999999999999,3.00000000000001\nu4,0,0\n"
    assert [line.rsplit(",", 1)[1] for line in program(SCHEME, data)[1].splitlines()[1:]] == ["3", "1", "1", "4"]


def test_the_output_file_holds_the_same_bytes_each_time(tmp_path: Path):
    (tmp_path / "s.json").write_text(json.dumps(SCHEME))
    (tmp_path / "d.csv").write_text(PLAIN)
    for name in ("one.csv", "two.csv"):
        assert run(tmp_path / "s.json", tmp_path / "d.csv", tmp_path / name) == 0
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes() == OUT.encode()
