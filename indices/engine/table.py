"""DATA.csv in, OUT.csv out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from indices.engine.errors import DataError, why
from indices.engine.scheme import Scheme
from indices.engine.scoring import Result

_DIGITS = frozenset("0123456789+-.eE")


def read_table(path: Path, scheme: Scheme) -> tuple[list[str], dict[str, np.ndarray]]:
    """Read the units and the raw values of the scheme's indicators and denominators, nan for an empty cell; its groups.

    Columns that the scheme does not name are left alone; blank lines are skipped. Raise `DataError` naming the cell.
    """
    lines, rows = _rows(path)
    header = [name.strip() for name in rows[0]]
    _check_header(header, scheme)
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            raise DataError(f"数据表第 {line} 行有 {len(row)} 格，表头有 {len(header)} 格。")
    lines, cells = lines[1:], list(zip(*rows[1:], strict=True)) or [()] * len(header)
    units = _units(cells[0], lines)
    names = [*(node.code for node in scheme.indicators), *scheme.denominators]
    columns = {name: _numbers(name, cells[header.index(name)], units, lines) for name in names}
    if scheme.imputation is not None:
        group = scheme.imputation.group
        columns[group] = np.array([cell.strip() for cell in cells[header.index(group)]], dtype=np.str_)
    return units, columns


def table_lines(scheme: Scheme, result: Result) -> Iterator[str]:
    """The result as CSV lines: unit, every node in the scheme's order, rank; missing is empty, floats in full."""
    columns = [_texts(result.scores[node.code]) for node in scheme.nodes]
    ranks = ["" if np.isnan(place) else str(int(place)) for place in result.ranks.tolist()]
    yield ",".join(["unit", *(_quoted(node.code) for node in scheme.nodes), "rank"]) + "\n"
    for row in zip(map(_quoted, result.units), *columns, ranks, strict=True):
        yield ",".join(row) + "\n"


def _rows(path: Path) -> tuple[list[int], list[list[str]]]:
    """Every line that holds something, with its number in the file."""
    lines, rows = [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for row in reader:
                if "".join(row).strip():
                    lines.append(reader.line_num)
                    rows.append(row)
    except OSError as error:
        raise DataError(f"读不了数据表「{path}」：{why(error)}。") from error
    except UnicodeDecodeError as error:
        raise DataError(f"数据表「{path}」不是 UTF-8 编码。") from error
    except csv.Error as error:
        raise DataError(f"数据表「{path}」第 {reader.line_num} 行不是正确的 CSV。") from error
    if not rows:
        raise DataError(f"数据表「{path}」是空的，连表头也没有。")
    return lines, rows


def _check_header(header: Sequence[str], scheme: Scheme) -> None:
    if header[0] != "unit":
        raise DataError(f"数据表第一列应当是「unit」，现在是「{header[0]}」。")
    for place, name in enumerate(header):
        if name and name in header[:place]:
            raise DataError(f"数据表的列「{name}」出现了两次。")
        if scheme.children.get(name):
            raise DataError(f"节点「{name}」有下级，数据表里不能再有这一列。")
    for node in scheme.indicators:
        if node.code not in header:
            raise DataError(f"节点「{node.code}」既没有下级，数据表里也没有这一列。")
    for name in scheme.denominators:
        if name not in header:
            raise DataError(f"数据表里没有分母（denominator）的列「{name}」。")
    if scheme.imputation is not None and scheme.imputation.group not in header:
        raise DataError(f"数据表里没有分组（imputation.group）的列「{scheme.imputation.group}」。")


def _units(cells: Sequence[str], lines: Sequence[int]) -> list[str]:
    first: dict[str, int] = {}
    for cell, line in zip(cells, lines, strict=True):
        unit = cell.strip()
        if not unit:
            raise DataError(f"数据表第 {line} 行没有写单位（unit）。")
        if unit in first:
            raise DataError(f"数据表的单位「{unit}」出现了两次：第 {first[unit]} 行和第 {line} 行。")
        first[unit] = line
    return list(first)


def _numbers(code: str, cells: Sequence[str], units: Sequence[str], lines: Sequence[int]) -> np.ndarray:
    texts = [cell.strip() for cell in cells]
    # With only these characters float() knows neither nan, inf, 1_000 nor full-width digits.
    if _DIGITS.issuperset("".join(texts)):
        try:
            values = np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)
        except ValueError:
            pass
        else:
            if not np.isinf(values).any():
                return values
    place = next(place for place, text in enumerate(texts) if not _is_number(text))
    raise DataError(
        f"数据表第 {lines[place]} 行单位「{units[place]}」列「{code}」的值「{texts[place][:40]}」不是有限的数。"
    )


def _is_number(text: str) -> bool:
    try:
        return not text or (_DIGITS.issuperset(text) and bool(np.isfinite(float(text))))
    except ValueError:
        return False


def _texts(scores: np.ndarray) -> list[str]:
    # Adding 0.0 turns the -0.0 of a reversed direction into 0.0.
    return ["" if value != value else repr(value) for value in (scores + 0.0).tolist()]


def _quoted(cell: str) -> str:
    if any(mark in cell for mark in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
