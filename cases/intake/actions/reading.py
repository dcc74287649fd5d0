"""A line of the file becomes a row of the batch: checked, placed, with a category that is given or suggested."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.actions.cases import AHEAD
from cases.advice.selectors.suggesting import suggest_all
from cases.intake.actions.tickets import title_of, without_numbers
from cases.intake.models import HotlineBatch, HotlineRow
from cases.intake.selectors.places import Gazetteer
from cases.intake.selectors.sheet import Line, lines_of, moment, words
from cases.lookups import categories_at
from cases.models import Case, Category
from governance.vault.texts import personal_number

OLDEST = timedelta(days=3 * 366)
_PHONE = re.compile(r"\+?\d{7,15}")


def rows_of(path: Path, batch: HotlineBatch) -> list[HotlineRow]:
    """Rows to be saved, in the order of the file. Raises ValidationError for a file that cannot be read."""
    reader = Reader(batch)
    rows = [reader.row(line) for line in lines_of(path)]
    _mark_known(rows)
    _suggest(rows)
    return rows


class Reader:
    """What lines are checked against, read once a file."""

    def __init__(self, batch: HotlineBatch) -> None:
        self.batch, self.now = batch, timezone.now()
        self.places = Gazetteer.of(batch.division)
        self.categories: dict[str, dict[str, Category]] = {}
        self.lines: dict[str, int] = {}

    def row(self, line: Line) -> HotlineRow:
        cells, row = line.cells, HotlineRow(batch=self.batch, line=line.number)
        wrong = list(line.wrong)
        row.number = self._short(words(cells.get("number")), 60, "工单编号", wrong, needed=True)
        self._refuse_second(row, wrong)
        self._times(row, cells, wrong)
        row.text = self._short(without_numbers(words(cells.get("text"))), 2000, "诉求内容", wrong, needed=True)
        row.address = self._short(words(cells.get("address")), 120, "地址", wrong)
        self._caller(row, cells, wrong)
        self._place(row, words(cells.get("place")), wrong)
        self._category(row, words(cells.get("category")), wrong)
        row.problems = wrong
        return row

    def _short(self, text: str, most: int, label: str, wrong: list[str], *, needed: bool = False) -> str:
        if needed and not text:
            wrong.append(f"请填写{label}")
        if len(text) > most:
            wrong.append(f"{label}最多 {most} 个字，现在有 {len(text)} 个")
        if found := personal_number(text):
            wrong.append(f"{label}里有{found}，请删去")
            return ""
        return text[:most]

    def _refuse_second(self, row: HotlineRow, wrong: list[str]) -> None:
        first = self.lines.setdefault(row.number, row.line) if row.number else row.line
        if first != row.line:
            wrong.append(f"编号与第 {first} 行相同")

    def _times(self, row: HotlineRow, cells: dict[str, Any], wrong: list[str]) -> None:
        for name, label in (("accepted_at", "受理时间"), ("due_at", "办结期限")):
            try:
                setattr(row, name, moment(cells.get(name)))
            except (ValueError, OverflowError):
                wrong.append(f"{label}请写成 2026-11-18 09:30")
        if row.accepted_at is None:
            if not any(one.startswith("受理时间") for one in wrong):
                wrong.append("请填写受理时间")
        elif not self.now - OLDEST < row.accepted_at <= self.now + AHEAD:
            wrong.append("受理时间不能晚于现在，也不能早于三年前")
        elif row.due_at is not None and row.due_at <= row.accepted_at:
            wrong.append("办结期限应晚于受理时间")

    def _caller(self, row: HotlineRow, cells: dict[str, Any], wrong: list[str]) -> None:
        name, phone = words(cells.get("name")), re.sub(r"[\s\-]", "", words(cells.get("phone")))
        if len(name) > 40 or re.search(r"\d{5}", name):
            wrong.append("来电人请填称呼，不超过 40 个字")
        elif phone and not _PHONE.fullmatch(phone):
            wrong.append("来电号码不像电话号码，请改正或清空")
        else:
            row.name, row.phone = name or None, phone or None

    def _place(self, row: HotlineRow, said: str, wrong: list[str]) -> None:
        found = self.places.find(f"{row.address} {row.text[:200]}" if not row.address else row.address, said)
        if found:
            row.place_id, row.placed = found.division, found.how
        elif said:
            wrong.append(f"辖区内没有“{said[:20]}”，请写街镇、居委的名称或 12 位代码")
        else:
            wrong.append("认不出是哪个街镇，请在“区划”一列写明")

    def _category(self, row: HotlineRow, said: str, wrong: list[str]) -> None:
        if not row.place_id or not said:
            return
        if row.place_id not in self.categories:
            known = categories_at(row.place_id)
            self.categories[row.place_id] = {one.name: one for one in known} | {one.code: one for one in known}
        row.category = self.categories[row.place_id].get(said)
        if row.category is None:
            wrong.append(f"没有“{said[:20]}”这个类别，请改成本区在用的名称或代码，或者清空后由系统建议")


def _mark_known(rows: list[HotlineRow]) -> None:
    """Tickets that became cases before: nothing more is asked of them, and nothing is opened."""
    asked = [row.number for row in rows if row.number]
    known = {
        one.outside_number: one for one in Case.objects.filter(entrance=Case.Entrance.HOTLINE, outside_number__in=asked)
    }
    for row in rows:
        if case := known.get(row.number):
            row.case, row.known, row.problems = case, True, []
            row.name = row.phone = None


def _suggest(rows: list[HotlineRow]) -> None:
    asked: list[Any] = [row for row in rows if row.place_id and not row.known and row.text]
    found = suggest_all([row.place_id for row in asked], [f"{title_of(row.text)} {row.text}" for row in asked])
    for row, suggested in zip(asked, found, strict=True):
        if suggested:
            row.suggested, row.probability = suggested.category, suggested.probability
