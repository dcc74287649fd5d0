"""The lives of a reception, of its handing over, and of the closing of a sensitive visit."""

from __future__ import annotations

from governance.access.models import User
from governance.flow.machine import Flow, Step
from visits.models import Closure, Handover, Reception

R, H, C = Reception.State, Handover.State, Closure.State


def the_first_receiver(reception: Reception, user: User) -> str:
    """Nobody else answers or hands over what one person was told first."""
    return "" if reception.receiver_id == user.pk else "这件事由首问人办理，您不是首问人。"


def who_is_to_take_over(handover: Handover, user: User) -> str:
    if handover.taker_id and handover.taker_id != user.pk:
        return "这件事指名移交给别人，由本人确认。"
    return "自己移交的，由对方确认。" if handover.created_by_id == user.pk else ""


def another_than_who_asked(closure: Closure, user: User) -> str:
    return "自己申请的结案，须由别人批准。" if closure.created_by_id == user.pk else ""


RECEPTION = Flow(
    "reception",
    #    step         from               to             needs                      button
    Step("answer",    (R.RECEIVED,),     R.ANSWERED,    "visits.change_reception", "答复", the_first_receiver, "check-lg", ("answer",)),
    Step("hand_over", (R.RECEIVED,),     R.HANDED_OVER, "visits.change_reception", "移交", the_first_receiver, "box-arrow-right", ("matter",)),
    Step("take_back", (R.HANDED_OVER,),  R.RECEIVED,    "visits.change_reception", "收回", the_first_receiver, "arrow-return-left"),
    Step("be_taken",  (R.HANDED_OVER,),  R.CONFIRMED,   "visits.change_reception", "对方接手", lambda *_: "由接手的一方确认。"),
)  # fmt: skip

HANDOVER = Flow(
    "handover",
    #    step      from         to           needs                     button
    Step("confirm", (H.HANDED,), H.CONFIRMED, "visits.confirm_handover", "确认接手", who_is_to_take_over, "check-lg"),
    Step("return",  (H.HANDED,), H.RETURNED,  "visits.confirm_handover", "退回", who_is_to_take_over, "arrow-return-left", ("reason",)),
)  # fmt: skip

CLOSURE = Flow(
    "closure",
    #    step      from        to          needs                    button
    Step("approve", (C.ASKED,), C.APPROVED, "visits.approve_closure", "批准结案", another_than_who_asked, "check-lg"),
    Step("return",  (C.ASKED,), C.RETURNED, "visits.approve_closure", "退回", another_than_who_asked, "arrow-return-left", ("reason",)),
)  # fmt: skip
