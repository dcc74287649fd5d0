"""The pages of the indicators and of the public method in the access matrix.

Without a period it is the newest published one, which everybody may read: a clerk beside all committees of the district.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User

MATRIX: dict[str, str] = {
    "indicators": """
GET   /index/indicators/                                     | 302 |   0   0   0   0   0 200   0 |   0   0
GET   /index/indicators/?within={committee}&period={period}  | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /index/indicators/?within={committee}&period={published} | 302 | 200 200 200 200 200 200 200 | 200 200
GET   /index/indicators/ZZ-B1/                               | 302 |   0   0   0 200 200 200   0 |   0 200
GET   /index/indicators/ZZ-B1/?within={committee}&period={period} | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /index/indicators/ZZ-B1/?within={committee}&period={published} | 302 | 200 200 200 200 200 200 200 | 200 200
GET   /index/{committee}/{period}/ZZ-B1/numerator/?by=events | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /public/index/{district}/{published}/method/           | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /public/index/{district}/{period}/method/              | 404 | 404 404 404 404 404 404 404 | 404 404
""",
}
PAGES: dict[str, dict[str, Any]] = {}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ()
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: frozenset[str] = frozenset()
PUBLIC = {"/public/index/{district}/{published}/method/", "/public/index/{district}/{period}/method/"}


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    return {}
