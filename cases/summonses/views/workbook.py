"""The list and the year's rates as Excel files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from cases.summonses.looks import LOOKS, look_key
from cases.summonses.models import Summons
from cases.summonses.yearly import Line
from governance.web.sheets import workbook

HEAD = ("约请号", "状态", "方式", "事项", "到场地点", "居委", "部门", "提出时间", "办结时间", "结果")
WIDTHS = (17, 14, 8, 36, 28, 24, 40, 17, 17, 10)
RATES = ("名称", "已解决", "已办结", "解决率", "按时到场", "应到场", "按时到场率", "辞约", "平均评价")


def write_summonses(rows: QuerySet[Summons]) -> IO[bytes]:
    return workbook("约请", HEAD, WIDTHS, _cells(rows))


def write_rates(places: list[Line], departments: list[Line]) -> IO[bytes]:
    return workbook("约请解决率", RATES, (24, *[11] * 8), [_of_line(one) for one in (*places, *departments)])


def _cells(rows: QuerySet[Summons]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        asked = "、".join(one.department.name for one in row.invitations.all())
        yield [
            row.number, LOOKS[look_key(row)].label, row.get_kind_display(), row.title, row.place, row.division.name, asked,
            _minute(row.raised_at), _minute(row.closed_at), row.get_result_display() if row.result else "",
        ]  # fmt: skip


def _of_line(line: Line) -> list[Any]:
    cells = [line.name, line.resolved.value, line.closed.value, _percent(line.share)]
    if line.due is None or line.in_time is None:
        return cells
    return [*cells, line.in_time.value, line.due.value, _percent(line.in_time_share), line.declined, line.rating]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _minute(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
