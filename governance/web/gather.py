"""Pages that gather from apps above them: search and a household's history. Each app registers its part, at start."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.access.models import User
    from governance.web.looks import Look


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search: what it is, where it leads."""

    label: str
    note: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a household's history."""

    at: datetime
    text: str
    note: str
    url: str
    icon: str
    look: Look | None = None


Searcher = Callable[["User", str, int], list[Hit]]
"""(user, what was typed, most) to hits, the best first; reads only what `user` may see."""

Chronicler = Callable[["User", uuid.UUID, int], list[Line]]
"""(user, id of the household, most) to lines, newest first."""

_searchers: dict[str, Searcher] = {}
_chroniclers: dict[str, Chronicler] = {}
_details: set[str] = set()


def register_search(title: str, searcher: Searcher) -> None:
    _searchers[title] = searcher


def register_history(app: str, chronicler: Chronicler, *, detail: bool = False) -> None:
    """A `detail` is told on the page of the whole history, and left out where it is one panel among others."""
    _chroniclers[app] = chronicler
    if detail:
        _details.add(app)


def search(user: User, text: str, most: int = 10) -> list[tuple[str, list[Hit]]]:
    """Groups of hits by title, groups without any left out."""
    found = [(title, searcher(user, text, most)) for title, searcher in _searchers.items()]
    return [(title, hits) for title, hits in found if hits]


def chronicles() -> list[str]:
    """What a history may be narrowed to."""
    return list(_chroniclers)


def history(user: User, household: uuid.UUID, most: int = 50, *, whole: bool = False, only: str = "") -> list[Line]:
    """The newest lines; `whole` with the details, `only` of one app."""
    asked = [app for app in _chroniclers if (app == only if only else whole or app not in _details)]
    lines = chain.from_iterable(_chroniclers[app](user, household, most) for app in asked)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:most]
