"""Which open cases say the same: of one category in one street, alike in words and near in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from cases.advice.selectors.texts import plain
from cases.models import Case
from governance.access import codes
from governance.access.models import Division

ALIKE = 0.5  # cosine of TF-IDF over runs of two and three characters
NEAR = 400  # metres; without coordinates the same committee is near
LEAST = 3  # cases that make a cluster
MOST = 2_000  # newest cases of a street and category that are compared: each with each, so the time has a bound


@dataclass(frozen=True, slots=True)
class Line:
    """What is compared of a case."""

    pk: UUID
    title: str
    words: str
    address: str
    division: str
    latitude: float | None
    longitude: float | None
    hotline: bool
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Heap:
    """A cluster before it is stored; `lines` begin with the one most like the others."""

    street: str
    category: int
    lines: list[Line]


def heaps_of(district: Division) -> tuple[int, list[Heap]]:
    """(open cases, heaps by size)."""
    groups: dict[tuple[str, int], list[Line]] = defaultdict(list)
    total = 0
    for category, line in _lines(district):
        total += 1
        groups[codes.at_level(line.division, "subdistrict"), category].append(line)
    found = [
        Heap(street, category, lines)
        for (street, category), group in sorted(groups.items())
        for lines in _heaped(group[:MOST])
    ]
    return total, sorted(found, key=lambda heap: -len(heap.lines))


def _lines(district: Division) -> Iterator[tuple[int, Line]]:
    """The newest first."""
    rows = Case.objects.open().inside(district.code).filter(parent=None).order_by("-opened_at", "pk").values_list(
        "category_id", "pk", "title", "description", "address", "division_id", "latitude", "longitude", "entrance", "opened_at"
    )  # fmt: skip
    for (
        category,
        pk,
        title,
        description,
        address,
        division,
        latitude,
        longitude,
        entrance,
        opened_at,
    ) in rows.iterator():
        words, hotline = plain(f"{title}{description}"), entrance == Case.Entrance.HOTLINE
        yield category, Line(pk, title, words, address, division, latitude, longitude, hotline, opened_at)


def _heaped(group: list[Line]) -> Iterator[list[Line]]:
    """Around the case that most others are like: all of a cluster are alike and near to that one, so none grows by chance."""
    group = [line for line in group if len(line.words) > 1]
    if len(group) < LEAST:
        return
    likeness = _likeness([line.words for line in group])
    alike = (likeness >= ALIKE) & _near(group)
    left = alike.sum(axis=1)
    while left.max() >= LEAST:
        first = int(left.argmax())
        members = np.flatnonzero(alike[first])
        order = members[np.argsort(-likeness[first, members], kind="stable")]
        yield [group[at] for at in order]
        left -= alike[:, members].sum(axis=1)
        alike[:, members] = alike[members, :] = False
        left[members] = 0


def _likeness(texts: list[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32).fit_transform(
        texts
    )
    return (matrix @ matrix.T).toarray()


def _near(group: list[Line]) -> Any:
    committee = np.array([line.division for line in group])
    places = np.array(
        [(np.nan if line.latitude is None else line.latitude, np.nan if line.longitude is None else line.longitude) for line in group]
    )  # fmt: skip
    metres = places * [
        111_320,
        111_320 * np.cos(np.radians(np.nanmean(places[:, 0]) if (~np.isnan(places[:, 0])).any() else 0)),
    ]
    with np.errstate(invalid="ignore"):
        away = np.hypot(metres[:, None, 0] - metres[None, :, 0], metres[:, None, 1] - metres[None, :, 1])
    known = ~np.isnan(away)
    return np.where(known, away <= NEAR, committee[:, None] == committee[None, :])
