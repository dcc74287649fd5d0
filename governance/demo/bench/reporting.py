"""The month's report of the district, and of one street: figures gathered, Word and xlsx written, nothing stored."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.utils import timezone

from governance.access import codes
from governance.access.models import Division
from governance.demo.bench.figures import line
from governance.demo.bench.subject import Subject
from indices.actions.reports import write
from indices.windows import period_of


def run(subject: Subject, *, repeats: int = 3) -> Iterator[str]:
    """The slowest of `repeats`, the first of which loads what draws charts."""
    now = timezone.now()
    street = Division.objects.get(code=codes.at_level(subject.committee.code, Division.Level.SUBDISTRICT))
    for name, unit in (("district", subject.district), ("street", street)):
        taken = []
        for _ in range(repeats):
            began = time.perf_counter()
            written = write(unit, period_of(now).shifted(-1), now=now)
            taken.append(time.perf_counter() - began)
        yield line(f"report_{name}", max(taken), "s")
        yield line(f"report_{name}_word", len(written.paper) / 1e3, "kB")
        yield line(f"report_{name}_xlsx", len(written.book) / 1e3, "kB")
