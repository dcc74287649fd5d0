"""Arithmetic on 12-digit statistical codes: below, above, and the range that means "within"."""

from __future__ import annotations

import re

CUTS = {"city": 2, "prefecture": 4, "district": 6, "subdistrict": 9, "committee": 12}
"""Digits that a level uses; the rest are zeros. Levels are labels: a province files as city."""

_LEVEL_BY_CUT = {cut: level for level, cut in CUTS.items()}
_CODE = re.compile(r"\d{12}", re.ASCII)
_CUT = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}", re.ASCII)

Range = tuple[str, str]
END = ":"
"""After every code: ':' follows '9' in collation C."""


def is_code(text: str) -> bool:
    return bool(_CODE.fullmatch(text))


def significant(code: str) -> str:
    """The digits that carry meaning: `310110000000` is `310110`."""
    for cut in sorted(_LEVEL_BY_CUT):
        if set(code[cut:]) <= {"0"}:
            return code[:cut]
    return code


def within(code: str) -> Range:
    """Half-open range of the codes in and below `code`, cut or full. `310110009` gives `('310110009', '310110010')`.

    Raises ValueError for anything that is not 2, 4, 6, 9 or 12 digits.
    """
    if not _CUT.fullmatch(code):
        raise ValueError(code)
    prefix = significant(code) if len(code) == 12 else code
    high = str(int(prefix) + 1).zfill(len(prefix))
    return prefix, high if len(high) == len(prefix) else END


def full(cut: str) -> str:
    return cut.ljust(12, "0")


def ancestors(code: str) -> list[str]:
    """Full codes of everything above `code`, nearest first."""
    length = len(significant(code))
    return [full(code[:cut]) for cut in sorted(_LEVEL_BY_CUT, reverse=True) if cut < length]


def at_level(code: str, level: str) -> str:
    """The full code of the unit of `level` that `code` lies in."""
    return full(code[: CUTS[level]])


def contains(ranges: list[Range], code: str) -> bool:
    return any(low <= code < high for low, high in ranges)
