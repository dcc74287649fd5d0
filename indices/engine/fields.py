"""Reading one JSON object of a scheme, so that every wrong value is named where it stands."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

from indices.engine.errors import SchemeError


class Fields:
    """The entries of one object; an explicit null means the default, an unknown key is refused."""

    def __init__(self, raw: Any, *, where: str, known: Collection[str]) -> None:
        if not isinstance(raw, Mapping):
            raise SchemeError(f"{where}应当是一个 JSON 对象。")
        for key in raw:
            if key not in known:
                raise SchemeError(f"{where}有不认识的项「{key}」。")
        self.where = where
        self.given = {key: value for key, value in raw.items() if value is not None}

    def __contains__(self, key: str) -> bool:
        return key in self.given

    def require(self, key: str) -> Any:
        if key not in self.given:
            raise SchemeError(f"{self.where}缺少「{key}」。")
        return self.given[key]

    def text(self, key: str) -> str:
        value = self.require(key)
        if not isinstance(value, str) or not value.isprintable() or not value or value != value.strip():
            raise SchemeError(f"{self.where}的「{key}」应当是一行非空、首尾没有空白的文字。")
        return value

    def choice(self, key: str, options: Collection[str], default: str) -> str:
        value = self.given.get(key, default)
        if not isinstance(value, str) or value not in options:
            raise SchemeError(f"{self.where}的「{key}」不能是 {value!r}，只能是 {'、'.join(options)}。")
        return value

    def number(
        self, key: str, default: float | None = None, *, low: float = -math.inf, high: float = math.inf
    ) -> float:
        """A finite number within [low, high]; without `default` it must be there."""
        value = self.require(key) if default is None else self.given.get(key, default)
        number = self._finite(key, value)
        if not low <= number <= high:
            bounds = f"不小于 {low:g}" if high == math.inf else f"在 {low:g} 到 {high:g} 之间"
            raise SchemeError(f"{self.where}的「{key}」是 {value!r}，应当{bounds}。")
        return number

    def span(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """Two numbers, the first the smaller."""
        value = self.given.get(key, default)
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise SchemeError(f"{self.where}的「{key}」应当是两个数 [低, 高]。")
        low, high = (self._finite(key, end) for end in value)
        if low >= high:
            raise SchemeError(f"{self.where}的「{key}」低端 {low:g} 应当小于高端 {high:g}。")
        return low, high

    def flag(self, key: str, default: bool) -> bool:
        value = self.given.get(key, default)
        if not isinstance(value, bool):
            raise SchemeError(f"{self.where}的「{key}」应当是 true 或 false，不能是 {value!r}。")
        return value

    def _finite(self, key: str, value: Any) -> float:
        # JSON's true is Python's 1, and an integer may be too long for a float.
        if isinstance(value, int | float) and not isinstance(value, bool):
            try:
                if math.isfinite(value):
                    return float(value)
            except OverflowError:
                pass
        raise SchemeError(f"{self.where}的「{key}」应当是一个有限的数，不能是 {str(value)[:40]!r}。")
