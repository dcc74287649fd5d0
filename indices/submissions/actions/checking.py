"""What a reported figure must be before it is taken in."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from governance.access.models import Division
from indices.submissions.indicators import reported
from indices.submissions.kinds import Reported
from indices.submissions.selectors.due import months
from indices.windows import Period, period_of

TOP, WIDEST = Decimal(100), Decimal(50)
"""Of a survey's score, and of the deviation of scores between 0 and 100."""


def indicator_for(code: str, division: Division) -> Reported:
    """Raises ValidationError for one that is not reported, or not there."""
    one = reported().get(code)
    if one is None:
        raise ValidationError({"indicator": f"“{code[:12]}”不是上报指标：没有这项，或由系统从记录计算。"})
    if division.level not in one.levels or division.valid_until:
        whose = "、".join("居委" if level == Division.Level.COMMITTEE else "街道" for level in one.levels)
        raise ValidationError({"division": f"“{one.name}”由现有的{whose}报，不能报在{division.name}。"})
    return one


def month_for(code: str, now: datetime) -> Period:
    """A whole month of the last year. Raises ValidationError."""
    try:
        period = Period(code)
    except ValidationError as error:
        raise ValidationError({"period": error.messages}) from None
    if period.code >= period_of(now).code:
        raise ValidationError({"period": f"{period.label}还没有过完，下个月再报。"})
    if period not in months(now):
        raise ValidationError({"period": "只能补报近 12 个月的数。"})
    return period


def check(one: Reported, numerator: Decimal, denominator: Decimal | None, deviation: Decimal | None) -> None:
    """Raises ValidationError by field."""
    found: dict[str, str] = {}
    if one.asks_denominator and denominator is None:
        found["denominator"] = f"请填“{one.asks[1]}”。"
    if not one.asks_denominator and denominator is not None:
        found["denominator"] = "这项的分母由系统计算，不用报。"
    if any(_broken(value) for value in ((denominator,) if one.survey else (numerator, denominator))):
        found["numerator"] = "请填整数。"
    if deviation is not None and not (one.survey and 0 <= deviation <= WIDEST):
        found["deviation"] = "标准差只有问卷才报，在 0 到 50 之间。"
    if found := found or _compared(one, numerator, denominator):
        raise ValidationError(found)


def _compared(one: Reported, numerator: Decimal, denominator: Decimal | None) -> dict[str, str]:
    if one.most is not None and numerator > one.most:
        return {"numerator": f"最多 {one.most}。"}
    if denominator is None:
        return {}
    if one.part_of_whole and numerator > denominator:
        return {"numerator": f"“{one.asks[0]}”不能多于“{one.asks[1]}”。"}
    if one.survey and numerator > TOP * denominator:
        return {"numerator": "每份最多 100 分，得分合计超过了问卷份数的 100 倍。"}
    return {}


def _broken(value: Decimal | None) -> bool:
    return value is not None and value != value.to_integral_value()
