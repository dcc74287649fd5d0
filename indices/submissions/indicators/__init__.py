"""The reported indicators. Importing this package registers them; where a later app holds the records, its own class of
the same code takes the place.
"""

from indices.indicators import Indicator, indicators
from indices.submissions.indicators import deliberating, partnering, ruling  # noqa: F401  each registers its own
from indices.submissions.kinds import Reported

__all__ = ["reported", "reported_by"]


def reported() -> dict[str, Reported]:
    """{code: indicator} in the order of the codes, whatever is computed from records by now left out."""
    found: list[Indicator] = sorted(indicators(), key=lambda one: one.code)
    return {one.code: one for one in found if isinstance(one, Reported)}


def reported_by(level: str) -> list[Reported]:
    return [one for one in reported().values() if level in one.levels]
