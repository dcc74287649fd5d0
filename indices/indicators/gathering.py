"""Indicators from neighbourhood life: activities and who came, building groups, joint meetings, 社区云."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from indices.indicators.base import Card, Part, between, known_rows, register
from indices.indicators.kinds import Distinct, Ratio, Share
from indices.windows import Window, period_of
from neighborhoods.models import (
    Activity,
    BuildingGroup,
    Household,
    JointMeeting,
    Onboarding,
    Opening,
    Participation,
    Partner,
    Resident,
)


def held(window: Window, days: int) -> QuerySet[Activity]:
    """Activities that began in the window and were registered as held before the cutoff."""
    begun = between("starts_at", window.since(days), window.as_of)
    return Activity.objects.filter(known_rows("", window), begun, held_at__lt=window.cutoff)


def households(window: Window) -> Part:
    return Part(Household.objects.as_known(window.day, window.cutoff))


@register
class OnTheCloud(Share):
    code = "ZZ-B6"
    name = "社区云上云率"
    dimension = "自治"
    days = 0
    minimum = 50
    model = Household
    resource = "households"
    card = Card(
        numerator="已上云的户",
        denominator="全部户数",
        method="期末已在社区云的户数 ÷ 期末在册户数 × 100%",
        scope="退出社区云的户不算。空关户、人户分离的户难以上云，所以目标上限低于 100%。",
        owner="居委会",
        standard="上云和退出当天登记起止日期。",
    )

    def rows(self, window: Window) -> QuerySet:
        return households(window).rows

    def counted(self, window: Window) -> Any:
        return Exists(Onboarding.objects.as_known(window.day, window.cutoff).filter(household=OuterRef("pk")))


@register
class ActiveBuildingGroups(Share):
    code = "ZZ-G3"
    name = "睦邻楼组活跃率"
    kind = "引导性"
    dimension = "自治"
    days = 180
    minimum = 5
    near = False
    model = BuildingGroup
    resource = "building-groups"
    card = Card(
        numerator="办过活动的睦邻楼组",
        denominator="已命名的睦邻楼组",
        method="近 180 天办过活动的睦邻楼组 ÷ 期末已命名的睦邻楼组 × 100%",
        scope="培育中和已撤销的楼组不算；活动须登记为已举办，并选了这个楼组。",
        owner="居委会",
        standard="活动结束后登记举办，选主办的楼组。",
    )

    def rows(self, window: Window) -> QuerySet:
        standing = BuildingGroup.objects.as_known(window.day, window.cutoff)
        return standing.filter(named_on__lte=window.day, named_at__lt=window.cutoff)

    def counted(self, window: Window) -> Any:
        return Exists(held(window, self.days).filter(group=OuterRef("pk")))


@register
class JointMeetingsHeld(Share):
    code = "GZ-B6"
    name = "三驾马车联席会议运行率"
    dimension = "共治"
    days = 365
    minimum = 3
    model = JointMeeting
    resource = "joint-meetings"
    card = Card(
        numerator="开过联席会议的月份",
        denominator="应开联席会议的月份",
        method="近 12 个整月中，居委会、业委会、物业开过联席会议的居村月数 ÷ 应开的居村月数 × 100%",
        scope="每个居村每月一行，由系统建立，没有开的也在分母里；当月还没有结束的不算。",
        owner="居委会，业委会，物业服务企业",
        standard="会后登记召开时间、到会方和议定事项。",
    )

    def rows(self, window: Window) -> QuerySet:
        months = between("month", *whole_months(window))
        return JointMeeting.objects.filter(known_rows("", window), months, kind=JointMeeting.Kind.TROIKA)

    def counted(self, window: Window) -> Any:
        return Q(noted_at__lt=window.cutoff)


def whole_months(window: Window) -> tuple[date, date]:
    """The twelve months that were over before `due_until`: the first days of the first one and of the one after."""
    after = period_of(window.due_until)
    return after.shifted(-12).first, after.first


@register
class ActivePartners(Distinct):
    code = "GZ-G1"
    name = "共建单位活跃密度"
    kind = "引导性"
    dimension = "共治"
    unit = "家/千户"
    factor = 1000.0
    days = 180
    minimum = 50
    near = False
    model = Household
    resource = "households"
    above_model = Partner
    above_resource = "partners"
    body = "partner"
    card = Card(
        numerator="办过活动的共建单位",
        denominator="全部户数",
        method="近 180 天参加举办过活动的共建单位数 ÷ 期末在册户数 × 1000",
        scope="只签约没有办过活动的不算。一家单位在几个居村都活跃，在街道、区各只算一家：各级分别计数，不能相加。",
        owner="居委会，街道",
        standard="登记活动时选共建单位，结束后登记举办。",
    )

    def events(self, window: Window) -> QuerySet:
        return held(window, self.days).filter(partner__isnull=False)

    def below(self, window: Window) -> Part:
        return households(window)


@register
class ManyOrganisers(Share):
    code = "GZ-G4"
    name = "睦邻中心多元主体办活动占比"
    kind = "引导性"
    dimension = "共治"
    days = 180
    minimum = 10
    model = Activity
    resource = "activities"
    card = Card(
        numerator="多元主体办的活动",
        denominator="举办的活动",
        method="近 180 天举办的活动中，由社会组织、企业、居民团队、志愿者团队主办的 ÷ 全部活动 × 100%",
        scope="已登记举办的活动，在睦邻中心、楼组或别处都算；街道、居委主办的只在分母里。",
        owner="街道，睦邻中心",
        standard="登记活动时选主办方类型。",
    )

    def rows(self, window: Window) -> QuerySet:
        return held(window, self.days)

    def counted(self, window: Window) -> Any:
        return ~Q(organiser_kind=Activity.Organiser.GOVERNMENT)


@register
class CenterActivities(Ratio):
    code = "DZ-B5"
    name = "睦邻中心月均活动场次"
    dimension = "德治"
    unit = "场/月"
    factor = 1 / 12
    days = 365
    minimum = 1
    near = False
    model = Opening
    resource = "openings"
    above_model = Activity
    above_resource = "activities"
    shrinks = False
    card = Card(
        numerator="睦邻中心办的活动",
        denominator="开放的睦邻中心",
        method="近 365 天睦邻中心举办的活动场次 ÷ 12 ÷ 期末开放的睦邻中心数",
        scope="活动计在中心所在的区划，不论谁主办；没有开放的中心时不适用，不按 0 计。",
        owner="街道，睦邻中心",
        standard="活动结束后登记举办；中心开放、暂停、关闭当天登记。",
    )

    def above(self, window: Window) -> Part:
        return Part(held(window, self.days).filter(center__isnull=False), place="center__division_id")

    def below(self, window: Window) -> Part:
        return Part(Opening.objects.as_known(window.day, window.cutoff))


class ReachOfTheme(Share):
    """Residents who came to activities of a theme, of all residents. Counted where the resident lives."""

    unit = "人/千人"
    factor = 1000.0
    kind = "引导性"
    days = 365
    minimum = 200
    model = Resident
    resource = "residents"
    persons = True
    near = False
    apart = True
    theme: str

    def rows(self, window: Window) -> QuerySet:
        return Resident.objects.as_known(window.day, window.cutoff)

    def counted(self, window: Window) -> Any:
        of_theme = held(window, self.days).filter(theme=self.theme)
        came = Participation.objects.filter(known_rows("", window), noted_at__lt=window.cutoff, activity__in=of_theme)
        return Q(pk__in=came.values("resident"))


@register
class ReachOfLaw(ReachOfTheme):
    code = "FZ-G3"
    name = "法治文化活动覆盖广度"
    dimension = "法治"
    theme = Activity.Theme.LAW
    card = Card(
        numerator="参加过法治文化活动的居民",
        denominator="在册居民",
        method="近 365 天到过法治文化活动现场的居民人数 ÷ 期末在册居民人数 × 1000",
        scope="一人参加几次只算一次，计在本人居住的居村；期末已迁出的不算；只报名没有签到的不算。",
        owner="街道司法所，居委会",
        standard="活动现场签到。",
    )


@register
class ReachOfVirtue(ReachOfTheme):
    code = "DZ-G3"
    name = "家风文明活动参与广度"
    dimension = "德治"
    theme = Activity.Theme.VIRTUE
    card = Card(
        numerator="参加过家风文明活动的居民",
        denominator="在册居民",
        method="近 365 天到过家风文明活动现场的居民人数 ÷ 期末在册居民人数 × 1000",
        scope="一人参加几次只算一次，计在本人居住的居村；期末已迁出的不算；只报名没有签到的不算。",
        owner="居委会",
        standard="活动现场签到。",
    )
