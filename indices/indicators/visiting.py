"""Indicators from visits: coverage, needs met, care for key persons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value

from cases.models import Round
from indices.indicators.base import Card, between, known_rows, register
from indices.indicators.kinds import Share
from indices.windows import Window
from neighborhoods.models import Household, KeyPerson
from visits.models import Need, Visit


def met_visits(window: Window) -> QuerySet[Visit]:
    """Visits on which somebody was met, as known at the cutoff."""
    return Visit.objects.filter(known_rows("", window), met=True, visited_at__lt=window.as_of)


@register
class VisitCoverage(Share):
    code = "ZZ-B1"
    name = "居民走访覆盖率"
    dimension = "自治"
    days = 365
    minimum = 50
    model = Household
    resource = "households"
    card = Card(
        numerator="走访到的户",
        denominator="全部户数",
        method="近 365 天内至少有一次走访见到人的户数 ÷ 期末在册户数 × 100%",
        scope="同一户多次走访只算一次；家中无人的走访不算。上门、电话、接待、线上都算。",
        owner="居委会",
        standard="走访当天登记，注明见到的居民和提出的需求。",
    )

    def rows(self, window: Window) -> QuerySet:
        return Household.objects.as_known(window.day, window.cutoff)

    def counted(self, window: Window) -> Any:
        visits = met_visits(window).filter(household=OuterRef("pk"), visited_at__gte=window.since(self.days))
        return Exists(visits)


@register
class NeedsResolved(Share):
    code = "ZZ-B2"
    name = "走访需求办结率"
    dimension = "自治"
    days = 365
    minimum = 10
    model = Need
    resource = "needs"
    card = Card(
        numerator="办结的需求",
        denominator="提出的需求",
        method="近 365 天走访提出、期末已办结的需求 ÷ 近 365 天走访提出的需求 × 100%",
        scope="转成工单的需求以工单结案为准，工单重新办理时不算办结；未转工单的以居委登记的办结为准。",
        owner="居委会，承办部门",
        standard="需求在走访时一并登记；办结时写明怎么办的。",
    )

    def rows(self, window: Window) -> QuerySet:
        return Need.objects.filter(known_rows("", window), between("raised_at", window.since(self.days), window.as_of))

    def counted(self, window: Window) -> Any:
        rounds = Round.objects.filter(case=OuterRef("case"), started_at__lt=window.cutoff)
        closed = rounds.filter(closed_at__lt=window.cutoff)
        still_open = rounds.filter(Q(closed_at=None) | Q(closed_at__gte=window.cutoff))
        by_case = Q(case__isnull=False) & Exists(closed) & ~Exists(still_open)
        return Q(case=None, resolved_at__lt=window.cutoff) | by_case


@register
class KeyPersonsCaredFor(Share):
    code = "DZ-B6"
    name = "重点人群按期关爱率"
    dimension = "德治"
    days = 0
    minimum = 5
    model = KeyPerson
    resource = "key-persons"
    persons = True
    card = Card(
        numerator="按期走访到的重点人群",
        denominator="在册重点人群",
        method="期末在册的重点人群中，在各自的走访间隔内所在户有走访见到人的人次 ÷ 期末在册重点人群人次 × 100%",
        scope="独居老人、高龄、重残、困难家庭、困境儿童；一人列入几类按几人次计，走访间隔各按登记。",
        owner="居委会",
        standard="列入和移出当天登记起止日期。",
    )

    def rows(self, window: Window) -> QuerySet:
        return KeyPerson.objects.as_known(window.day, window.cutoff)

    def counted(self, window: Window) -> Any:
        interval = ExpressionWrapper(OuterRef("interval") * Value(timedelta(days=1)), output_field=DurationField())
        oldest = ExpressionWrapper(Value(window.as_of) - interval, output_field=DateTimeField())
        """Inside Q: asked of each of the few rows. A join would read all visits, for `oldest` is another for each row."""
        return Q(Exists(met_visits(window).filter(household=OuterRef("household"), visited_at__gte=oldest)))
