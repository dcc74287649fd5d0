"""The work list's columns, and what a person chose there. Where the choice is kept is the business of an app above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from governance.access.models import User

COLUMNS = {
    "due": "时限", "state": "状态", "category": "类别", "division": "居委", "department": "承办", "source": "来源",
    "number": "工单号",
}  # fmt: skip
"""Those that may be left out; 事项 is always there."""


@dataclass(frozen=True, slots=True)
class Liking:
    """`saved` are (name, address after the `?`); `columns` is empty where nothing was chosen."""

    saved: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()


_source: list[Callable[[User], Liking]] = []


def register(source: Callable[[User], Liking]) -> None:
    """One place keeps the choices; the last that says so."""
    _source[:] = [source]


def liking_of(user: User) -> Liking:
    return _source[0](user) if _source else Liking()


def columns_asked(text: str, liking: Liking) -> list[str]:
    """What `?columns=due,state` names, else what the user chose, else all; in the table's order."""
    wanted = set(text.split(",")) & set(COLUMNS) or set(liking.columns) or set(COLUMNS)
    return [name for name in COLUMNS if name in wanted]
