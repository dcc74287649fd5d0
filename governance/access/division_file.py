"""Reading a file of divisions: what a single line can get wrong. What needs the whole file is asked in SQL, see loading.py."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from governance.access import codes

COLUMNS = ("code", "name", "level", "parent_code")
DIGITS = {"city": {2, 4}, "prefecture": {4}, "district": {4, 6}, "subdistrict": {9}, "committee": {12}}
"""Digits a level may use. Official codes are not tidy: 东莞 has no districts and files as one under its own 4 digits."""
MAY_BE_TOP = {"city", "prefecture", "district"}
MOST_FAULTS = 20


class Line(NamedTuple):
    number: int
    code: str
    name: str
    level: str
    parent: str  # "" for none


class BadFile(Exception):
    """Chinese sentences, each naming its line."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


def read(raw: Iterable[bytes]) -> Iterator[Line]:
    """Lines one by one, in constant memory. Raises BadFile with the first faults when the file ends, or is past reading."""
    reader = csv.DictReader(_decoded(raw), strict=True)
    faults: list[str] = []
    try:
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise BadFile([f"第 1 行缺少列：{'、'.join(missing)}。应有的列是 {','.join(COLUMNS)}。"])
        for row in reader:
            line = Line(reader.line_num, *((row[name] or "").strip() for name in COLUMNS))
            if fault := "列数与表头不一致" if None in row or None in row.values() else _fault(line):
                faults.append(f"第 {line.number} 行{fault}。")
                if len(faults) == MOST_FAULTS:
                    break
            else:
                yield line
    except csv.Error as error:
        faults.append(f"第 {reader.line_num + 1} 行不是合格的 CSV（{error}）。")
    if faults:
        raise BadFile(faults)


def _decoded(raw: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(raw, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BadFile([f"第 {number} 行不是 UTF-8 编码，请把文件另存为 UTF-8 再导入。"]) from None


def _fault(line: Line) -> str:
    if "\0" in "".join(line[1:]):
        return "有空字符"
    if not codes.is_code(line.code) or not line.code.isascii():
        return f"的区划代码“{line.code[:20]}”不是 12 位数字"
    if not 0 < len(line.name) <= 60:
        return "的名称应为 1 至 60 个字"
    if line.level not in DIGITS:
        return f"的级别“{line.level[:20]}”不认识，应为 {'、'.join(DIGITS)} 之一"
    if len(codes.significant(line.code)) not in DIGITS[line.level]:
        return f"的级别 {line.level} 与代码 {line.code} 的位数不符"
    return _parent_fault(line)


def _parent_fault(line: Line) -> str:
    """A parent must be a proper prefix, which makes cycles impossible."""
    if not line.parent:
        return "" if line.level in MAY_BE_TOP else "没有写上级代码"
    if not codes.is_code(line.parent) or not line.parent.isascii():
        return f"的上级代码“{line.parent[:20]}”不是 12 位数字"
    if line.parent not in codes.ancestors(line.code):
        return f"的上级 {line.parent} 不在代码 {line.code} 的上方"
    return ""
