"""The whole of `manage.py score_table`: two files in, one table out, an exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

from indices.engine.errors import SchemeError, ScoringError, why
from indices.engine.scheme import Scheme
from indices.engine.scoring import score
from indices.engine.table import read_table, table_lines


def run(
    scheme_path: str | Path,
    data_path: str | Path,
    output: str | Path | None,
    *,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> int:
    """Score the table and write it to `output`, or to `stdout`. Return 0, or 2 after one Chinese line on `stderr`."""
    try:
        scheme = read_scheme(Path(scheme_path))
        units, columns = read_table(Path(data_path), scheme)
        lines = table_lines(scheme, score(scheme, units, columns))
        if output is None:
            (stdout or sys.stdout).writelines(lines)
        else:
            with Path(output).open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines)
    except ScoringError as error:
        return _refuse(str(error), stderr)
    except OSError as error:
        return _refuse(f"写不了结果表「{output or '标准输出'}」：{why(error)}。", stderr)
    return 0


def read_scheme(path: Path) -> Scheme:
    """Read and check a scheme file; raise `SchemeError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant, parse_int=_whole)
    except OSError as error:
        raise SchemeError(f"读不了方案「{path}」：{why(error)}。") from error
    except UnicodeDecodeError as error:
        raise SchemeError(f"方案「{path}」不是 UTF-8 编码。") from error
    except json.JSONDecodeError as error:
        raise SchemeError(f"方案「{path}」第 {error.lineno} 行第 {error.colno} 列不是正确的 JSON。") from error
    except RecursionError as error:
        raise SchemeError(f"方案「{path}」的括号套得太深。") from error
    return Scheme.from_dict(raw)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise SchemeError(f"方案里的「{key}」在同一对花括号里写了两次（{found.get('code', value)!s:.40}）。")
        found[key] = value
    return found


def _whole(digits: str) -> float:
    # As a float, so that a number of any length is either finite or refused where it stands.
    return float(digits)


def _refuse_constant(name: str) -> float:
    raise SchemeError(f"方案里的 {name} 不是有限的数。")


def _refuse(sentence: str, stderr: TextIO | None) -> int:
    (stderr or sys.stderr).write(" ".join(sentence.split()) + "\n")
    return 2
