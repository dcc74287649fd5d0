"""A scheme as a file: JSON exactly as `score_table` reads it, and a workbook of nodes and cards. Writing and reading agree."""

from __future__ import annotations

import json
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.core.exceptions import ValidationError

from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import SchemeVersion

NODES, CARDS, SCHEME = "节点", "指标卡", "方案"
COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "代码": ("text", ("code",)), "名称": ("text", ("name",)), "上级": ("text", ("parent",)), "权重": ("number", ("weight",)),
    "权重应合计": ("number", ("weights_sum",)), "合成": ("text", ("aggregation",)), "下级最低分": ("number", ("floor",)),
    "有效份额": ("number", ("min_share",)), "限额：谁": ("text", ("limit", "child")), "限额：比照": ("text", ("limit", "by")),
    "限额：多出": ("number", ("limit", "plus")), "方向": ("number", ("direction",)), "变换": ("text", ("transform",)),
    "归一化": ("text", ("normalisation", "method")), "目标低": ("number", ("normalisation", "low")),
    "目标高": ("number", ("normalisation", "high")), "封顶": ("flag", ("normalisation", "cap")),
    "得分低": ("number", ("normalisation", "range", "0")), "得分高": ("number", ("normalisation", "range", "1")),
}  # fmt: skip
"""Title -> (kind, where it stands in a node); a number in a path is a place in a list."""
MARK, SHOWN = "暂定", "指标（只读）"
CARD_HEAD = ("代码", "名称", "类别", "维度", "单位", "方向", "窗口天数", "最少样本", "计算方法", "统计口径", "分子", "分母", "责任主体", "填报标准")  # fmt: skip
TOP = {"name": "名称", "treatment": "极端值处理", "normalisation": "归一化", "screening": "单位筛选"}


def json_text(definition: dict[str, Any]) -> str:
    """In the order in which one reads a scheme; numbers as they are hashed."""
    first = ("name", "screening", "treatment", "normalisation", "nodes")
    ordered = {key: definition[key] for key in first if key in definition}
    return json.dumps(ordered | definition, ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> Any:
    """Raises ValidationError naming the line; an entry written twice and numbers that are none are refused."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise ValidationError(f"文件第 {error.lineno} 行第 {error.colno} 列不是正确的 JSON。") from None
    except (RecursionError, ValueError):  # too deep, or a number too long to be read
        raise ValidationError("文件里有读不了的数，或括号套得太深。") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValidationError(
                f"文件里的「{key[:40]}」在同一对花括号里写了两次（{str(found.get('code', ''))[:40]}）。"
            )
        found[key] = value
    return found


def _no_number(text: str) -> float:
    raise ValidationError(f"文件里的 {text} 不是有限的数。")


def workbook(version: SchemeVersion) -> IO[bytes]:
    """A temporary file, read from its beginning."""
    file = TemporaryFile()  # noqa: SIM115  handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    engine = Engine.from_dict(version.definition)
    _sheet(book, bold, NODES, (*COLUMNS, MARK, SHOWN), _node_rows(version, engine), 11)
    _sheet(book, bold, CARDS, CARD_HEAD, (_card(one.code) for one in engine.indicators), 16)
    _sheet(book, bold, SCHEME, ("项", "内容"), _top_rows(version), 40)
    book.close()
    file.seek(0)
    return file


def _sheet(book: Any, bold: Any, title: str, head: Iterable[str], rows: Iterable[Iterable[Any]], width: int) -> None:
    sheet = book.add_worksheet(title)
    sheet.set_column(0, len(tuple(head)) - 1, width)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, head, bold)
    for number, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells):
            if value is not None:
                sheet.write(number, column, value)


def _node_rows(version: SchemeVersion, engine: Engine) -> Iterable[list[Any]]:
    leaves = {node.code for node in engine.indicators}
    for node in version.definition["nodes"]:
        code = node["code"]
        cells = [_written(kind, _at(node, path)) for kind, path in COLUMNS.values()]
        yield [*cells, "是" if code in version.provisional else None, indicator(code).name if code in leaves else None]


def _top_rows(version: SchemeVersion) -> Iterable[tuple[str, Any]]:
    for key, title in TOP.items():
        value = version.definition.get(key)
        yield title, value if isinstance(value, str) else None if value is None else json.dumps(value)
    yield "版本（只读）", str(version)
    yield "摘要（只读）", version.hash or "草稿"


def _card(code: str) -> tuple[Any, ...]:
    one = indicator(code)
    card = one.card
    return (
        one.code, one.name, one.kind, one.dimension, one.unit, one.direction, one.days, one.minimum, card.method, card.scope,
        card.numerator, card.denominator, card.owner, card.standard,
    )  # fmt: skip


def _at(node: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        if node is None:
            return None
        node = node[int(key)] if isinstance(node, list) else node.get(key)
    return node


def _written(kind: str, value: Any) -> Any:
    """A number that a cell would round stands there as text."""
    if kind == "flag" and value is not None:
        return "是" if value else "否"
    if isinstance(value, float) and float(f"{value:.15G}") != value:
        return repr(value)
    return value
