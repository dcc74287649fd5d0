"""What the life of a case leaves behind, before it becomes rows. Times are seconds of the calendar."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Spell:
    """A round of handling."""

    started: int
    due: int
    closed: int | None = None


@dataclass(slots=True)
class Sent:
    """A dispatch to a department."""

    department: int
    at: int
    accepted: int | None = None
    refused: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Said:
    """A resident's answer on the round at place `spell`."""

    spell: int
    at: int
    solved: bool
    score: int
    comment: str


@dataclass(slots=True)
class Entry:
    step: str
    at: int
    by: str | None
    department: int | None
    text: str
