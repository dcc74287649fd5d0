"""减负看板: where the time of those who fill in forms goes, by kind of form and by unit. Sums of `FormUse`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Left

from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.web.metering import KINDS
from governance.web.models import FormUse

PERMISSION = "web.view_formuse"
SUMMED = ("saves", "kept", "typed", "seconds", "up_to_20", "up_to_60", "up_to_180", "longer")


@dataclass(frozen=True, slots=True)
class Use:
    """The sums of one line. Shares and averages are None where there is nothing to divide by."""

    name: str
    code: str = ""
    saves: int = 0
    kept: int = 0
    typed: int = 0
    seconds: int = 0
    up_to_20: int = 0
    up_to_60: int = 0
    up_to_180: int = 0
    longer: int = 0

    @property
    def timed(self) -> int:
        """Saves whose time is known."""
        return self.up_to_20 + self.up_to_60 + self.up_to_180 + self.longer

    @property
    def prefilled(self) -> float | None:
        return _ratio(self.kept, self.kept + self.typed)

    @property
    def typed_each(self) -> float | None:
        return _ratio(self.typed, self.saves)

    @property
    def average(self) -> float | None:
        """Seconds a save."""
        return _ratio(self.seconds, self.timed)

    @property
    def quick(self) -> float | None:
        return _ratio(self.up_to_20, self.timed)

    @property
    def hours(self) -> float:
        return self.seconds / 3600


def total(uses: QuerySet[FormUse]) -> Use:
    found: dict[str, Any] = {name: value or 0 for name, value in uses.aggregate(**_sums()).items()}
    return Use("合计", **found)


def by_kind(uses: QuerySet[FormUse]) -> list[Use]:
    """One line a kind of form, the one that takes most time first."""
    found = uses.order_by().values("kind").annotate(**_sums())
    return [Use(KINDS.get(one["kind"], one["kind"]), **_only(one)) for one in found.order_by("-seconds", "kind")]


def by_unit(uses: QuerySet[FormUse], unit: Division) -> list[Use]:
    """One line for each unit right below `unit`, also without any save, and one for what was filed at `unit` itself."""
    children = Division.objects.filter(parent=unit.pk)
    cut = max((len(codes.significant(one.pk)) for one in children), default=0)
    if not cut:
        return []
    found = uses.order_by().annotate(cut=Left("division_id", cut)).values("cut").annotate(**_sums())
    sums = {codes.full(one["cut"]): _only(one) for one in found}
    shown = [one for one in children if one.valid_until is None or one.pk in sums]
    own = [Use(f"{unit}本级", **sums[unit.pk])] if unit.pk in sums else []
    return [Use(one.short_name, one.pk, **sums.get(one.pk, {})) for one in shown] + own


def trail(user: User, unit: Division) -> list[Division]:
    """From the topmost unit in reach down to `unit`."""
    line = [code for code in (unit.pk, *codes.ancestors(unit.pk)) if can_in(user, PERMISSION, code)]
    return list(Division.objects.filter(pk__in=line).order_by("code"))


def _sums() -> dict[str, Sum]:
    return {name: Sum(name) for name in SUMMED}


def _only(found: Any) -> dict[str, Any]:
    return {name: found[name] for name in SUMMED}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
