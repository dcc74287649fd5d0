"""区、街道、社区三级: the appraisals of one span, one below the other, all from the same published scores."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from governance.access.models import Division, User
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.appraisals.rules import months_of
from indices.appraisals.selectors.figures import means


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with the mean of its published indices, its row in the appraisal from above, and what it appraises itself."""

    division: Division
    index: float | None
    row: AppraisalRow | None
    own: Appraisal | None
    below: tuple[Unit, ...] = ()


def three_levels(user: User, district: Division, year: int, part: str) -> Unit:
    """The district, its streets, their committees as far as `user` may read them, in six queries."""
    tables = {
        one.division_id: one
        for one in Appraisal.objects.visible_to(user).standing().inside(district.code).filter(year=year, part=part)
    }
    rows: dict[str, list[AppraisalRow]] = defaultdict(list)
    found = AppraisalRow.objects.for_reader(user).filter(appraisal__in=list(tables.values()), withdrawn_at=None)
    for row in found.select_related("division", "appraisal").order_by("division"):
        rows[row.appraisal.division_id].append(row)
    codes = [district.code, *(row.division_id for some in rows.values() for row in some)]
    index = means(district.code, codes, months_of(year, part))
    streets = {one.division_id: one for one in rows.get(district.code, [])}
    for code in sorted(set(rows) - {district.code} - set(streets)):  # a street that appraises before the district does
        streets[code] = None  # type: ignore[assignment]
    names = Division.objects.in_bulk([code for code, row in streets.items() if row is None])
    units = tuple(
        Unit(
            row.division if row else names[code], index.get(code), row, tables.get(code),
            tuple(Unit(one.division, index.get(one.division_id), one, None) for one in rows.get(code, [])),
        )
        for code, row in sorted(streets.items())
    )  # fmt: skip
    return Unit(district, index.get(district.code), None, tables.get(district.code), units)


def spans(user: User, district: Division) -> list[tuple[int, str]]:
    """(year, part) of every appraisal in the district, newest first."""
    found = Appraisal.objects.visible_to(user).standing().inside(district.code)
    return sorted(set(found.order_by().values_list("year", "part")), reverse=True)
