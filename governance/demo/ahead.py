"""Making committees in other processes while the database takes in what is ready.

Imports no model: a new process reads this module before Django is set up.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from governance.demo.copying import Packed
    from governance.demo.world import Committee, World

AHEAD = 4  # committees made and not yet copied, per process: what bounds the memory


def made(world: World, committees: list[Committee], processes: int | None) -> Generator[Packed, None, None]:
    """The committees in order. `processes`: None leaves one core to the database, 0 makes all of them in this one."""
    processes = max(1, (os.cpu_count() or 1) - 1) if processes is None else processes
    if not processes:
        _world[:] = [world]
        yield from map(_make, committees)
        return
    spawn = multiprocessing.get_context("spawn")  # a fork would share the database's connection
    with ProcessPoolExecutor(processes, spawn, initializer=_begin, initargs=(pickle.dumps(world),)) as pool:
        coming = iter(committees)
        waiting = deque(pool.submit(_make, one) for one in islice(coming, AHEAD * processes))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(pool.submit(_make, one) for one in islice(coming, 1))


_world: list[World] = []
"""What this process works on: sent once, so that the seasons' weights are worked out once."""


def _begin(world: bytes) -> None:
    """Pickled until Django is set up: what it is made of imports models."""
    django.setup()
    _world[:] = [pickle.loads(world)]  # noqa: S301  our own, from the process that started this one


def _make(committee: Committee) -> Packed:
    from governance.demo.committees import make

    return make(_world[0], committee)
