"""睦邻议事厅, 居民会议, 居务公开: what committees report until their meetings are held in the portal."""

from __future__ import annotations

from indices.indicators.base import Card, Part, register
from indices.indicators.gathering import households
from indices.indicators.serving import adults
from indices.submissions.kinds import CHECKED, Reported, ReportedRatio
from indices.windows import Window
from neighborhoods.models import Household, Resident

YEAR = "至上月止 12 个整月"


@register
class TopicsInTime(Reported):
    code = "ZZ-B3"
    name = "议事厅议题按期议决率"
    dimension = "自治"
    minimum = 5
    asks = ("按期议决的议题（件）", "当月应议决的议题（件）")
    hint = "应在当月议决的都算，没有议决的也算在第二格；有理由地否决也是议决。"
    card = Card(
        numerator="按期议决的议题",
        denominator="到期应议决的议题",
        method=f"{YEAR}到期、在期限内议决的议题 ÷ 同期到期应议决的议题 × 100%",
        scope="按议决期限计，没有议决的也在分母里；说明理由的否决也算议决。",
        owner="居委会",
        standard=CHECKED + "附议题清单或会议纪要。",
    )


@register
class MeetingsInOrder(Reported):
    code = "ZZ-B4"
    name = "居民会议和三会规范召开率"
    dimension = "自治"
    minimum = 4
    asks = ("按期召开且到会合规的（次）", "当月应召开的（次）")
    hint = "居民会议、听证会、协调会、评议会。"
    card = Card(
        numerator="按期召开、到会人数合规的会议",
        denominator="应召开的会议",
        method=f"{YEAR}按期召开且到会人数合规的居民会议、三会 ÷ 同期应召开的 × 100%",
        scope="居民会议、听证会、协调会、评议会；没有召开的也在分母里。",
        owner="居委会",
        standard=CHECKED + "附签到表和会议记录。",
    )


@register
class AffairsDisclosed(Reported):
    code = "ZZ-B5"
    name = "居务公开及时率"
    dimension = "自治"
    minimum = 6
    asks = ("按时公开的事项（项）", "当月应公开的事项（项）")
    card = Card(
        numerator="按时公开的居务",
        denominator="应公开的居务",
        method=f"{YEAR}按时公开的居务事项 ÷ 同期应公开的 × 100%",
        scope="按规定应公开的事项；过期公开、没有公开的也在分母里。",
        owner="居委会",
        standard=CHECKED + "附公开栏照片或社区云截图。",
    )


@register
class TopicsOfResidents(Reported):
    code = "ZZ-G1"
    name = "自下而上议题占比"
    kind = "引导性"
    dimension = "自治"
    minimum = 5
    asks = ("居民提出的（件）", "当月提出的议题（件）")
    card = Card(
        numerator="居民提出的议题",
        denominator="提出的议题",
        method=f"{YEAR}居民提出的议题 ÷ 同期提出的全部议题 × 100%",
        scope="居民联名、楼组推选、议事代表转达的都算居民提出；居委、街道和部门提出的不算。",
        owner="居委会",
        standard=CHECKED + "附议题征集记录。",
    )


@register
class Deliberators(ReportedRatio):
    code = "ZZ-G2"
    name = "居民议事参与广度"
    kind = "引导性"
    dimension = "自治"
    unit = "人/千成人"
    factor = 1000.0
    minimum = 200
    model = Resident
    resource = "residents"
    asks = ("当月新参加议事的居民（人）",)
    hint = "只算近 12 个月里第一次参加的，一个人一年只算一次。成年居民数由系统计算，不用报。"
    card = Card(
        numerator="参加议事的居民",
        denominator="成年居民",
        method=f"{YEAR}参加过议事的居民（每人只计一次）÷ 期末在册成年居民 × 1000",
        scope="每月只报近 12 个月第一次参加的人，相加就不重复；分母取居民登记，只计已上报的居委。",
        owner="居委会",
        standard=CHECKED + "附签到表。",
    )

    def register(self, window: Window) -> Part:
        return Part(adults(window))


@register
class Answerers(ReportedRatio):
    code = "ZZ-G4"
    name = "社区需求问卷参与率"
    kind = "引导性"
    dimension = "自治"
    minimum = 50
    model = Household
    resource = "households"
    asks = ("当月新答问卷的户（户）",)
    hint = "只算近 12 个月里第一次答的，一户一年只算一次。户数由系统计算，不用报。"
    card = Card(
        numerator="答过需求问卷的户",
        denominator="全部户数",
        method=f"{YEAR}答过社区需求问卷的户（每户只计一次）÷ 期末在册户数 × 100%",
        scope="一户几个人答也只算一户；分母取住户登记，只计已上报的居委。",
        owner="居委会",
        standard=CHECKED + "附问卷汇总。",
    )

    def register(self, window: Window) -> Part:
        return households(window)


@register
class LawfulTopics(Reported):
    code = "FZ-G4"
    name = "依法议事率"
    kind = "引导性"
    dimension = "法治"
    minimum = 5
    asks = ("有法律意见的（件）", "当月议决的议题（件）")
    card = Card(
        numerator="附有法律意见的议题",
        denominator="议决的议题",
        method=f"{YEAR}议决、附有法律意见的议题 ÷ 同期议决的议题 × 100%",
        scope="法律顾问、社区法治专员出具的意见都算；没有议决的不计。",
        owner="居委会，街道司法所",
        standard=CHECKED + "附法律意见。",
    )
