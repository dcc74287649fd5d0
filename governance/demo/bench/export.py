"""All visits as NDJSON through HTTP, beside COPY of the same columns on the same server."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from governance.access import rls
from governance.access.models import Token
from governance.access.roles import Role
from governance.demo.bench.figures import line, timed
from governance.demo.bench.server import Site, serving
from governance.demo.bench.subject import Subject, token_for

CHUNK = 1 << 18
FLOOR = """
    COPY (SELECT row_to_json(t) FROM (
        SELECT v.id, v.household_id AS household, coalesce(r.list, '{{}}') AS residents, v.visited_at, v.method, v.met,
            v.content, coalesce(n.list, '{{}}') AS needs, u.username AS visitor, v.division_id AS division, v.recorded_at,
            v.withdrawn_at
        FROM visits_visit v JOIN access_user u ON u.id = v.visitor_id
        LEFT JOIN (SELECT visit_id, array_agg(resident_id ORDER BY id) AS list
            FROM visits_visitedresident GROUP BY visit_id) r ON r.visit_id = v.id
        LEFT JOIN (SELECT n.visit_id, array_agg(jsonb_build_object('id', n.id, 'category', c.code,
                'description', n.description, 'case', n.case_id) ORDER BY n.id) AS list
            FROM visits_need n JOIN cases_category c ON c.id = n.category_id GROUP BY n.visit_id) n ON n.visit_id = v.id
        WHERE v.division_id >= '{low}' AND v.division_id < '{high}'
    ) t) TO STDOUT"""


@dataclass
class Sink:
    rows: int = 0

    def write(self, part: bytes) -> None:
        self.rows += part.count(b"\n")


@dataclass(frozen=True)
class Streamed:
    rows: int
    seconds: float
    growth: float  # megabytes of the worker, from its first part to its largest

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


def run(subject: Subject, *, repeats: int = 3) -> Iterator[str]:
    runs, sink = streams(subject, repeats), Sink()
    seconds = timed(lambda: _copy(subject, sink), repeats)
    found = sorted(runs, key=lambda one: one.rate)[len(runs) // 2]
    floor = sink.rows / (repeats + 1) / seconds
    if found.rows != sink.rows // (repeats + 1):
        raise RuntimeError(f"{found.rows} rows over HTTP, {sink.rows // (repeats + 1)} from COPY")
    yield line("export_rows", found.rows, "rows")
    yield line("export_rate", found.rate, "rows/s")
    yield line("export_floor", floor, "rows/s")
    yield line("export_ratio", found.rate / floor, "of_floor")
    yield line("export_memory_growth", max(one.growth for one in runs[1:]), "MB")


def streams(subject: Subject, repeats: int) -> list[Streamed]:
    """One more than `repeats`, the first of which warms the worker."""
    user = subject.one(Role.DISTRICT_ADMIN)
    with serving() as site, token_for(user, Token.Scope.READ) as token:
        return [_stream(site, subject.district.code, token) for _ in range(repeats + 1)]


def _stream(site: Site, code: str, token: str) -> Streamed:
    connected = http.client.HTTPConnection(*site.address, timeout=300)
    began, rows = time.perf_counter(), 0
    memory: list[float] = []
    connected.request(
        "GET", f"/api/v1/visits/?format=ndjson&within={code}", headers={"Authorization": f"Bearer {token}"}
    )
    response = connected.getresponse()
    if response.status != 200:
        raise RuntimeError(f"export answered {response.status}")
    buffer = bytearray(CHUNK)
    for at in iter(lambda: response.readinto(buffer), 0):
        rows += buffer.count(b"\n", 0, at)
        if not memory or rows // 100_000 >= len(memory):
            memory.append(site.memory())
    return Streamed(rows, time.perf_counter() - began, max(memory) - memory[0])


def _copy(subject: Subject, sink: Sink) -> None:
    low = subject.district.code[:6]
    with rls.system(), connection.cursor() as cursor:
        cursor.copy_expert(FLOOR.format(low=low, high=int(low) + 1), sink, CHUNK)
