"""How personal values look to those who did not ask to see them. `masked_name` is the same in SQL, for exports."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Left, Length, RPad
from django.db.models.lookups import GreaterThan, In, LessThanOrEqual

COMPOUND_SURNAMES = tuple(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌
    微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙
    南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 褚师 纳兰 叶赫 完颜 耶律 歐陽 諸葛 東方 司馬 尉遲
    鍾離 長孫 鮮于
    """.split()  # noqa: SIM905  a list to read, not to parse
)


def _middle(value: str, head: int, tail: int, whole: int) -> str:
    """Keep both ends; a value shorter than `whole` keeps its tail only, one no longer than that nothing."""
    head = head if len(value) >= whole else 0
    tail = tail if len(value) > tail else 0
    return value[:head] + "*" * (len(value) - head - tail) + value[len(value) - tail :]


def id_number(value: str) -> str:
    """310***********1234"""
    return _middle(value, 3, 4, 15)


def phone(value: str) -> str:
    """138****5678; a landline with its area code likewise, without it only the last four digits."""
    return _middle(value, 3, 4, 11)


def name(value: str) -> str:
    """张*, 欧阳**: the surname and one star a character more. A single character is hidden."""
    if len(value) < 2:
        return "*" * len(value)
    kept = 2 if len(value) > 2 and value[:2] in COMPOUND_SURNAMES else 1
    return value[:kept] + "*" * (len(value) - kept)


def keep(value: str) -> str:
    """Shown to whoever may see the row: the address of a flat is how a clerk finds the door."""
    return value


def hide(value: str) -> str:
    """Nothing of it, not even its length."""
    return "***" if value else ""


MASKS: dict[str, Callable[[str], str]] = {
    "id_number": id_number, "phone": phone, "name": name, "keep": keep, "hide": hide
}  # fmt: skip


def masked_name(expression: str | F) -> Case:
    """`name` as an expression, character for character the same; NULL stays NULL."""
    column = F(expression) if isinstance(expression, str) else expression
    length = Length(column)
    compound = Q(GreaterThan(length, 2)) & Q(In(Left(column, 2), COMPOUND_SURNAMES))
    return Case(
        When(compound, then=RPad(Left(column, 2), length, Value("*"))),
        When(LessThanOrEqual(length, 1), then=RPad(Value(""), length, Value("*"))),
        default=RPad(Left(column, 1), length, Value("*")),
        output_field=CharField(),
    )
