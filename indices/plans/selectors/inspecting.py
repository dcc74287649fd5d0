"""Questions about inspections: the district's summary by street, and the photos of a finding."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Left

from governance.access import codes
from governance.access.models import Division
from governance.files.models import Attachment
from indices.plans.models import Finding, Inspection

STREET = codes.CUTS["subdistrict"]
Verdict, S = Finding.Verdict, Inspection.State


@dataclass(frozen=True, slots=True)
class StreetLine:
    """全区督查评估: a street with what was inspected in it and below it. `rate` is a share of 1, None where nothing was."""

    division: Division | None
    planned: int = 0
    visited: int = 0
    reported: int = 0
    passed: int = 0
    failed: int = 0
    rectified: int = 0
    overdue: int = 0

    @property
    def rate(self) -> float | None:
        checked = self.passed + self.failed
        return self.passed / checked if checked else None

    @property
    def mended(self) -> float | None:
        return self.rectified / self.failed if self.failed else None


def summary(inspections: Any, year: int, today: date) -> list[StreetLine]:
    """A line a street of those with inspections planned in `year`, the best first. Three queries."""
    mine = inspections.standing().filter(planned_on__year=year).order_by()
    by_street = mine.annotate(street=Left("division_id", STREET)).values("street")
    counted = {
        one["street"]: one
        for one in by_street.annotate(
            planned=Count("pk"), visited=Count("pk", ~Q(state=S.PLANNED)), reported=Count("pk", Q(state=S.REPORTED))
        )
    }
    late = Q(verdict=Verdict.FAILED, answered_at=None, due_on__lt=today)
    found = Finding.objects.filter(inspection__in=mine.values("pk")).order_by()
    grouped = found.annotate(street=Left("inspection__division_id", STREET)).values("street")
    checked: dict[str, Any] = {
        one["street"]: one
        for one in grouped.annotate(
            passed=Count("pk", Q(verdict=Verdict.PASSED)), failed=Count("pk", Q(verdict=Verdict.FAILED)),
            rectified=Count("pk", Q(verdict=Verdict.FAILED, passed_at__isnull=False)), overdue=Count("pk", late),
        )
    }  # fmt: skip
    streets = Division.objects.filter(code__in=[codes.full(street) for street in counted])
    lines = [_line(street, counted[street.code[:STREET]], checked.get(street.code[:STREET], {})) for street in streets]
    return sorted(
        lines, key=lambda one: (one.rate is None, -(one.rate or 0), one.division.code if one.division else "")
    )


def _line(street: Division, counted: dict[str, Any], checked: dict[str, Any]) -> StreetLine:
    given = {name: value for name, value in (counted | checked).items() if name != "street"}
    return StreetLine(street, **given)


def total(lines: Iterable[StreetLine], district: Division | None) -> StreetLine:
    """The lines added up."""
    known = list(lines)
    names = ("planned", "visited", "reported", "passed", "failed", "rectified", "overdue")
    return StreetLine(district, **{name: sum(getattr(one, name) for one in known) for name in names})


def photos_of(findings: Iterable[Finding]) -> dict[str, list[Attachment]]:
    """{finding's id: its photos}, in one query."""
    found: dict[str, list[Attachment]] = {}
    wanted = [str(one.pk) for one in findings]
    for one in Attachment.objects.filter(
        subject_type=Finding._meta.label_lower, subject_id__in=wanted, withdrawn_at=None
    ):
        found.setdefault(one.subject_id, []).append(one)
    return found
