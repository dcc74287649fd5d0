"""A ticket of 12345 becomes a case, once, whichever way it came: by file or by their system."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.actions import reporters
from cases.actions.cases import open_case
from cases.models import Case, Category
from governance.access.models import Division, User
from governance.access.scoping import can, can_in
from governance.vault.texts import needed, personal_number

MAY = "intake.add_hotlinebatch"
TITLE = 40  # characters of the caller's words that name the case
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s\-]?\d){9,16}[\s\-]?[\dXx](?!\d)")
HIDDEN = "（号码已隐去）"


def known_case(number: str) -> Case | None:
    """The case that came of this ticket before."""
    return Case.objects.filter(entrance=Case.Entrance.HOTLINE, outside_number=number).first()


@transaction.atomic
def open_ticket(
    *, number: str, division: Division, category: Category, text: str, accepted_at: datetime, by: User,
    due_at: datetime | None = None, address: str = "", name: str = "", phone: str = "", id: uuid.UUID | None = None,
) -> Case:  # fmt: skip
    """Open the case of a ticket with their number and deadline. Raises ValidationError where it is registered already."""
    if not can_in(by, MAY, division.code):
        raise PermissionDenied("您不能在这里登记热线工单。")
    number = needed("number", "热线编号", number, 60)
    with transaction.atomic():
        if known := known_case(number):  # perhaps another street's, whose number is not told
            seen = f"（{known.number}）" if can(by, "cases.view_case", known) else ""
            raise ValidationError({"number": f"这个编号的工单已经登记过{seen}。"})
        text = needed("text", "诉求", without_numbers(text), 2000)
        _refuse_early(accepted_at, due_at)
        case = open_case(
            id=id, division=division, category=category, title=title_of(text), description=text, address=address, by=by,
            opened_at=accepted_at, due_at=due_at, source=Case.Source.PASSIVE, entrance=Case.Entrance.HOTLINE,
            outside_number=number,
        )  # fmt: skip
    reporters.note(case, by=by, name=name, phone=phone)
    return case


def without_numbers(text: str) -> str:
    """The caller's words without telephone and ID numbers: the reporter is kept sealed beside the case, not in its words."""
    for found in _LONG_NUMBER.findall(text):
        if personal_number(found):
            text = text.replace(found, HIDDEN)
    return text


def title_of(text: str) -> str:
    """The first sentence, no longer than a line."""
    first = (
        re.split(r"[。！？；\n\r]", unicodedata.normalize("NFC", text).strip(), maxsplit=1)[0].strip() or text.strip()
    )
    return first if len(first) <= TITLE else f"{first[: TITLE - 1]}…"


def _refuse_early(accepted_at: datetime, due_at: datetime | None) -> None:
    if due_at is not None and due_at <= accepted_at:
        raise ValidationError({"due_at": "办结期限应晚于受理时间。"})
