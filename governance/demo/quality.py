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
    "summoned":   ("共治", 0.915, 0.03, 0.76, 0.985),  # of 约请, solved as the committee says
    "arrives":    ("共治", 0.93, 0.025, 0.80, 0.99),  # of departments, in time
    "settled":    ("法治", 0.90, 0.03, 0.76, 0.98),  # of disputes before the mediators
    "kept":       ("法治", 0.925, 0.025, 0.80, 0.985),  # of agreements, in time
    "mediated":   ("法治", 0.835, 0.035, 0.66, 0.95),
    "satisfied":  ("德治", 85.0, 1.9, 76.0, 92.0),
    "cared":      ("德治", 0.91, 0.026, 0.74, 0.985),
    "cloud":      ("自治", 0.58, 0.06, 0.28, 0.82),  # households in 社区云
    "trained":    ("自治", 42.0, 4.5, 22.0, 58.0),  # class hours a worker and year
    "groups":     ("自治", 0.45, 0.08, 0.14, 0.82),  # of 睦邻楼组, active in half a year
    "troika":     ("共治", 0.82, 0.07, 0.40, 0.99),  # of months, with a joint meeting
    "partners":   ("共治", 3.6, 0.7, 0.6, 5.8),  # active in half a year, per 1000 households
    "diverse":    ("共治", 0.42, 0.07, 0.15, 0.68),  # of activities, not held by the government
    "certified":  ("法治", 0.57, 0.05, 0.28, 0.78),
    "law_reach":  ("法治", 46.0, 9.0, 12.0, 78.0),  # residents reached a year, per 1000
    "legal":      ("法治", 3.1, 0.6, 0.6, 4.8),  # 法律明白人 who were active in half a year, per 1000 households
    "joined":     ("德治", 1.0, 0.18, 0.5, 1.7),  # weight: volunteers among residents
    "serving":    ("德治", 1.0, 0.15, 0.6, 1.6),  # weight: records of a volunteer
    "leaving":    ("德治", 0.065, -0.016, 0.01, 0.16),  # of workers who resign in a year
    "lively":     ("德治", 13.0, 2.0, 6.0, 19.0),  # activities a month in a center
    "mutual":     ("德治", 0.22, 0.04, 0.10, 0.36),  # of records, for neighbours' mutual help
    "talents":    ("德治", 0.74, 0.07, 0.30, 0.95),  # of 睦邻达人, active in half a year
    "virtue_reach": ("德治", 92.0, 15.0, 25.0, 145.0),  # residents reached a year, per 1000
    "topics":     ("自治", 0.80, 0.05, 0.52, 0.97),  # of topics, decided in time
    "meetings":   ("自治", 0.86, 0.05, 0.60, 0.99),  # of required meetings, held with a quorum
    "disclosed":  ("自治", 0.89, 0.035, 0.68, 0.99),
    "bottom_up":  ("自治", 0.52, 0.07, 0.22, 0.80),  # of topics, raised by residents
    "deliberates": ("自治", 62.0, 11.0, 15.0, 115.0),  # adults a year, per 1000
    "answers":    ("自治", 0.155, 0.025, 0.05, 0.28),  # households that answer a questionnaire in a year
    "projects":   ("共治", 0.80, 0.05, 0.50, 0.98),
    "engineers":  ("共治", 0.64, 0.09, 0.20, 1.0),  # of six kinds, seen in half a year
    "charters":   ("法治", 0.78, 0.08, 0.34, 1.0),
    "consults":   ("法治", 21.0, 3.5, 6.0, 37.0),  # a year, per 1000 households
    "proofs":     ("法治", 0.972, 0.008, 0.92, 1.0),
    "forms":      ("法治", 0.94, 0.018, 0.84, 1.0),
    "lawful":     ("法治", 0.47, 0.07, 0.15, 0.78),
    "trust":      ("德治", 76.0, 2.6, 62.0, 87.0),
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
