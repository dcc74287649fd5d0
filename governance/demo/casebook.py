"""A case's life as rows: the case, its story, its rounds, dispatches and answers."""

from __future__ import annotations

from cases.actions.clocks import STEP_DAYS
from cases.models import Case
from governance.demo.calendar import DAY
from governance.demo.casework import Life
from governance.demo.world import Making


def write(making: Making, life: Life) -> None:
    _case(making, life)
    _entries(making, life)
    _rounds(making, life)
    for one in life.sent:
        making.sheets.add(
            "cases_dispatch", making.id(one.at), 1, life.asked.id, one.department, making.text(one.at), making.committee.officer,
            making.text(one.accepted), making.text(one.refused), one.reason,
        )  # fmt: skip


def _case(making: Making, life: Life) -> None:
    asked, text = life.asked, making.text
    title = (
        f"{asked.topic.name}：{asked.text}"
        if asked.need
        else f"{asked.address.split(' ')[0]}{asked.text.split('，')[0]}"
    )
    closed = life.spells[-1].closed if life.spells else None
    number, place = making.number(asked.moment // DAY), asked.place or (None, None)
    making.sheets.add(
        "cases_case", asked.id, 1 + len(life.entries) - len(life.said), making.committee.code, asked.by, text(asked.recorded),
        text(life.withdrawn), life.reason, number, asked.source, asked.topic.id, title[:80],
        asked.text, asked.home.id if asked.home else None, asked.address, life.channel, life.state, life.department,
        life.handler, life.checker, text(asked.moment), text(life.filed), text(step_due(making, life)), text(life.due),
        text(closed), life.result, life.count("rework"), life.count("refuse"), asked.repeat_of, asked.entrance,
        f"RX{number[2:]}" if asked.entrance == "hotline" else "", *place,
    )  # fmt: skip


def step_due(making: Making, life: Life) -> int | None:
    """As `cases.actions.clocks.step_due`, in the calendar's seconds; none once withdrawn."""
    if life.withdrawn:
        return None
    if life.state in STEP_DAYS:
        start = life.at if life.entries else life.asked.moment
        return making.calendar.due(start, STEP_DAYS[Case.State(life.state)])
    return life.due if life.state == Case.State.HANDLING else None


def _entries(making: Making, life: Life) -> None:
    asked, add = life.asked, making.sheets.add
    source = Case.Source(asked.source).label
    add(
        "cases_caseentry",
        making.id(asked.recorded),
        1,
        asked.id,
        making.text(asked.recorded),
        asked.by,
        "open",
        None,
        source,
    )
    for one in life.entries:
        add(
            "cases_caseentry",
            making.id(one.at),
            1,
            asked.id,
            making.text(one.at),
            one.by,
            one.step,
            one.department,
            one.text,
        )


def _rounds(making: Making, life: Life) -> None:
    text, committee, asked = making.text, making.committee, life.asked
    ids = []
    for number, one in enumerate(life.spells, start=1):
        ids.append(making.id(one.started))
        making.sheets.add(
            "cases_round", ids[-1], 1 + (one.closed is not None), committee.code, committee.officer, text(one.started), "",
            asked.id, asked.topic.id, number, text(one.started), text(one.due), text(one.closed),
        )  # fmt: skip
    for said in life.said:
        making.sheets.add(
            "cases_answer", making.id(said.at), 1, committee.code, committee.clerk, text(said.at), "", asked.id,
            ids[said.spell], text(said.at), committee.clerk, said.solved, said.score, said.comment,
        )  # fmt: skip
