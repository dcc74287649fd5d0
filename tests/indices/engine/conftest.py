"""Small schemes and tables, as files and in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indices.engine import Result, Scheme, run, score

Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def one() -> Callable[..., list[float | None]]:
    """Score one column by a scheme of one indicator under a root: `one([1, 2, None], method="rank")`."""

    def scores(values: list[float | None], *, treatment: Any = None, node: Any = None, **normalisation: Any) -> list:
        raw = {
            "treatment": treatment,
            "normalisation": normalisation or None,
            "nodes": [{"code": "I", "parent": None}, {"code": "x", "parent": "I", **(node or {})}],
        }
        return listed(scored(raw, x=values).scores["x"])

    return scores


@pytest.fixture
def table() -> Callable[..., Result]:
    return scored


@pytest.fixture
def root() -> Callable[..., list[float | None]]:
    """Aggregate raw columns under a root: `root({"aggregation": "harmonic"}, {"a": 1, "b": 2}, a=[..], b=[..])`."""

    def scores(node: dict[str, Any], weights: dict[str, float], **columns: list[float | None]) -> list:
        children = [{"code": code, "parent": "I", "weight": weight} for code, weight in weights.items()]
        raw = {"normalisation": {"method": "none"}, "nodes": [{"code": "I", "parent": None, **node}, *children]}
        return listed(scored(raw, **columns).scores["I"])

    return scores


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Run the program on a scheme (JSON-able, or text) and a table (text or bytes): code, output, complaint."""

    def call(scheme: Any, data: str | bytes) -> tuple[int, str, str]:
        text = scheme if isinstance(scheme, str) else json.dumps(scheme, ensure_ascii=False)
        (tmp_path / "scheme.json").write_text(text, encoding="utf-8")
        (tmp_path / "data.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        out, err = StringIO(), StringIO()
        code = run(tmp_path / "scheme.json", tmp_path / "data.csv", None, stdout=out, stderr=err)
        return code, out.getvalue(), err.getvalue()

    return call


@pytest.fixture
def index() -> Scheme:
    """A geometric index of three indicators."""
    nodes = [{"code": "I", "parent": None, "aggregation": "geometric", "floor": 1}]
    return Scheme.from_dict({"nodes": [*nodes, *({"code": code, "parent": "I"} for code in "abc")]})


@pytest.fixture
def columns() -> dict[str, np.ndarray]:
    """Forty units, even between 0 and 1."""
    chance = np.random.default_rng(7)
    return {code: chance.uniform(0, 1, 40) for code in "abc"}


def scored(raw: dict[str, Any], **columns: list[float | None]) -> Result:
    arrays = {code: np.array(values, dtype=float) for code, values in columns.items()}
    count = len(next(iter(arrays.values())))
    return score(Scheme.from_dict(raw), [f"u{place}" for place in range(count)], arrays)


def listed(scores: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else value for value in scores.tolist()]
