"""区、街道、社区三级: the appraisals of one span, one below the other, all from the same published scores."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from governance.access import codes
from governance.access.models import Division, User
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.appraisals.selectors.figures import means, published_runs


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with the mean of its published indices, its row in the appraisal from above, and what it appraises itself."""

    division: Division
    index: float | None
    row: AppraisalRow | None
    own: Appraisal | None
    below: tuple[Unit, ...] = ()


def district_of(user: User) -> Division | None:
    """Where the user works; for somebody of the city or of everywhere, the first district that appraises."""
    home = user.home.code if user.home else ""
    if len(codes.significant(home)) < codes.CUTS["district"]:
        own = Appraisal.objects.visible_to(user).standing().order_by("division").first()
        home = own.division_id if own else ""
    return Division.objects.filter(code=codes.at_level(home, "district")).first() if home else None


def appraisals_in(user: User, district: Division) -> list[Appraisal]:
    """Every appraisal of the district and its streets that `user` may read, newest span first."""
    found = Appraisal.objects.visible_to(user).standing().inside(district.code)
    return sorted(found, key=lambda one: (one.year, one.part, one.division_id), reverse=True)


def three_levels(user: User, district: Division, appraisals: list[Appraisal]) -> Unit:
    """The district, its streets, their committees as far as `user` may read them, by the appraisals of one span."""
    tables = {one.division_id: one for one in appraisals}
    months = appraisals[0].months if appraisals else []
    rows: dict[str, list[AppraisalRow]] = defaultdict(list)
    found = AppraisalRow.objects.for_reader(user).filter(appraisal__in=appraisals, withdrawn_at=None)
    for row in found.select_related("division", "appraisal").order_by("division"):
        rows[row.appraisal.division_id].append(row)
    known = [district.code, *(row.division_id for some in rows.values() for row in some)]
    index = means(published_runs(district.code, months), known)
    streets: dict[str, AppraisalRow | None] = {one.division_id: one for one in rows.get(district.code, [])}
    alone = set(rows) - {district.code} - set(streets)  # streets that appraise before the district does
    names = Division.objects.in_bulk(alone) if alone else {}
    streets |= dict.fromkeys(alone)
    units = tuple(
        Unit(
            row.division if row else names[code], index.get(code), row, tables.get(code),
            tuple(Unit(one.division, index.get(one.division_id), one, None) for one in rows.get(code, [])),
        )
        for code, row in sorted(streets.items())
    )  # fmt: skip
    return Unit(district, index.get(district.code), None, tables.get(district.code), units)
