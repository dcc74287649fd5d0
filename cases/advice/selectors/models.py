"""The figures of the page about category models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from cases.advice.models import CategoryModel, Suggestion
from cases.models import Category
from governance.access import codes
from governance.access.models import User
from governance.jobs.models import JobRun


@dataclass(frozen=True, slots=True)
class Line:
    """A category on the held-out cases. `recall` of those that were it, `precision` of those called so; None of none."""

    name: str
    held_out: int
    right: int
    said: int

    @property
    def recall(self) -> float | None:
        return self.right / self.held_out if self.held_out else None

    @property
    def precision(self) -> float | None:
        return self.right / self.said if self.said else None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Suggestions that a person saw before choosing, and how many were chosen."""

    where: str
    decided: int
    agreed: int

    @property
    def share(self) -> float | None:
        return self.agreed / self.decided if self.decided else None


def lines_of(model: CategoryModel) -> list[Line]:
    """The most frequent first."""
    line = [model.division_id, *codes.ancestors(model.division_id)]
    names = dict(Category.objects.filter(division__in=line).values_list("code", "name"))
    found = [
        Line(names.get(one["code"], one["code"]), one["held_out"], one["right"], one["said"])
        for one in model.by_category
    ]
    return sorted(found, key=lambda one: (-one.held_out, one.name))


def agreement(suggestions: Any) -> list[Agreed]:
    """By occasion, in one query."""
    rows = suggestions.decided().order_by().values_list("where").annotate(
        decided=Count("pk"), agreed=Count("pk", filter=Q(chosen=F("suggested")))
    )  # fmt: skip
    return [Agreed(Suggestion.Where(where).label, decided, agreed) for where, decided, agreed in sorted(rows)]


def reasons(user: User) -> list[str]:
    """Why there is no model yet, as the last training said it of the districts in reach."""
    run = JobRun.objects.filter(job="advice.train").order_by("-requested_at").first()
    few = run.result.get("few", {}) if run else {}
    return [text for code, text in few.items() if user.home is None or code[:6] == user.home.code[:6]]
