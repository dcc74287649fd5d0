"""Names of people and places: common parts, put together at random. Whoever bears such a name is not meant.

Telephones begin with 1990000 and identity numbers carry made-up birth dates and sequences: both pass the forms' checks,
which is what a demo needs, and neither was taken from anybody.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from random import Random

from governance.access.pinyin import initials
from governance.vault.checksums import id_check_digit

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武贺赖龚文"
OLDER = {
    "male": [
        "建国",
        "国强",
        "志明",
        "永康",
        "德华",
        "根生",
        "金宝",
        "福根",
        "兴发",
        "耀明",
        "世昌",
        "宝根",
        "伟民",
        "卫东",
        "新民",
        "正华",
        "鸿祥",
        "文彬",
        "仁德",
        "阿毛",
    ],
    "female": [
        "桂英",
        "秀珍",
        "玉兰",
        "美华",
        "凤英",
        "惠芳",
        "月娥",
        "彩娣",
        "静芬",
        "素珍",
        "爱华",
        "根娣",
        "招娣",
        "慧敏",
        "丽娟",
        "雅琴",
        "杏芳",
        "林妹",
        "巧云",
        "佩珍",
    ],
}
YOUNGER = {
    "male": [
        "浩",
        "杰",
        "鑫",
        "宇航",
        "俊杰",
        "子轩",
        "明哲",
        "晓东",
        "文博",
        "一鸣",
        "天宇",
        "嘉豪",
        "思远",
        "逸飞",
        "志远",
        "凯",
        "磊",
        "峰",
        "晨",
        "睿",
    ],
    "female": [
        "婷",
        "雪",
        "欣怡",
        "梦洁",
        "雨桐",
        "诗涵",
        "佳琪",
        "晓燕",
        "文静",
        "思雨",
        "嘉怡",
        "若曦",
        "丹",
        "颖",
        "琳",
        "敏",
        "璐",
        "悦",
        "晴",
        "可欣",
    ],
}
KINDS = (("村", "resettled"), ("苑", "commercial"), ("园", "commercial"), ("城", "commercial"), ("庭", "commercial"),
         ("弄", "lane"), ("里", "lane"), ("坊", "lane"), ("工房", "lane"))  # fmt: skip


def person(rng: Random, sex: str, born: int) -> str:
    return rng.choice(SURNAMES) + rng.choice((OLDER if born < 1975 else YOUNGER)[sex])


def phone(rng: Random) -> str:
    return f"1990000{rng.randrange(10_000):04d}"


def id_number(rng: Random, district: str, born: date, sex: str, *, turn: int | None = None) -> str:
    """A synthetic number of `district` (six digits) with the right check digit. Who is born on one day and has another
    `turn` has another number.
    """
    order = (rng.randrange(500) if turn is None else turn % 500) * 2 + (sex == "male")
    first = f"{district}{born:%Y%m%d}{order:03d}"
    return first + id_check_digit(first)


@lru_cache(maxsize=20_000)
def spelled(text: str) -> str:
    return initials(text)


def estates(committee: str, count: int) -> list[tuple[str, str]]:
    """`count` names and kinds after the committee's own name: 鞍山四村 for 鞍山四村第一居委会."""
    name = committee
    for ending in ("社区居民委员会", "居民委员会", "社区居委会", "居委会", "村委会", "村民委员会", "社区"):
        name = name.removesuffix(ending) or name
    name = re.sub(r"(?<=.)第[一二三四五六七八九十]+$", "", name)
    kind = next((kind for ending, kind in KINDS if name.endswith(ending)), "")
    if not kind:
        name, kind = f"{name}小区", "resettled"
    further = ("", "东块", "西块", "南块", "北块", "新苑", "公寓")
    return [(name + further[at % 7] + (f"{at // 7 + 1}期" if at > 6 else ""), kind) for at in range(count)]
