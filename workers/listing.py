"""One line of the register, now or on a past day, for the list page and its Excel file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from governance.access.models import Division
from workers.models import Certificate, Posting, Worker


@dataclass(frozen=True, slots=True)
class Line:
    """`posting` is the one of now, or of the day asked for; `certificates` are those valid then."""

    worker: Worker
    division: Division
    posting: Posting | None
    certificates: list[Certificate]

    @property
    def held(self) -> str:
        return "、".join(dict.fromkeys(one.get_kind_display() for one in self.certificates))


def with_present(workers: Any) -> QuerySet[Worker]:
    """Two statements more, whatever the number of rows."""
    now = Prefetch("postings", Posting.objects.current().select_related("post"), to_attr="now")
    return workers.for_list().prefetch_related(now, _valid("certificates", timezone.localdate()))


def with_past(postings: Any, day: date) -> QuerySet[Posting]:
    return postings.for_list().prefetch_related(_valid("worker__certificates", day))


def present(workers: Iterable[Any]) -> list[Line]:
    return [Line(one, one.division, one.now[0] if one.now else None, one.valid) for one in workers]


def past(postings: Iterable[Any]) -> list[Line]:
    return [Line(one.worker, one.division, one, one.worker.valid) for one in postings]


def _valid(path: str, day: date) -> Prefetch:
    return Prefetch(path, Certificate.objects.standing().valid(day).order_by("kind"), to_attr="valid")
