"""How states of the app look."""

from __future__ import annotations

from cases.mediations.models import Consult, Mediation
from governance.web.looks import Look

M, C = Mediation.State, Consult.State
LATE = "late"

MEDIATIONS = {
    M.REGISTERED: Look("已受理", "inbox"), M.MEDIATING: Look("调解中", "people-fill", "run"),
    M.AGREED: Look("待履行", "hourglass-split", "check"), M.FAILED: Look("调解不成", "x-circle", "back"),
    M.FULFILLED: Look("已履行", "check-circle-fill", "done"), LATE: Look("逾期未履行", "exclamation-circle", "over"),
}  # fmt: skip
CONSULTS = {
    C.ASKED: Look("待答复", "hourglass-split"), C.ANSWERED: Look("已答复", "check-circle-fill", "done"),
    C.REFERRED: Look("已转介", "box-arrow-up-right", "done"),
}  # fmt: skip
