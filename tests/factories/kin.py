"""约请, 人民调解 and 隐患 as the index counts them, written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from cases.hazards.models import Hazard, Rectification
from cases.mediations.models import Mediation
from cases.summonses.models import Invitation, Summons
from governance.access.models import Department, Division
from tests.factories.hazards import RiskKindFactory
from tests.factories.indices import at

_numbers = itertools.count(1)


def summons(division: Division, closed: str, *, resolved: bool = True, **fields: Any) -> Summons:
    """Closed at `closed`; "" leaves it on the site."""
    moment = at(closed) if closed else None
    given = {"recorded_at": at("2025-01-01 09:00"), "raised_at": at("2025-01-01 09:00")} | fields
    return Summons.objects.create(
        division=division, number=f"YQ{next(_numbers):06d}", title="占道经营", place="路口", closed_at=moment,
        state=Summons.State.CLOSED if moment else Summons.State.ON_SITE,
        result=("resolved" if resolved else "unresolved") if moment else "", **given,
    )  # fmt: skip


def invitation(one: Summons, due: str, *, arrived: str = "", **fields: Any) -> Invitation:
    given = {"recorded_at": one.recorded_at, "sent_at": one.raised_at, "state": Invitation.State.SENT} | fields
    department, _ = Department.objects.get_or_create(
        division=Division.objects.get(code="310110000000"), code="counted", defaults={"name": "城管执法局"}
    )
    return Invitation.objects.create(
        summons=one, division=one.division, department=department, answer_due_at=at(due), arrive_due_at=at(due),
        arrived_at=at(arrived) if arrived else None, **given,
    )  # fmt: skip


def mediation(
    division: Division, closed: str, *, settled: bool = True, due: str = "", kept: str = "", **fields: Any
) -> Mediation:
    """Ended at `closed` and told then; an agreement is due at `due` (a month later) and kept at `kept`."""
    moment = at(closed)
    begun = moment - timedelta(days=3)
    given = {"recorded_at": begun, "closed_told_at": moment} | fields
    if settled:
        fulfilled = at(kept) if kept else None
        given = {
            "state": Mediation.State.FULFILLED if kept else Mediation.State.AGREED, "outcome": "settled", "agreement": "互相让一步。",
            "fulfil_due_at": at(due) if due else moment + timedelta(days=30), "fulfilled_at": fulfilled, "fulfilled_told_at": fulfilled,
        } | given  # fmt: skip
    else:
        given = {"state": Mediation.State.FAILED, "outcome": "failed", "onward": "court"} | given
    return Mediation.objects.create(
        division=division, number=f"TJ{next(_numbers):06d}", kind="neighbours", title="噪声", registered_at=begun,
        started_at=begun, closed_at=moment, **given,
    )  # fmt: skip


def rectification(division: Division, due: str, *, done: str = "", **fields: Any) -> Rectification:
    """The first round of a hazard of its own, begun three days before it was due."""
    begun = at(due) - timedelta(days=3)
    hazard = Hazard.objects.create(
        division=division, number=f"YH{next(_numbers):06d}", kind=RiskKindFactory(), title="楼道堆物", address="幸福路 1 号",
        found_at=begun, recorded_at=begun,
    )  # fmt: skip
    given = {"recorded_at": begun, "started_at": begun} | fields
    rectified = at(done) if done else None
    return Rectification.objects.create(
        division=division, hazard=hazard, due_at=at(due), rectified_at=rectified, **given
    )


def kin_at(committee: Division, *, late: int) -> None:
    """Eight of each, of which `late` went badly."""
    for number in range(8):
        bad = number < late
        held = summons(committee, "2026-09-10 09:00", resolved=not bad)
        invitation(held, "2026-09-05 17:00", arrived="2026-09-06 09:00" if bad else "2026-09-04 09:00")
        mediation(committee, "2026-07-01 09:00", settled=not bad, kept="2026-07-15 09:00")
        rectification(committee, "2026-09-05 17:00", done="" if bad else "2026-09-04 09:00")
