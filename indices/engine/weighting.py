"""Where weights may come from: equal, paired comparison (AHP), entropy, first principal component.

All of them sum to 1. They are starting points for people who then decide; none is a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indices.engine.errors import DataError, SchemeError

Array = np.ndarray
RANDOM_INDEX = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random judgements over 1, 2, … 15 items (Saaty 1980, table 1-5)."""
ACCEPTABLE = 0.10
"""A consistency ratio above this asks for the judgements to be looked at again (Saaty 1980)."""
SLACK = 1e-4  # 1/3 typed as 0.3333 is still the reciprocal of 3


@dataclass(frozen=True, slots=True)
class Ahp:
    """`weights` (n,) in the order of the matrix; the ratio is 0 for one or two items, which cannot contradict."""

    weights: Array
    consistency_ratio: float
    lambda_max: float

    @property
    def consistent(self) -> bool:
        return self.consistency_ratio <= ACCEPTABLE


def equal(codes: Sequence[str]) -> dict[str, float]:
    """The same weight for each."""
    return dict.fromkeys(codes, 1 / len(codes)) if codes else {}


def ahp(matrix: Array) -> Ahp:
    """Weights from judgements a[i, j] = how much heavier i is than j, on Saaty's scale 1/9 to 9.

    The principal eigenvector, w = Aw / lambda_max; CI = (lambda_max - n) / (n - 1), CR = CI / RI(n) (Saaty 1977, 1980).
    Raise `SchemeError` naming the cell that is not positive or not the reciprocal of its opposite.
    """
    judged = _judgements(matrix)
    n = len(judged)
    values, vectors = np.linalg.eig(judged)
    place = int(values.real.argmax())
    weights = np.abs(vectors[:, place].real)
    lambda_max = float(values[place].real)
    ratio = max(0.0, (lambda_max - n) / (n - 1) / RANDOM_INDEX[n - 1]) if n > 2 else 0.0
    return Ahp(weights / weights.sum(), ratio, lambda_max)


def entropy(values: Array, codes: Sequence[str] | None = None) -> Array:
    """Weights (n,) of columns (units, n): what differs more between the units weighs more; nan is left aside.

    p = x / sum(x), e = -sum(p ln p) / ln m with m the units that have the value, w = (1 - e) / sum(1 - e)
    (Shannon 1948; Zeleny 1982). Raise `DataError` naming a column with a negative, without two values or all 0.
    """
    spread = np.array([_diversity(column, _named(codes, at)) for at, column in enumerate(_table(values).T)])
    if spread.sum() <= 0:
        raise DataError("各指标在单位之间都没有差异，熵权法分不出轻重，请改用等权或层次分析法。")
    return spread / spread.sum()


def pca(values: Array, codes: Sequence[str] | None = None) -> Array:
    """Weights (n,) of columns (units, n): loadings of the first component of the correlation matrix, over their sum.

    Units with a missing value are left out (COINr `get_PCA`, OECD/JRC 2008 handbook, step 6). The sign is the one
    that makes the sum positive. Raise `DataError` naming a column without spread, or with a negative loading.
    """
    table = _table(values)
    table = table[~np.isnan(table).any(axis=1)]
    if len(table) < 3:
        raise DataError("各项数据齐全的单位不到三个，不能用主成分法定权重。")
    for at in np.flatnonzero(table.min(axis=0) == table.max(axis=0)):
        raise DataError(f"指标「{_named(codes, int(at))}」各单位的值全都一样，不能用主成分法定权重。")
    _, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(table, rowvar=False)))
    first = vectors[:, -1] * (1 if vectors[:, -1].sum() >= 0 else -1)
    for at in np.flatnonzero(first < -1e-12):
        raise DataError(
            f"主成分法给「{_named(codes, int(at))}」的权重是负数（{first[at]:.3f}）：它与其他指标此消彼长，"
            "不能照此定权重；请去掉它，或改用等权、熵权、层次分析法。"
        )
    return np.clip(first, 0, None) / first.sum()


def _judgements(matrix: Array) -> Array:
    judged = np.asarray(matrix, dtype=np.float64)
    if judged.ndim != 2 or judged.shape[0] != judged.shape[1] or not 1 <= len(judged) <= len(RANDOM_INDEX):
        raise SchemeError(f"判断矩阵应当是方阵，行列相同，不超过 {len(RANDOM_INDEX)} 项。")
    for row, column in np.argwhere(~(np.isfinite(judged) & (judged > 0))):
        raise SchemeError(f"判断矩阵第 {row + 1} 行第 {column + 1} 列应当是大于 0 的数。")
    for row, column in np.argwhere(np.abs(judged * judged.T - 1) > SLACK * np.maximum(judged, judged.T)):
        raise SchemeError(
            f"判断矩阵第 {row + 1} 行第 {column + 1} 列是 {judged[row, column]:g}，"
            f"与对角的 {judged[column, row]:g} 不互为倒数。"
        )
    return judged


def _diversity(column: Array, name: str) -> float:
    held = column[~np.isnan(column)]
    if len(held) < 2 or held.sum() == 0 or (held < 0).any():
        raise DataError(f"指标「{name}」要有两个以上单位的值，不能有负数，也不能全是 0，才能用熵权法。")
    share = held / held.sum()
    positive = share[share > 0]
    return max(0.0, 1 + float((positive * np.log(positive)).sum()) / np.log(len(held)))


def _table(values: Array) -> Array:
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] == 0 or np.isinf(table).any():
        raise DataError("定权重要一张表：一行一个单位，一列一个指标，只有有限的数。")
    return table


def _named(codes: Sequence[str] | None, at: int) -> str:
    return codes[at] if codes is not None else f"第 {at + 1} 列"
