"""Many at once, each with a connection of its own, against a server in threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.fixture
def at_once() -> Callable[[list[Callable[[], Any]]], list[Any]]:
    """Run all of them together, begun at the same moment; answers in order."""

    def run(works: list[Callable[[], Any]]) -> list[Any]:
        ready = threading.Barrier(len(works))

        def one(work: Callable[[], Any]) -> Any:
            ready.wait()
            return work()

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(one, works))

    return run
