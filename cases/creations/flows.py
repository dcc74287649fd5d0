"""The life of a creation, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases.creations.models import Creation
from cases.hazards.models import Hazard, Violation
from governance.access.models import User
from governance.flow.machine import Flow, Refused, Step

S = Creation.State


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What the committee has to clear first: a sentence with the count, and where to look."""

    text: str
    href: str


def obstacle(creation: Creation) -> Obstacle | None:
    """Of the committee's own records, whoever may read them: no name stands on what is still open."""
    code = creation.division_id
    if creation.kind == Creation.Kind.NO_ILLEGAL:
        count = Violation.objects.open().filter(division=code, kind=Violation.Kind.BUILDING).count()
        text = f"本居委还有 {count} 件违法建筑没有整治，见“综合整治”。请整治完成或撤回后再办。"
        return Obstacle(text, f"/violations/?kind=building&within={code}") if count else None
    count = Hazard.objects.overdue(timezone.now()).filter(division=code).count()
    text = f"本居委还有 {count} 件隐患逾期未整改，见“隐患排查”。请整改后再办。"
    return Obstacle(text, f"/hazards/?view=overdue&within={code}") if count else None


def taken_back(row: Any) -> str:
    return "这项创建已经撤回，不能再办理。" if row.withdrawn_at else ""


def cleared(row: Creation, user: User) -> str:
    """No name while the committee's own records speak against it."""
    found = obstacle(row)
    return Refused(found.text) if found else ""


def inspected(row: Creation, user: User) -> str:
    """核查人不能是申报人."""
    return "是您申报的，须由别人核查。" if row.created_by_id == user.pk else cleared(row, user)


def decided(row: Creation, user: User) -> str:
    """命名人不能是核查人."""
    return "是您核查的，须由别人命名。" if row.checker_id == user.pk else cleared(row, user)


CREATION = Flow(
    "creation",
    #    step       from                     to         needs                         button
    Step("check",   (S.APPLIED,),            S.CHECKED, "creations.check_creation",   "核查通过", inspected, "clipboard-check", ("note",)),
    Step("name",    (S.CHECKED,),            S.NAMED,   "creations.name_creation",    "命名", decided, "award", ("valid_until",)),
    Step("recheck", (S.NAMED,),              S.NAMED,   "creations.recheck_creation", "复核", cleared, "arrow-repeat", ("note", "valid_until")),
    Step("refuse",  (S.APPLIED, S.CHECKED),  S.REFUSED, "creations.check_creation",   "不通过", None, "x-circle", ("reason",)),
    Step("revoke",  (S.NAMED,),              S.REVOKED, "creations.revoke_creation",  "撤销命名", None, "slash-circle", ("reason",)),
    rests=taken_back,
)  # fmt: skip
