"""How the states of receptions and closings look on every page."""

from __future__ import annotations

from governance.web.looks import Look
from visits.models import Closure, Handover, Reception

R, H, C = Reception.State, Handover.State, Closure.State

RECEPTIONS = {
    R.RECEIVED: Look(R.RECEIVED.label, "clock", "run"), R.HANDED_OVER: Look(R.HANDED_OVER.label, "hourglass-split", "check"),
    R.ANSWERED: Look(R.ANSWERED.label, "check-circle-fill", "done"), R.CONFIRMED: Look(R.CONFIRMED.label, "box-arrow-right", "done"),
}  # fmt: skip
HANDOVERS = {
    H.HANDED: Look(H.HANDED.label, "hourglass-split", "check"), H.CONFIRMED: Look(H.CONFIRMED.label, "check-circle-fill", "done"),
    H.RETURNED: Look(H.RETURNED.label, "arrow-return-left", "back"),
}  # fmt: skip
CLOSURES = {
    C.ASKED: Look(C.ASKED.label, "hourglass-split", "check"), C.APPROVED: Look(C.APPROVED.label, "check-circle-fill", "done"),
    C.RETURNED: Look(C.RETURNED.label, "arrow-return-left", "back"),
}  # fmt: skip
