"""How a state looks: words, icon and tone together, never colour alone."""

from __future__ import annotations

from typing import NamedTuple

TONES = ("", "run", "check", "done", "back", "over")


class Look(NamedTuple):
    """`tone` is one of TONES: waiting (empty), under way, to be checked, done, needs attention, overdue."""

    label: str
    icon: str
    tone: str = ""
