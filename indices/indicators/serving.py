"""Indicators from volunteers: who registered, who serves, for how long. Hours are what the ledger held at the cutoff."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Least

from indices.indicators.base import Card, Part, Side, register
from indices.indicators.gathering import households
from indices.indicators.kinds import Mean, Ratio, Share
from indices.windows import Window
from neighborhoods.models import Household, Resident
from volunteers.models import HourEntry, Project, Recognition, Volunteer

ADULT = 18
MOST = 300 * 60
"""Minutes a year beyond which a single volunteer's hours count no further: a few must not carry a whole community."""


def served(window: Window, days: int, **conditions: Any) -> QuerySet[HourEntry]:
    """Entries for days in the window, booked before the cutoff."""
    booked = HourEntry.objects.filter(recorded_at__lt=window.cutoff, **conditions)
    return booked.filter(day__gte=window.first(days), day__lte=window.day).order_by()


def with_hours(entries: QuerySet[HourEntry], who: str = "volunteer") -> QuerySet:
    """Whom these entries leave any minutes after reversals."""
    by_person = entries.filter(**{f"{who}__isnull": False}).values(who)
    return by_person.annotate(left=Sum("minutes")).filter(left__gt=0).values(who)


def volunteers(window: Window) -> QuerySet[Volunteer]:
    return Volunteer.objects.as_known(window.day, window.cutoff)


def adults(window: Window) -> QuerySet[Resident]:
    """Of full age on the last day counted; who was born on a 29th of February comes of age on the 28th."""
    day = window.day
    born = day.replace(year=day.year - ADULT, day=min(day.day, 28) if day.month == 2 else day.day)
    return Resident.objects.as_known(day, window.cutoff).filter(birth_date__lte=born)


@register
class RegisteredVolunteers(Share):
    code = "DZ-B2"
    name = "注册志愿者占比"
    dimension = "德治"
    days = 0
    minimum = 200
    near = False
    model = Resident
    resource = "residents"
    persons = True
    card = Card(
        numerator="注册志愿者中的成年居民",
        denominator="成年居民",
        method="期末在册成年居民中的注册志愿者人数 ÷ 期末在册成年居民人数 × 100%",
        scope="满 18 周岁；出生日期不详的不计。志愿者须关联到居民，计在本人居住的居村。",
        owner="居委会，志愿者工作站",
        standard="注册时选本区居民。",
    )

    def rows(self, window: Window) -> QuerySet:
        return adults(window)

    def counted(self, window: Window) -> Any:
        return Exists(volunteers(window).filter(resident=OuterRef("pk")))


@register
class ServiceHours(Mean):
    code = "DZ-B3"
    name = "志愿者年人均服务时长"
    dimension = "德治"
    unit = "小时/人"
    factor = 1 / 60
    days = 365
    minimum = 20
    near = False
    model = Volunteer
    resource = "volunteers"
    persons = True
    summed_in = "分钟"
    card = Card(
        numerator="服务时长（分钟）",
        denominator="注册志愿者",
        method="近 365 天已确认的服务时长合计 ÷ 期末注册志愿者人数",
        scope="每人最多计 300 小时，再相加；更正以冲正后的为准；期末已退出的志愿者不计。",
        owner="居委会，志愿者工作站",
        standard="签到签退计时，由计时人以外的人确认。",
    )

    def rows(self, window: Window) -> QuerySet:
        return volunteers(window)

    def amount(self, window: Window) -> Any:
        return Least(self.minutes(window), MOST)

    def minutes(self, window: Window) -> Any:
        own = served(window, self.days, volunteer=OuterRef("pk")).values("volunteer")
        return Coalesce(Subquery(own.annotate(all=Sum("minutes")).values("all"), output_field=IntegerField()), 0)

    def part(self, window: Window, side: Side) -> Part:
        """Those with hours, each with the `minutes` served, stand behind the numerator."""
        part = super().part(window, side)
        if side != "numerator":
            return part
        return Part(part.rows.annotate(served=self.minutes(window)).filter(served__gt=0), part.amount)


@register
class ActiveLegalVolunteers(Ratio):
    code = "FZ-G1"
    name = "法律明白人活跃密度"
    kind = "引导性"
    dimension = "法治"
    unit = "人/千户"
    factor = 1000.0
    days = 180
    minimum = 50
    near = False
    model = Household
    resource = "households"
    above_model = Recognition
    above_resource = "recognitions"
    persons = True
    card = Card(
        numerator="活跃的法律明白人",
        denominator="全部户数",
        method="期末在册、近 180 天有服务时长的法律明白人 ÷ 期末在册户数 × 1000",
        scope="有“法律明白人”称号的志愿者，计在本人所在的居村；时长以已确认的为准。",
        owner="街道司法所，居委会",
        standard="命名和撤销当天登记；服务后确认时长。",
    )

    def above(self, window: Window) -> Part:
        return Part(named(window, Recognition.Title.LEGAL).filter(serving(window, self.days)))

    def below(self, window: Window) -> Part:
        return households(window)


@register
class ActiveTalents(Share):
    code = "DZ-G2"
    name = "睦邻达人活跃率"
    kind = "引导性"
    dimension = "德治"
    days = 180
    minimum = 3
    near = False
    model = Recognition
    resource = "recognitions"
    persons = True
    card = Card(
        numerator="活跃的睦邻达人",
        denominator="在册睦邻达人",
        method="近 180 天有服务时长的睦邻达人 ÷ 期末在册睦邻达人 × 100%",
        scope="有“睦邻达人”称号的志愿者；时长以已确认的为准。",
        owner="居委会，街道",
        standard="命名和撤销当天登记；服务后确认时长。",
    )

    def rows(self, window: Window) -> QuerySet:
        return named(window, Recognition.Title.TALENT)

    def counted(self, window: Window) -> Any:
        return serving(window, self.days)


def named(window: Window, title: str) -> QuerySet[Recognition]:
    return Recognition.objects.as_known(window.day, window.cutoff).filter(title=title)


def serving(window: Window, days: int) -> Q:
    return Q(volunteer__in=with_hours(served(window, days)))


@register
class MutualHelp(Share):
    code = "DZ-G1"
    name = "邻里互助参与度"
    kind = "引导性"
    dimension = "德治"
    apart = True
    unit = "人/千人"
    factor = 1000.0
    days = 365
    minimum = 200
    near = False
    model = Resident
    resource = "residents"
    persons = True
    card = Card(
        numerator="参加邻里互助的居民",
        denominator="在册居民",
        method="近 365 天在邻里互助项目中有服务时长的居民人数 ÷ 期末在册居民人数 × 1000",
        scope="居民作为志愿者参加领域为“邻里互助”的服务项目；一人只算一次，计在本人居住的居村。",
        owner="居委会，志愿者工作站",
        standard="服务后确认时长。",
    )

    def rows(self, window: Window) -> QuerySet:
        return Resident.objects.as_known(window.day, window.cutoff)

    def counted(self, window: Window) -> Any:
        return Q(pk__in=with_hours(self.mutual(window), "volunteer__resident"))

    def mutual(self, window: Window, **conditions: Any) -> QuerySet[HourEntry]:
        return served(window, self.days, record__shift__project__theme=Project.Theme.MUTUAL, **conditions)

    def part(self, window: Window, side: Side) -> Part:
        """A page of rows asks row by row; only the figure needs all of them."""
        if side == "denominator":
            return super().part(window, side)
        own = with_hours(self.mutual(window, volunteer__resident=OuterRef("pk")), "volunteer__resident")
        condition = Exists(own)
        return Part(self.rows(window).filter(condition if side == "numerator" else ~condition))
