"""How the rows behind a number are named and shown: what each is, more about it, where its page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.vault import masks


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


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "—"


def _household(row: Any) -> Row:
    return Row(row.address.text, str(row.division), row.get_absolute_url())


def _visit(row: Any) -> Row:
    """Without its words: they may tell of the household."""
    note = f"{_day(row.visited_at)} · {row.get_method_display()} · {row.division}"
    return Row(row.household.address.text, note, row.get_absolute_url())


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


def _resident(row: Any) -> Row:
    return Row(masks.name(row.name), f"{row.household.address.text} · {row.division}", row.get_absolute_url())


def _volunteer(row: Any) -> Row:
    """With the hours served where they were asked for along with the rows."""
    minutes = getattr(row, "served", None)
    hours = "" if minutes is None else f" · {minutes / 60:.1f} 小时"
    return Row(row.masked_name, f"{row.number}{hours} · {row.division}", row.get_absolute_url())


def _recognition(row: Any) -> Row:
    note = f"{row.get_title_display()} · {row.since} 起 · {row.division}"
    return Row(row.volunteer.masked_name, note, row.volunteer.get_absolute_url())


def _posting(row: Any) -> Row:
    ended = f"至 {row.until} {row.get_ending_display()}" if row.until else "在岗"
    note = f"{row.post} · {row.since} 起 · {ended} · {row.division}"
    return Row(row.worker.masked_name, note, row.worker.get_absolute_url())


def _attendance(row: Any) -> Row:
    note = f"{row.session.training} · {_day(row.held_at)} · {row.hours} 课时 · {row.division}"
    return Row(row.worker.masked_name, note, row.worker.get_absolute_url())


def _activity(row: Any) -> Row:
    note = (
        f"{row.get_theme_display()} · {row.get_organiser_kind_display()}主办 · {_day(row.starts_at)} · {row.division}"
    )
    return Row(row.title, note, row.get_absolute_url())


def _partner(row: Any) -> Row:
    """A partner has no page of its own."""
    return Row(row.name, f"{row.get_kind_display()} · {row.division}", reverse("neighborhoods:partners"))


def _opening(row: Any) -> Row:
    return Row(row.center.name, f"{row.since} 起开放 · {row.division}", row.center.get_absolute_url())


def _group(row: Any) -> Row:
    return Row(row.name, f"{row.estate} · {row.named_on} 命名 · {row.division}", row.get_absolute_url())


def _meeting(row: Any) -> Row:
    held = f"{_day(row.held_at)} 召开" if row.held_at else "没有召开"
    return Row(str(row), f"{held} · {row.division}", row.get_absolute_url())


def _summons(row: Any) -> Row:
    return Row(
        row.title,
        f"{row.number} · {_day(row.closed_at)} 办结 · {row.get_result_display()} · {row.division}",
        row.get_absolute_url(),
    )


def _invitation(row: Any) -> Row:
    came = f"{_day(row.arrived_at)} 到场" if row.arrived_at else "没有到场"
    note = f"{row.department} · 应于 {_day(row.arrive_due_at)} 前到场 · {came} · {row.division}"
    return Row(row.summons.title, note, row.summons.get_absolute_url())


def _mediation(row: Any) -> Row:
    note = f"{row.get_kind_display()} · {_day(row.closed_at)} {row.get_outcome_display()} · {row.division}"
    return Row(row.number, note, row.get_absolute_url())


def _consult(row: Any) -> Row:
    """The question itself stays behind: it may tell of a family."""
    note = f"{row.get_channel_display()} · {_day(row.answered_at)} 答复 · {row.division}"
    return Row(row.get_topic_display(), note, row.get_absolute_url())


def _rectification(row: Any) -> Row:
    done = f"{_day(row.rectified_at)} 整改完成" if row.rectified_at else "没有整改"
    note = f"{row.hazard.number} · 第 {row.number} 轮 · {_day(row.due_at)} 到期 · {done} · {row.division}"
    return Row(row.hazard.title, note, row.hazard.get_absolute_url())


RESOURCES = {
    "summonses": Resource("约请", "件", (), _summons),
    "invitations": Resource("应约", "次", ("summons", "department"), _invitation),
    "mediations": Resource("人民调解", "件", (), _mediation),
    "consults": Resource("法律咨询", "次", (), _consult),
    "rectifications": Resource("整改轮次", "轮", ("hazard",), _rectification),
    "activities": Resource("活动", "场", (), _activity),
    "attendances": Resource("培训签到", "人次", ("worker", "session__training"), _attendance),
    "building-groups": Resource("睦邻楼组", "个", ("estate",), _group),
    "joint-meetings": Resource("联席会议", "月", (), _meeting),
    "openings": Resource("开放的睦邻中心", "个", ("center",), _opening),
    "partners": Resource("共建单位", "家", (), _partner),
    "postings": Resource("任职", "人", ("worker", "post"), _posting),
    "recognitions": Resource("称号", "人", ("volunteer__resident",), _recognition),
    "residents": Resource("居民", "人", ("household__address",), _resident),
    "volunteers": Resource("志愿者", "人", ("resident",), _volunteer),
    "visits": Resource("走访", "次", ("household__address",), _visit),
    "households": Resource("住户", "户", ("address",), _household),
    "key-persons": Resource("重点人群", "人次", ("resident", "household__address"), _key_person),
    "needs": Resource("需求", "项", ("category", "visit", "case"), _need),
    "rounds": Resource("办理轮次", "轮", ("case",), _round),
    "answers": Resource("回访", "次", ("case",), _answer),
    "cases": Resource("工单", "件", ("category",), _case),
}
