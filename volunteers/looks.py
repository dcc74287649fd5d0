"""How the states of volunteers, projects and records look on every page."""

from __future__ import annotations

from governance.web.looks import Look
from volunteers.models import Project, ServiceRecord, Unit, Volunteer

U, V, P, R = Unit.State, Volunteer.State, Project.State, ServiceRecord.State

UNITS = {
    U.PROPOSED: Look(U.PROPOSED.label, "hourglass-split"), U.ACTIVE: Look(U.ACTIVE.label, "check-circle-fill", "done"),
    U.SUSPENDED: Look(U.SUSPENDED.label, "pause-circle", "back"), U.CLOSED: Look(U.CLOSED.label, "archive"),
}  # fmt: skip
VOLUNTEERS = {
    V.REGISTERED: Look(V.REGISTERED.label, "inbox"), V.VERIFIED: Look(V.VERIFIED.label, "person-check", "check"),
    V.ACTIVE: Look("在岗", "heart-fill", "done"), V.QUIT: Look(V.QUIT.label, "archive"),
}  # fmt: skip
PROJECTS = {
    P.DRAFT: Look(P.DRAFT.label, "pencil-square"), P.RECRUITING: Look(P.RECRUITING.label, "megaphone", "run"),
    P.CLOSED: Look(P.CLOSED.label, "archive"),
}  # fmt: skip
RECORDS: dict[str, Look] = {
    R.SIGNED: Look(R.SIGNED.label, "inbox"), R.SERVING: Look(R.SERVING.label, "clock", "run"),
    R.SERVED: Look(R.SERVED.label, "hourglass-split", "check"), R.CONFIRMED: Look(R.CONFIRMED.label, "check-circle-fill", "done"),
    R.DISPUTED: Look(R.DISPUTED.label, "exclamation-circle", "back"), R.ABSENT: Look(R.ABSENT.label, "x-circle"),
    R.CANCELLED: Look(R.CANCELLED.label, "archive"),
}  # fmt: skip
