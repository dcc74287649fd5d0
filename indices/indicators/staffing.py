"""Indicators from community workers: certificates, trainings, who leaves. All from postings, which never move."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Value, When

from indices.indicators.base import Card, Part, between, known_rows, register
from indices.indicators.kinds import Ratio, Share
from indices.windows import Window
from workers.models import Attendance, Certificate, Posting


def postings(window: Window) -> QuerySet[Posting]:
    return Posting.objects.as_known(window.day, window.cutoff)


@register
class CertifiedWorkers(Share):
    code = "FZ-B8"
    name = "社区工作者持证率"
    dimension = "法治"
    days = 0
    minimum = 5
    near = False
    model = Posting
    resource = "postings"
    persons = True
    card = Card(
        numerator="持证的社区工作者",
        denominator="在岗社区工作者",
        method="期末在岗、持有效社会工作者职业资格证书的人数 ÷ 期末在岗人数 × 100%",
        scope="助理社会工作师、社会工作师、高级社会工作师；过期的不算。计在当天任职的居村。",
        owner="区民政局，街道",
        standard="取得证书后登记发证日期和有效期。",
    )

    def rows(self, window: Window) -> QuerySet:
        return postings(window)

    def counted(self, window: Window) -> Any:
        valid = Q(expires_on=None) | Q(expires_on__gte=window.day)
        held = Certificate.objects.filter(known_rows("", window), valid, issued_on__lte=window.day)
        return Exists(held.filter(worker=OuterRef("worker"), kind__in=Certificate.PROFESSIONAL))


@register
class TrainingHours(Ratio):
    code = "ZZ-B7"
    name = "社区工作者人均培训课时"
    dimension = "自治"
    unit = "课时/人"
    factor = 1.0
    days = 365
    minimum = 5
    near = False
    model = Posting
    resource = "postings"
    above_model = Attendance
    above_resource = "attendances"
    summed = ("numerator",)
    summed_in = "课时"
    persons = True
    card = Card(
        numerator="培训课时",
        denominator="在岗社区工作者",
        method="近 365 天到场参加培训的课时合计 ÷ 期末在岗人数",
        scope="课时计在上课当天任职的居村；只报名没有到场的不算。",
        owner="区民政局，街道",
        standard="培训现场签到，课时按场次。",
    )

    def above(self, window: Window) -> Part:
        taken = between("held_at", window.since(self.days), window.as_of)
        known = Attendance.objects.filter(known_rows("", window), taken, noted_at__lt=window.cutoff, attended=True)
        return Part(known, F("hours"))

    def below(self, window: Window) -> Part:
        return Part(postings(window))


@register
class Turnover(Ratio):
    code = "DZ-B4"
    name = "社区工作者流失率"
    dimension = "德治"
    direction = -1
    days = 365
    minimum = 8
    model = Posting
    resource = "postings"
    above_model = Posting
    above_resource = "postings"
    summed = ("denominator",)
    summed_in = "人"
    persons = True
    card = Card(
        numerator="主动离职",
        denominator="平均在岗人数",
        method="近 365 天主动离职人次 ÷ 期初和期末在岗人数的平均 × 100%",
        scope="越低越好。转岗、退休、辞退不算流失。期初和期末都在岗的计一人，只在一头的计半人。",
        owner="区民政局，街道",
        standard="离职生效当天登记原因。",
    )

    def above(self, window: Window) -> Part:
        ended = Q(until__gte=window.first(self.days), until__lte=window.day, ended_at__lt=window.cutoff)
        return Part(Posting.objects.filter(known_rows("", window), ended, ending=Posting.Ending.RESIGNED))

    def below(self, window: Window) -> Part:
        ends = (window.first(self.days) - timedelta(days=1), window.day)
        first, last = (standing(day, window) for day in ends)
        rows = Posting.objects.filter(known_rows("", window)).filter(first | last)
        return Part(rows, half(first) + half(last))


def standing(day: date, window: Window) -> Q:
    """What `as_known` asks of a span beside its being known."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day) | Q(ended_at__gte=window.cutoff))


def half(condition: Q) -> Case:
    return Case(When(condition, then=Value(Decimal("0.5"))), default=Value(Decimal(0)), output_field=DecimalField())
