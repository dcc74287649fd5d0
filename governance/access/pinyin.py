"""Pinyin initials: what people type instead of characters."""

from __future__ import annotations

from functools import cache
from typing import Any

_READINGS = {
    ord("长"): "cháng,zhǎng",
    ord("朝"): "cháo,zhāo",
    ord("曾"): "zēng,céng",
    ord("翟"): "zhái,dí",
    ord("仇"): "qiú,chóu",
}
"""How places and surnames read these: 长白新村, 朝阳街道. Words such as 校长 keep their own reading."""


@cache
def _speller() -> Any:
    from pypinyin import Style, lazy_pinyin, load_single_dict  # its dictionaries take 0.3 s: only who spells pays

    load_single_dict(_READINGS)
    return lambda text: lazy_pinyin(text, style=Style.FIRST_LETTER)


def initials(text: str) -> str:
    """Lower-case first letters, with Latin letters and digits kept and all else left out: `定海路23号` gives `dhl23h`."""
    return "".join(one for one in "".join(_speller()(text)).lower() if one.isascii() and one.isalnum())
