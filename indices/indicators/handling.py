"""Indicators from cases: on time, really solved, not repeated, disputes, satisfaction."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.models import Answer, Case, Category, Deadline, Round
from indices.indicators.base import Card, Indicator, between, known_rows, register
from indices.indicators.kinds import Mean, Share
from indices.windows import Window


@register
class CasesOnTime(Share):
    """Rounds of handling that were due in the window; those closed by then are the numerator."""

    model = Round
    resource = "rounds"
    code = "GZ-B3"
    name = "工单按期办结率"
    dimension = "共治"
    days = 90
    minimum = 10
    card = Card(
        numerator="按期办结的工单",
        denominator="到期应办结的工单",
        method="近 90 天到期、在到期前结案的工单 ÷ 近 90 天到期的工单 × 100%",
        scope="按到期日计，没有结案的也在分母里；重新办理的工单另算一轮。经批准的延期按新期限计，缓办期间不计。撤回的不算。",
        owner="街道，承办部门",
        standard="立案时按类别自动定期限，按工作日计算。",
    )

    def rows(self, window: Window) -> QuerySet:
        """Extensions and pauses only move a deadline on: so the first one bounds from above, and most were never moved."""
        since, until = window.due_since(self.days), window.due_until
        moved = Exists(Deadline.objects.filter(round=OuterRef("pk")))
        first = Q(due_at__lt=until) & (Q(due_at__gte=since) | moved)
        known = Round.objects.filter(known_rows("", window), known_rows("case__", window), first)
        return known.with_due(window.cutoff).filter(between("due", since, until))

    def counted(self, window: Window) -> Any:
        return Q(closed_at__lte=F("due"))


class Answered(Indicator):
    """Residents' answers given in the window."""

    model = Answer
    resource = "answers"

    def rows(self, window: Window) -> QuerySet:
        asked = between("answered_at", window.since(self.days), window.as_of)
        return Answer.objects.filter(known_rows("", window), asked)


@register
class ReallySolved(Answered, Share):
    code = "GZ-B4"
    name = "工单实际解决率"
    dimension = "共治"
    days = 180
    minimum = 10
    card = Card(
        numerator="居民确认已解决",
        denominator="已回访的工单",
        method="近 180 天回访中居民确认已解决的 ÷ 近 180 天全部回访 × 100%",
        scope="以居民的回答为准，与承办部门的反馈无关。",
        owner="居委会，街道",
        standard="结案后回访，当天登记居民的回答和满意度。",
    )

    def counted(self, window: Window) -> Any:
        return Q(resolved=True)


@register
class RepeatComplaints(Share):
    code = "GZ-B5"
    name = "重复诉求率"
    dimension = "共治"
    direction = -1
    days = 180
    minimum = 20
    model = Case
    resource = "cases"
    card = Card(
        numerator="重复的诉求",
        denominator="全部诉求",
        method="近 180 天受理的工单中，同一户同一类别 90 天内再次提出的 ÷ 近 180 天受理的工单 × 100%",
        scope="越低越好。是否重复在受理时由系统按住户、地点和类别判定。",
        owner="街道，承办部门",
        standard="受理时自动比对，不需要填报。",
    )

    def rows(self, window: Window) -> QuerySet:
        opened = between("opened_at", window.since(self.days), window.as_of)
        return Case.objects.filter(known_rows("", window), opened)

    def counted(self, window: Window) -> Any:
        return Q(repeat_of__isnull=False)


@register
class MediationFirst(Share):
    code = "FZ-G2"
    name = "非诉讼首选率"
    kind = "引导性"
    dimension = "法治"
    days = 365
    minimum = 10
    model = Case
    resource = "cases"
    card = Card(
        numerator="首选人民调解的纠纷",
        denominator="立案的矛盾纠纷",
        method="近 365 天立案的矛盾纠纷工单中，首选人民调解的 ÷ 近 365 天立案的矛盾纠纷工单 × 100%",
        scope="类别主题为矛盾纠纷的工单；一期方案按基础性指标计，二期起为引导性指标。",
        owner="街道司法所，居委会",
        standard="立案时登记当事人首先选择的解决渠道。",
    )

    def rows(self, window: Window) -> QuerySet:
        filed = between("filed_at", window.since(self.days), window.as_of)
        return Case.objects.filter(known_rows("", window), filed, category__theme=Category.Theme.DISPUTE)

    def counted(self, window: Window) -> Any:
        return Q(first_channel=Case.Channel.MEDIATION)


@register
class Satisfaction(Answered, Mean):
    code = "DZ-B1"
    name = "群众满意度（结案回访）"
    dimension = "德治"
    unit = "分"
    factor = 1.0
    days = 365
    minimum = 10
    summed_in = "分"
    card = Card(
        numerator="满意度得分合计",
        denominator="已回访的工单",
        method="近 365 天回访的满意度（1 至 5 折合 0 至 100 分）合计 ÷ 近 365 天全部回访",
        scope="以结案回访为来源；抽样调查建成后改用抽样调查。",
        owner="居委会，街道",
        standard="结案后回访，当天登记居民的回答和满意度。",
    )

    def amount(self, window: Window) -> Any:
        """1 to 5 as 0 to 100."""
        return (F("satisfaction") - 1) * 25
