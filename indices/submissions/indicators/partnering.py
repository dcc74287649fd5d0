"""社会组织项目, 社区治理工程师, 邻里信任: what the committee reports of others."""

from __future__ import annotations

from django.db.models import DecimalField, Value

from indices.indicators.base import Card, Part, Side, register
from indices.submissions.kinds import CHECKED, Level, Reported
from indices.windows import Window

YEAR = "至上月止 12 个整月"
ROLES = 6
"""三师三顾问."""


@register
class ProjectsDoneWell(Reported):
    code = "GZ-G2"
    name = "社会组织治理项目优良完成率"
    kind = "引导性"
    dimension = "共治"
    minimum = 3
    levels = (Level.COMMITTEE, Level.SUBDISTRICT)
    asks = ("评为优或良的（个）", "当月到期应完成的（个）")
    hint = "没有项目到期，两格都填 0。街道购买的项目由街道报。"
    card = Card(
        numerator="按期完成、评为优良的项目",
        denominator="到期应完成的项目",
        method=f"{YEAR}到期、完成并评为优良的社会组织治理项目 ÷ 同期到期的项目 × 100%",
        scope="按合同期限计，没有完成、没有评估的也在分母里；街道购买的计在街道本级。",
        owner="购买项目的居委会、街道",
        standard=CHECKED + "附评估结论。",
    )


@register
class EngineersMatched(Reported):
    code = "GZ-G3"
    name = "社区治理工程师对接率"
    kind = "引导性"
    dimension = "共治"
    days = 180
    minimum = 6
    stock = True
    shrinks = False
    most = ROLES
    asks = ("近半年来过的工程师有几类（0—6）",)
    hint = "三师三顾问六类，每类至少来过一次才算。半年内没有变化不用再报。"
    card = Card(
        numerator="近半年对接过的类别",
        denominator="应对接的类别（每个居委六类）",
        method="最近一次上报的类别数之和 ÷（已上报的居委数 × 6）× 100%",
        scope="三师三顾问共六类，一类至少对接一次才算；半年以前报的不再算数。",
        owner="居委会，街道",
        standard=CHECKED + "附对接记录。",
    )

    def part(self, window: Window, side: Side) -> Part:
        part = super().part(window, side)
        return part if side == "numerator" else Part(part.rows, Value(ROLES, DecimalField()))


@register
class NeighboursTrust(Reported):
    code = "DZ-G4"
    name = "邻里信任感"
    kind = "引导性"
    dimension = "德治"
    unit = "分(0-100)"
    factor = 1.0
    minimum = 30
    survey = True
    part_of_whole = False
    summed_in = "分"
    asks = ("各份得分合计（分）", "有效问卷（份）")
    hint = "每份 0—100 分；当月没有调查，两格都填 0。"
    card = Card(
        numerator="得分合计",
        denominator="有效问卷",
        method=f"{YEAR}邻里信任问卷得分合计 ÷ 有效问卷份数",
        scope="随机抽样入户或电话调查，每份 0—100 分；同时公布样本数和 95% 置信区间。",
        owner="街道，第三方调查机构",
        standard=CHECKED + "附抽样办法和汇总表。",
    )
