"""What the apps above put beside a case: its 约请, 会商, photos, bridge. Each registers its part, at start.

The page of a case loads them in one request of their own (`cases:kin`), so that its own queries stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.models import Case
    from governance.access.models import User


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: `template` draws one `<section class="panel">` from `context`."""

    template: str
    context: dict[str, Any]


Maker = Callable[["User", "Case"], "Panel | None"]
"""(user, a case that user may see) to the panel, None where there is nothing to show or do."""

_makers: dict[str, tuple[int, Maker]] = {}


def register(name: str, maker: Maker, *, order: int) -> None:
    _makers[name] = (order, maker)


def panels_of(user: User, case: Case) -> list[Panel]:
    makers = [maker for _, maker in sorted(_makers.values(), key=lambda one: one[0])]
    return [panel for maker in makers if (panel := maker(user, case)) is not None]
