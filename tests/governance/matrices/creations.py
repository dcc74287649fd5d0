"""The part of cases.creations in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User

MATRIX: dict[str, str] = {}
PAGES: dict[str, dict[str, Any]] = {}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ()
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    return {}
