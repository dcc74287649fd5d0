"""The lives of a personnel change and of a training. A worker's own state follows the changes that took effect."""

from __future__ import annotations

from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.flow.machine import Flow, Step
from workers.models import Change, Training, Worker

S, T, W = Change.State, Training.State, Worker.State


def another_than_the_applicant(change: Change, user: User) -> str:
    return "这项变动是您提交的，须由别人审批。" if change.created_by_id == user.pk else ""


def for_the_district(change: Change, user: User) -> str:
    """The second word is the district's: who decides over all of it, and has not decided for the street already."""
    district = codes.at_level(change.division_id, Division.Level.DISTRICT)
    if not can_in(user, "workers.approve_change", district):
        return "要由区级审批。"
    if change.street_by_id == user.pk:
        return "街道审批是您办的，区级审批须由别人办。"
    return another_than_the_applicant(change, user)


def own_application(change: Change, user: User) -> str:
    return "" if change.created_by_id == user.pk else "只能撤回自己提交的变动。"


CHANGE = Flow(
    "personnel_change",
    #    step       from                                  to                   needs                     button
    Step("submit",  (S.DRAFT,),                           S.SUBMITTED,         "workers.change_change",  "提交", None, "send"),
    Step("approve", (S.SUBMITTED,),                       S.STREET_APPROVED,   "workers.approve_change", "街道同意", another_than_the_applicant, "check-lg"),
    Step("decide",  (S.STREET_APPROVED,),                 S.DISTRICT_APPROVED, "workers.approve_change", "区级同意", for_the_district, "check-circle-fill"),
    Step("reject",  (S.SUBMITTED, S.STREET_APPROVED),     S.REJECTED,          "workers.approve_change", "不同意", another_than_the_applicant, "x-lg", ("reason",)),
    Step("recall",  (S.DRAFT, S.SUBMITTED, S.STREET_APPROVED), S.RECALLED,     "workers.change_change",  "撤回", own_application, "arrow-return-left"),
    Step("effect",  (S.DISTRICT_APPROVED,),               S.EFFECTIVE,         "workers.approve_change", "生效", for_the_district, "check-circle-fill"),
)  # fmt: skip

WORKER = Flow(
    "worker",
    #    step      from                      to           needs                    button
    Step("join",   (W.DRAFT, W.EXITED),      W.ACTIVE,    "workers.approve_change", "入职", None, "person-plus"),
    Step("rest",   (W.ACTIVE,),              W.ON_LEAVE,  "workers.change_worker",  "离岗", None, "pause-circle"),
    Step("return", (W.ON_LEAVE,),            W.ACTIVE,    "workers.change_worker",  "返岗", None, "person-check"),
    Step("exit",   (W.ACTIVE, W.ON_LEAVE),   W.EXITED,    "workers.approve_change", "离职", None, "archive"),
)  # fmt: skip

TRAINING = Flow(
    "training",
    #    step     from                        to           needs                      button
    Step("open",  (T.PLANNED,),               T.ENROLLING, "workers.change_training", "开始报名", None, "megaphone"),
    Step("finish", (T.ENROLLING,),            T.FINISHED,  "workers.change_training", "结束", None, "check-circle-fill"),
    Step("cancel", (T.PLANNED, T.ENROLLING),  T.CANCELLED, "workers.change_training", "取消", None, "archive"),
)  # fmt: skip
