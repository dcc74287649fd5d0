"""From the table to the columns that are scored: denomination, screening, imputation, in this order.

Each is optional (COINr `Denominate`, `Screen`, `Impute`). Screening counts what a unit really has, so it comes before
imputation: a unit made of its neighbours' means is no unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from indices.engine.errors import DataError
from indices.engine.options import Imputation, Screening
from indices.engine.scheme import Node, Scheme

Array = np.ndarray


def prepared(scheme: Scheme, columns: Mapping[str, Array], units: Sequence[str]) -> dict[str, Array]:
    """Columns (units,) of every indicator, ready for treatment; nan for missing. A screened unit is nan throughout.

    `columns` also holds the denominators and, as texts, the groups. Raise `DataError` naming the node and the unit.
    """
    found = {node.code: _denominated(node, columns, units) for node in scheme.indicators}
    if scheme.screening is not None:
        out = ~screened_in(found, scheme.screening)
        found = {code: np.where(out, np.nan, values) for code, values in found.items()}
    if scheme.imputation is not None:
        found = _imputed(scheme.imputation, found, columns, units)
    return found


def screened_in(columns: Mapping[str, Array], screening: Screening) -> Array:
    """Which units (units,) stay: share of indicators present, and share of those that are not 0, both large enough.

    A unit that has nothing has no share of zeros; only `min_share` speaks about it (COINr `get_data_avail`).
    """
    table = np.stack(list(columns.values()))
    held = (~np.isnan(table)).sum(axis=0)
    filled = (table != 0).sum(axis=0) - (len(table) - held)  # nan != 0
    enough = held >= screening.min_share * len(table) - 1e-9
    return enough & (filled >= screening.min_nonzero * held - 1e-9)


def column(name: str, columns: Mapping[str, Array], units: Sequence[str]) -> Array:
    """A column of numbers (units,) under the name of its node; raise `DataError` where there is none that fits."""
    if name not in columns:
        raise DataError(f"节点「{name}」既没有下级，数据里也没有这一列。")
    values = np.asarray(columns[name], dtype=np.float64)
    if values.shape != (len(units),):
        raise DataError(f"节点「{name}」的数据有 {values.size} 个，单位有 {len(units)} 个，对不上。")
    if np.isinf(values).any():
        raise DataError(f"节点「{name}」单位「{units[int(np.isinf(values).argmax())]}」的值是无穷大。")
    return values


def _denominated(node: Node, columns: Mapping[str, Array], units: Sequence[str]) -> Array:
    """x / (d / factor); without a denominator there is no value (COINr `Denominate`, its `ScaleFactor`)."""
    values = column(node.code, columns, units)
    if node.denominator is None:
        return values
    name = node.denominator.column
    if name not in columns:
        raise DataError(f"节点「{node.code}」的分母「{name}」在数据里没有这一列。")
    below = column(name, columns, units)
    if (below == 0).any():
        raise DataError(
            f"节点「{node.code}」单位「{units[int((below == 0).argmax())]}」的分母「{name}」是 0，不能相除。"
        )
    with np.errstate(all="ignore"):
        found = values / (below / node.denominator.factor)
    if np.isinf(found).any():
        raise DataError(f"节点「{node.code}」单位「{units[int(np.isinf(found).argmax())]}」的数值太大，无法计算。")
    return found


def _imputed(
    imputation: Imputation, found: Mapping[str, Array], columns: Mapping[str, Array], units: Sequence[str]
) -> dict[str, Array]:
    """A missing value becomes the mean of its group (COINr `i_mean_grp`).

    It stays missing where the unit has no group, or the group no value, or the unit has nothing at all: neither empty
    nor screened units are invented.
    """
    if imputation.group not in columns:
        raise DataError(f"数据里没有分组（imputation.group）的列「{imputation.group}」。")
    groups = np.asarray(columns[imputation.group]).astype(str)
    if groups.shape != (len(units),):
        raise DataError(f"分组的列「{imputation.group}」有 {groups.size} 个，单位有 {len(units)} 个，对不上。")
    _, place = np.unique(groups, return_inverse=True)
    there = ~np.isnan(np.stack(list(found.values()))).all(axis=0) & (groups != "")
    return {code: np.where(there & np.isnan(values), _means(values, place), values) for code, values in found.items()}


def _means(values: Array, place: Array) -> Array:
    """The mean of each unit's group (units,), nan where the group has no value."""
    held = ~np.isnan(values)
    sums = np.bincount(place, np.where(held, values, 0.0))
    with np.errstate(all="ignore"):
        return (sums / np.bincount(place, held))[place]
