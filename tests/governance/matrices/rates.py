"""The rates' part of the access matrix: numbers of the cases that one sees, and the rows behind them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User

MATRIX: dict[str, str] = {
    "rates": """
GET   /rates/                                                | 302 |   0   0   0 200 200 200   0 |   0   0
GET   /rates/rows/?rate=filing                               | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /rates/rows/?rate=dispatch                             | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /rates/export/                                         | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/case-rates/                                    | 401 |   0   0   0 200 200 200   0 |   0   0
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
