"""Learning from a district's own closed cases, and saying honestly how well it went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from cases.advice.models import CategoryModel
from cases.advice.selectors.suggesting import forget, packed
from cases.advice.selectors.texts import DRAWERS, asked, features, plain
from cases.models import Case
from governance.access.models import Division
from governance.audit.log import record

LEAST_CASES, LEAST_EACH = 200, 10
MOST_CASES = 40_000  # the newest; more teach little and cost minutes
YEARS = timedelta(days=3 * 365)
HELD_OUT = 5  # the newest one of five is kept out
RENEW_AFTER = timedelta(days=6, hours=12)


class TooFew(Exception):
    """样本不足: says in Chinese what there is and what it takes."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Closed cases, the oldest first."""

    texts: list[str]
    codes: list[str]

    def __getitem__(self, part: slice) -> Samples:
        return Samples(self.texts[part], self.codes[part])


def samples_of(district: Division) -> Samples:
    """Raises TooFew. Categories with fewer than ten cases are left out: they cannot be learnt."""
    closed = Case.objects.standing().inside(district.code).filter(
        state=Case.State.CLOSED, closed_at__gte=timezone.now() - YEARS
    )  # fmt: skip
    newest = closed.order_by("-closed_at").values_list("title", "description", "category__code")[:MOST_CASES]
    rows = list(newest)[::-1]
    enough = {code for code, cases in Counter(code for *_, code in rows).items() if cases >= LEAST_EACH}
    rows = [row for row in rows if row[2] in enough]
    if len(rows) < LEAST_CASES or len(enough) < 2:
        raise TooFew(
            f"样本不足：已结案可用 {len(rows)} 件、{len(enough)} 类，至少要 {LEAST_CASES} 件、2 类（每类 {LEAST_EACH} 件）。"
        )
    return Samples([asked(title, words) for title, words, _ in rows], [code for *_, code in rows])


def train(district: Division, *, by: Any) -> CategoryModel:
    """Measure on the newest fifth, then learn from all, and keep both. Raises TooFew."""
    samples = samples_of(district)
    cut = len(samples.texts) - len(samples.texts) // HELD_OUT
    figures = _measured(samples[:cut], samples[cut:])
    classes, weights = _learn(samples)
    with transaction.atomic():
        model = CategoryModel(
            division=district, trained_at=timezone.now(), cases=len(samples.texts), classes=classes,
            weights=packed(weights), created_by=by, **figures,
        )  # fmt: skip
        model.full_clean()
        model.save(force_insert=True)
        record("category_model.train", model, by=by, cases=model.cases, accuracy=round(model.accuracy, 4))
    forget()
    return model


def due(now: Any) -> list[Division]:
    """Districts whose newest model is a week old, or who have none."""
    fresh = CategoryModel.objects.filter(trained_at__gt=now - RENEW_AFTER).values("division")
    return list(Division.objects.current().filter(level=Division.Level.DISTRICT).exclude(code__in=fresh))


def _measured(known: Samples, asked_of: Samples) -> dict[str, Any]:
    classes, weights = _learn(known)
    matrix = _matrix(asked_of.texts)
    told = [classes[at] for at in (matrix @ weights[:-1] + weights[-1]).argmax(axis=1)]
    right = [told_one == code for told_one, code in zip(told, asked_of.codes, strict=True)]
    seen = {plain(text) for text in known.texts}
    unseen = [one for one, text in zip(right, asked_of.texts, strict=True) if plain(text) not in seen]
    usual = Counter(known.codes).most_common(1)[0][0]
    return {
        "held_out": len(right), "accuracy": sum(right) / len(right), "unseen": len(unseen),
        "unseen_accuracy": sum(unseen) / len(unseen) if unseen else None,
        "baseline": asked_of.codes.count(usual) / len(right), "by_category": _by_category(asked_of.codes, told),
    }  # fmt: skip


def _by_category(codes: list[str], told: list[str]) -> list[dict[str, Any]]:
    asked_of, hit = Counter(codes), Counter(code for code, said in zip(codes, told, strict=True) if code == said)
    said = Counter(told)
    return [
        {"code": code, "held_out": asked_of[code], "right": hit[code], "said": said[code]} for code in sorted(asked_of)
    ]


def _learn(samples: Samples) -> tuple[list[str], np.ndarray]:
    """Classes and their weights, the intercept below; always the same for the same samples."""
    from sklearn.linear_model import LogisticRegression  # here: only who trains loads it

    learner = LogisticRegression(C=10, max_iter=100)
    learner.fit(_matrix(samples.texts), samples.codes)
    coefficients, intercept = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:  # one column says both
        coefficients, intercept = np.vstack([-coefficients, coefficients]) / 2, np.hstack([-intercept, intercept]) / 2
    return [str(code) for code in learner.classes_], np.vstack([coefficients.T, intercept]).astype(np.float32)


def _matrix(texts: list[str]) -> Any:
    from scipy.sparse import csr_matrix

    found = [features(text) for text in texts]
    ends = np.cumsum([0, *(len(drawers) for drawers, _ in found)])
    values = np.concatenate([values for _, values in found])
    return csr_matrix((values, np.concatenate([drawers for drawers, _ in found]), ends), shape=(len(texts), DRAWERS))
