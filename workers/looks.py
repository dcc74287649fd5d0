"""How states of the app look."""

from __future__ import annotations

from governance.web.looks import Look
from workers.models import Change, Training, Worker

W, S, T = Worker.State, Change.State, Training.State

WORKER_LOOKS = {
    W.DRAFT: Look("待入职", "hourglass-split"), W.ACTIVE: Look("在岗", "check-circle-fill", "done"),
    W.ON_LEAVE: Look("离岗", "pause-circle", "back"), W.EXITED: Look("已离职", "archive"),
}  # fmt: skip
CHANGE_LOOKS: dict[str, Look] = {
    S.DRAFT: Look("草稿", "pencil-square"), S.SUBMITTED: Look("待街道审批", "hourglass-split", "check"),
    S.STREET_APPROVED: Look("待区级审批", "hourglass-split", "check"), S.DISTRICT_APPROVED: Look("待生效", "clock", "run"),
    S.EFFECTIVE: Look("已生效", "check-circle-fill", "done"), S.REJECTED: Look("未通过", "x-circle", "back"),
    S.RECALLED: Look("已撤回", "arrow-return-left"),
}  # fmt: skip
FILING_LOOKS = CHANGE_LOOKS | {
    S.SUBMITTED: Look("待街道核对", "hourglass-split", "check"), S.STREET_APPROVED: Look("待区级备案", "hourglass-split", "check"),
}  # fmt: skip
TRAINING_LOOKS = {
    T.PLANNED: Look("计划", "calendar3"), T.ENROLLING: Look("报名中", "megaphone", "run"),
    T.FINISHED: Look("已结束", "check-circle-fill", "done"), T.CANCELLED: Look("已取消", "x-circle"),
}  # fmt: skip
KIND_ICONS: dict[str, str] = {
    Change.Kind.JOIN: "person-plus",
    Change.Kind.TRANSFER: "arrow-left-right",
    Change.Kind.LEAVE: "person-dash",
}


def looks_of(change: Change) -> dict[str, Look]:
    return FILING_LOOKS if change.procedure == Change.Procedure.FILING else CHANGE_LOOKS
