"""The rows behind a number: exactly those counted, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from governance.access.models import User
from governance.vault import masks
from indices.indicators import Indicator, Side
from indices.models import IndexRun


def behind(user: User, one: Indicator, run: IndexRun, side: Side, code: str, *, own: bool = False) -> QuerySet:
    """Rows of `side` in the division `code` as known at the run's cutoff; with `own`, only those filed by the unit itself."""
    rows = one.records(run.window, side).visible_to(user)
    return rows.filter(division=code) if own else rows.inside(code)


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list: what it is, more about it, where its page is."""

    text: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Resource:
    """How the rows of an indicator are named and read: `fetch` brings what `show` needs in the same query."""

    label: str
    unit: str
    fetch: tuple[str, ...]
    show: Callable[[Any], Row]


def rows_of(one: Indicator, records: QuerySet) -> QuerySet:
    return records.select_related("division", *RESOURCES[one.resource].fetch)


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "—"


def _household(row: Any) -> Row:
    return Row(row.address.text, str(row.division), row.get_absolute_url())


def _key_person(row: Any) -> Row:
    note = f"{row.get_kind_display()}，每 {row.interval} 天走访 · {row.household.address.text}"
    return Row(masks.name(row.resident.name), note, row.household.get_absolute_url())


def _need(row: Any) -> Row:
    done = f"{_day(row.resolved_at)} 办结" if row.resolved_at else ("已转工单" if row.case_id else "办理中")
    return Row(
        row.description or row.category.name,
        f"{row.category} · {_day(row.raised_at)} 提出 · {done} · {row.division}",
        _need_page(row),
    )


def _need_page(row: Any) -> str:
    return row.case.get_absolute_url() if row.case_id else row.visit.get_absolute_url()


def _round(row: Any) -> Row:
    closed = f"{_day(row.closed_at)} 结案" if row.closed_at else "未结案"
    note = f"{row.case.number} · 第 {row.number} 轮 · {_day(row.due_at)} 到期 · {closed} · {row.division}"
    return Row(row.case.title, note, row.case.get_absolute_url())


def _answer(row: Any) -> Row:
    solved = "已解决" if row.resolved else "没有解决"
    note = f"{row.case.number} · {_day(row.answered_at)} 回访 · {solved} · 满意度 {row.satisfaction} · {row.division}"
    return Row(row.case.title, note, row.case.get_absolute_url())


def _case(row: Any) -> Row:
    note = f"{row.number} · {row.category} · {_day(row.opened_at)} 发现 · {row.division}"
    return Row(row.title, note, row.get_absolute_url())


RESOURCES = {
    "households": Resource("住户", "户", ("address",), _household),
    "key-persons": Resource("重点人群", "人次", ("resident", "household__address"), _key_person),
    "needs": Resource("需求", "项", ("category", "visit", "case"), _need),
    "rounds": Resource("办理轮次", "轮", ("case",), _round),
    "answers": Resource("回访", "次", ("case",), _answer),
    "cases": Resource("工单", "件", ("category",), _case),
}
