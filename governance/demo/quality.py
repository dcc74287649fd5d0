"""Lasting differences: how well a street and a committee do in each dimension, and whether that grows or falls."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

BANDS = {
    # rate: dimension, middle, step per standard deviation, lowest, highest
    "covered":    ("自治", 0.84, 0.055, 0.60, 0.97),
    "met":        ("自治", 0.90, 0.02, 0.82, 0.96),
    "needs":      ("自治", 0.895, 0.03, 0.78, 0.97),
    "on_time":    ("共治", 0.925, 0.022, 0.80, 0.985),
    "solved":     ("共治", 0.855, 0.035, 0.68, 0.95),
    "repeated":   ("共治", 0.075, -0.018, 0.02, 0.17),
    "hazards":    ("法治", 0.905, 0.028, 0.74, 0.985),
    "mediated":   ("法治", 0.835, 0.035, 0.66, 0.95),
    "satisfied":  ("德治", 85.0, 1.9, 76.0, 92.0),
    "cared":      ("德治", 0.91, 0.026, 0.74, 0.985),
}  # fmt: skip
DIMENSIONS = ("自治", "共治", "法治", "德治")


def chance(*of: object) -> Random:
    """The same luck for the same things."""
    return Random(":".join(map(str, of)))  # noqa: S311  made-up data, no secret


@dataclass(frozen=True)
class Quality:
    """Standing and yearly drift per dimension, in standard deviations; a little of its own for each rate."""

    standing: dict[str, float]
    drift: dict[str, float]
    own: dict[str, float]

    @classmethod
    def of(cls, seed: int, street: str, committee: str) -> Quality:
        rng = chance(seed, street)
        common = rng.gauss(0, 0.75)
        wide = {name: (common + rng.gauss(0, 0.75), rng.gauss(0.25, 0.45)) for name in DIMENSIONS}
        rng = chance(seed, committee)
        return cls(
            {name: wide[name][0] + rng.gauss(0, 0.8) for name in DIMENSIONS},
            {name: wide[name][1] + rng.gauss(0, 0.6) for name in DIMENSIONS},
            {name: rng.gauss(0, 0.5) for name in BANDS},
        )

    def rate(self, name: str, years_ago: float = 0.0) -> float:
        dimension, middle, step, low, high = BANDS[name]
        level = self.standing[dimension] + self.own[name] - self.drift[dimension] * years_ago
        return min(high, max(low, middle + step * level))
