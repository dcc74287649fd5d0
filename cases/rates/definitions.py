"""The rates, each defined once: over which facts, which of them count, and the sentence that says so to its readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q


class Base(StrEnum):
    """What a denominator counts. `cases.rates.facts` knows where the rows are."""

    FILED = "filed"
    SENT = "sent"
    DUE = "due"
    ANSWERED = "answered"


WORDS = {
    Base.FILED: "期内立案的工单", Base.SENT: "期内的派遣，一次算一次", Base.DUE: "期内已到期的办理轮次（重新办理另算一轮）",
    Base.ANSWERED: "期内登记的居民回访",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """`counted` is the numerator, asked of the facts of `base`, which are the denominator. `good` is "high" or "low"."""

    code: str
    name: str
    base: Base
    counted: Q
    sentence: str
    good: str = "high"

    @property
    def denominator(self) -> str:
        return WORDS[self.base]


RATES = {
    rate.code: rate
    for rate in (
        Rate("filing", "按时立案率", Base.FILED, Q(late_closings__lt=F("file_days")), "在类别规定的立案期限内立案的。"),
        Rate("dispatch", "派遣准确率", Base.SENT, Q(refused_at=None, returned_at=None, transferred_at=None),
             "没有被退单、接单后退回或转办的。"),
        Rate("handling", "按期处置率", Base.DUE, Q(done_at__lte=F("falls_due")), "到期前已办结反馈，并且没有再被退回返工的。"),
        Rate("closing", "按期结案率", Base.DUE, Q(closed_at__lte=F("falls_due")), "到期前已结案的。"),
        Rate("rework", "返工率", Base.DUE, Q(reworked_at__isnull=False), "核查时被退回返工过的。", "low"),
        Rate("extension", "延期率", Base.DUE, Q(extended=True), "批准过延期的。", "low"),
        Rate("satisfaction", "满意率", Base.ANSWERED, Q(satisfaction__gte=4), "满意度是 4 分或 5 分的。"),
        Rate("resolution", "实际解决率", Base.ANSWERED, Q(resolved=True), "居民确认已经解决的。"),
    )
}  # fmt: skip

OF_BASE = {base: [rate for rate in RATES.values() if rate.base == base] for base in Base}

LEFT_OUT = "已撤回的、并入其他工单的不计。"
PAUSES = {
    "count": "缓办期间时钟停走，按恢复后的期限计；正在缓办的还没有到期，不计。",
    "deduct": "办理中缓办过的，从应处置、应结案中扣除。",
}
NOT_TOLD = "先行联系率需要联系居民的时间，工单上没有这项记录，所以不列。"
