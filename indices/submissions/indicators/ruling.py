"""Charters, proofs and forms: what the committee's paper obeys."""

from __future__ import annotations

from indices.indicators.base import Card, register
from indices.submissions.kinds import CHECKED, Level, Reported

YEAR = "至上月止 12 个整月"


@register
class RulesReviewed(Reported):
    code = "FZ-B3"
    name = "自治规范合法性审查覆盖率"
    dimension = "法治"
    days = 0
    minimum = 2
    stock = True
    shrinks = False
    asks = ("审查在有效期内的（份）", "应审查的规范（份）")
    hint = "居民自治章程、居民公约、业主大会议事规则。没有变化就不用再报，一直沿用。"
    card = Card(
        numerator="合法性审查在有效期内的自治规范",
        denominator="应审查的自治规范",
        method="最近一次上报的有效份数 ÷ 应审查份数 × 100%",
        scope="居民自治章程、居民公约、业主大会议事规则；没有变化的沿用上一次上报的数。",
        owner="居委会，街道司法所",
        standard=CHECKED + "有变化时才报，附审查意见。",
    )


@register
class ProofsOnTheList(Reported):
    code = "FZ-B5"
    name = "居委会证明清单合规率"
    dimension = "法治"
    minimum = 5
    asks = ("清单内的（份）", "当月出具的证明（份）")
    hint = "当月没有人来开证明，两格都填 0。"
    card = Card(
        numerator="清单内的证明",
        denominator="出具的证明",
        method=f"{YEAR}出具的清单内证明 ÷ 同期出具的全部证明 × 100%",
        scope="清单外的证明也要如实报。一年没有出具过证明的为“不适用”，既不是 0 也不是 100。",
        owner="居委会",
        standard=CHECKED + "附出具登记簿。",
    )


@register
class FormsAdmitted(Reported):
    code = "FZ-B6"
    name = "下沉报表准入合规率"
    dimension = "法治"
    minimum = 5
    levels = (Level.COMMITTEE, Level.SUBDISTRICT)
    asks = ("准入清单内的（张）", "当月被要求填的报表（张）")
    hint = "条线、部门、街道要求填的都算；量的是部门，不是居委。"
    card = Card(
        numerator="准入清单内的报表",
        denominator="被要求填报的报表",
        method=f"{YEAR}被要求填报、在准入清单内的报表 ÷ 同期被要求填报的全部报表 × 100%",
        scope="条线、部门和街道布置的报表、台账、系统录入都算；街道被布置的报在本级。",
        owner="布置报表的部门",
        standard=CHECKED + "附布置报表的通知。",
    )
