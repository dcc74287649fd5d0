"""How states look: words, icon and tone together."""

from __future__ import annotations

from cases.forces.models import Callout, Force
from governance.web.looks import Look

F, C = Force.State, Callout.State

FORCES = {
    F.SET: Look("已设立", "inbox"), F.STAFFED: Look("已配员", "people", "check"), F.RUNNING: Look("运行中", "play-fill", "run"),
    F.CLOSED: Look("已撤并", "archive", "done"),
}  # fmt: skip
CALLOUTS = {
    C.CALLED: Look("待到场", "hourglass-split"), C.ARRIVED: Look("已到场", "geo-alt", "run"),
    C.DONE: Look("已处置", "check-circle-fill", "done"), C.CANCELLED: Look("已取消", "x-circle", "back"),
}  # fmt: skip
