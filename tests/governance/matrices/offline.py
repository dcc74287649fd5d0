"""The part of visits.offline in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User

MATRIX: dict[str, str] = {
    "offline": """
GET   /offline/                                              |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /sw.js                                                 |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /manifest.webmanifest                                  |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /offline/session/                                      | 302 | 403 403 403 403 403   0 403 | 403   0
GET   /offline/bundle/                                       | 302 | 403 403 403 403 403 200 403 | 403   0
""",
}
PAGES: dict[str, dict[str, Any]] = {}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ()
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    return {}
