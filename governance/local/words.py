"""What the launcher says to the person at the terminal."""

from __future__ import annotations

import contextlib


class Failure(Exception):
    """The launcher cannot go on; the text, one Chinese line, says why and what to do."""


def say(line: str) -> None:
    """Print at once; a terminal that was closed meanwhile must not keep the servers from stopping."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


def warn(line: str) -> None:
    say(f"提醒：{line}")
