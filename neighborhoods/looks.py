"""How the states of centers, bookings, activities, groups and meetings look on every page."""

from __future__ import annotations

from governance.web.looks import Look
from neighborhoods.models import Activity, Booking, BuildingGroup, Center, JointMeeting

C, B, A, G, M = Center.State, Booking.State, Activity.State, BuildingGroup.State, JointMeeting.State

CENTER = {
    C.PLANNED: Look(C.PLANNED.label, "hourglass-split"),
    C.OPEN: Look(C.OPEN.label, "door-open", "done"),
    C.SUSPENDED: Look(C.SUSPENDED.label, "pause-circle", "back"),
    C.CLOSED: Look(C.CLOSED.label, "door-closed"),
}
BOOKING = {
    B.REQUESTED: Look(B.REQUESTED.label, "hourglass-split", "check"),
    B.CONFIRMED: Look(B.CONFIRMED.label, "calendar-check", "run"),
    B.USED: Look(B.USED.label, "check-circle-fill", "done"),
    B.DECLINED: Look(B.DECLINED.label, "x-lg", "back"),
    B.CANCELLED: Look(B.CANCELLED.label, "archive"),
}
ACTIVITY: dict[str, Look] = {
    A.DRAFT: Look(A.DRAFT.label, "pencil-square"),
    A.PUBLISHED: Look(A.PUBLISHED.label, "megaphone", "run"),
    A.HELD: Look(A.HELD.label, "check-circle-fill", "check"),
    A.EVALUATED: Look(A.EVALUATED.label, "star", "done"),
    A.CANCELLED: Look(A.CANCELLED.label, "archive"),
}
GROUP = {
    G.CANDIDATE: Look(G.CANDIDATE.label, "hourglass-split"),
    G.NAMED: Look(G.NAMED.label, "award", "run"),
    G.REVIEWED: Look(G.REVIEWED.label, "patch-check", "done"),
    G.DISSOLVED: Look(G.DISSOLVED.label, "archive"),
}
MEETING = {
    M.CONVENED: Look(M.CONVENED.label, "hourglass-split", "back"),
    M.RESOLVED: Look(M.RESOLVED.label, "people-fill", "run"),
    M.TRACKED: Look(M.TRACKED.label, "check-circle-fill", "done"),
}
