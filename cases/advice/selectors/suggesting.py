"""Which category a text is likely about, by the newest model of its district. A suggestion: nothing is ever set by it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from cases.advice.models import CategoryModel
from cases.advice.selectors.texts import DRAWERS, features
from cases.lookups import categories_at
from cases.models import Category
from governance.access import codes

FRESH = 60  # seconds after which a process asks whether there is a newer model
LEAST_LENGTH = 2  # letters below which nothing is said
LEAST_SURE = 0.3  # below that a suggestion helps nobody


@dataclass(frozen=True, slots=True)
class Suggested:
    """`probability` from 0 to 1, `model` the id of the CategoryModel that said so."""

    category: Category
    probability: float
    model: UUID

    @property
    def percent(self) -> int:
        return round(100 * self.probability)


@dataclass(frozen=True, slots=True)
class Loaded:
    pk: UUID
    classes: list[str]
    weights: np.ndarray  # (DRAWERS + 1, classes), the last row is the intercept


_loaded: dict[str, tuple[float, Loaded | None]] = {}


def packed(weights: np.ndarray) -> bytes:
    """Half precision, compressed: what a `CategoryModel` keeps."""
    return zlib.compress(weights.astype("<f2").tobytes(), 6)


def unpacked(raw: bytes, classes: int) -> np.ndarray:
    """Raises ValueError for bytes that are no such table."""
    plain = zlib.decompressobj().decompress(bytes(raw), (DRAWERS + 1) * classes * 2 + 1)
    return np.frombuffer(plain, dtype="<f2").astype(np.float32).reshape(DRAWERS + 1, classes)


def suggest(division: str, text: str) -> Suggested | None:
    """The likeliest category for a text in `division`; None without a model, or where it is not sure enough."""
    return suggest_all([division], [text])[0]


def suggest_all(divisions: Iterable[str], texts: Iterable[str]) -> list[Suggested | None]:
    """One answer a text, each for the division beside it."""
    offered: dict[str, dict[str, Category]] = {}
    found = []
    for division, text in zip(divisions, texts, strict=True):
        model = _model_of(codes.at_level(division, "district"))
        if division not in offered:
            offered[division] = {one.code: one for one in categories_at(division)} if model else {}
        found.append(_best(model, offered[division], text) if model else None)
    return found


def _best(model: Loaded, offered: dict[str, Category], text: str) -> Suggested | None:
    drawers, values = features(text)
    if len(drawers) < LEAST_LENGTH:
        return None
    shares = _shares(values @ model.weights[drawers] + model.weights[-1])
    best = int(shares.argmax())
    category, probability = offered.get(model.classes[best]), float(shares[best])
    return Suggested(category, probability, model.pk) if category and probability >= LEAST_SURE else None


def _shares(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max())
    return raised / raised.sum()


def _model_of(district: str) -> Loaded | None:
    """Kept by the process; once a minute it looks whether another was trained since."""
    asked_at, known = _loaded.get(district, (0.0, None))
    now = time.monotonic()
    if district in _loaded and now - asked_at < FRESH:
        return known
    newest = CategoryModel.objects.filter(division=district).order_by("-trained_at")
    pk = newest.values_list("pk", flat=True).first()
    if pk is None:
        known = None
    elif known is None or known.pk != pk:
        row = newest.filter(pk=pk).first()
        known = Loaded(row.pk, row.classes, unpacked(bytes(row.weights), len(row.classes))) if row else None
    _loaded[district] = (now, known)
    return known


def forget() -> None:
    """Ask for the newest models at once: for who has just trained one."""
    _loaded.clear()
