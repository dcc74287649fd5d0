"""How the index looks: dimensions, runs, and where the subdistricts of a district lie on its tile map."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from governance.web.looks import Look
from indices.models import IndexRun, Objection, SchemeVersion

R = IndexRun.State
V = SchemeVersion.State
O = Objection.State  # noqa: E741


class Dimension(NamedTuple):
    """`css` is the class that colours it; `about` is what it asks, in a sentence for everybody."""

    code: str
    label: str
    css: str
    icon: str
    about: str


DIMENSIONS = {
    "ZZ": Dimension("ZZ", "自治", "zz", "people-fill", "居民自己商量、自己办：走访到多少户，提的需求办了多少。"),
    "GZ": Dimension("GZ", "共治", "gz", "diagram-3-fill", "多方一起办：工单是否按期办结、真正解决、不再重复。"),
    "FZ": Dimension("FZ", "法治", "fz", "shield-fill-check", "依规矩办：安全隐患按期整改，纠纷先走调解。"),
    "DZ": Dimension("DZ", "德治", "dz", "heart-fill", "人情更近：群众满意，重点人群按期有人去看。"),
}

RUN_LOOKS = {
    R.PUBLISHED: Look("已发布", "check-circle-fill", "done"),
    R.REPLACED: Look("已更正", "arrow-counterclockwise"),
    R.COMPUTED: Look("待审核", "clipboard-check", "check"),
    R.REVIEWED: Look("公示中", "megaphone", "check"),
    "running": Look("实时估算", "clock", "run"),
}

OBJECTIONS = {
    O.RAISED: Look("待答复", "clock", "run"),
    O.UPHELD: Look("成立", "check-circle-fill", "done"),
    O.REJECTED: Look("不成立", "x-lg"),
}

VERSIONS = {
    V.DRAFT: Look("草稿", "pencil-square", "run"),
    V.LOCKED: Look("已锁定", "lock", "done"),
    V.RETIRED: Look("已停用", "archive"),
}

TILES = {
    "310110000000": {
        "310110020000": (1, 2), "310110016000": (1, 3), "310110019000": (2, 1), "310110021000": (2, 2),
        "310110015000": (2, 3), "310110013000": (2, 4), "310110009000": (3, 1), "310110012000": (3, 2),
        "310110018000": (3, 3), "310110001000": (3, 4), "310110008000": (4, 2), "310110006000": (4, 3),
    },
}  # fmt: skip
"""{district: {subdistrict: (row, column)}}, by hand and only roughly; other districts lie in the order of their codes."""

NO_DIMENSION = Dimension("", "", "", "graph-up", "")


def run_look(run: IndexRun) -> Look:
    return RUN_LOOKS["running" if run.state == R.COMPUTED and not run.final else R(run.state)]


def edges(scores: Sequence[float]) -> list[int]:
    """The four whole numbers that part `scores` into the five bands of a map."""
    low, high = (int(min(scores)), int(max(scores))) if scores else (50, 90)
    step = max(1, -(-(high - low) // 5))
    return [low + step * at for at in range(1, 5)]


def band(score: float | None, between: Sequence[int]) -> int:
    """1 (low) to 5 (high); 0 without a score."""
    return 0 if score is None else 1 + sum(score >= edge for edge in between)


def band_texts(between: Sequence[int]) -> list[str]:
    inner = [f"{low}–{high}" for low, high in itertools.pairwise(between)]
    return [f"＜{between[0]}", *inner, f"≥{between[-1]}"]
