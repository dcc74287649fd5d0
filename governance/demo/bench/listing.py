"""A page of visits of one committee over the API, from eight clients, a token checked on each request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import repeat
from threading import Thread

import psycopg2
from django.db import connection

from governance.access.models import Token
from governance.access.roles import Role
from governance.demo.bench.clients import Reply, drive, request
from governance.demo.bench.figures import line, times
from governance.demo.bench.server import serving
from governance.demo.bench.subject import Subject, token_for

CLIENTS, SIZE = 8, 50
FLOOR = """
    SELECT row_to_json(t)::text FROM (
        SELECT v.id, v.household_id AS household,
            ARRAY(SELECT resident_id FROM visits_visitedresident r WHERE r.visit_id = v.id ORDER BY r.id) AS residents,
            v.visited_at, v.method, v.met, v.content,
            ARRAY(SELECT jsonb_build_object('id', n.id, 'category', c.code, 'description', n.description, 'case', n.case_id)
                FROM visits_need n JOIN cases_category c ON c.id = n.category_id
                WHERE n.visit_id = v.id ORDER BY n.id) AS needs,
            u.username AS visitor, v.division_id AS division, v.recorded_at, v.withdrawn_at
        FROM visits_visit v JOIN access_user u ON u.id = v.visitor_id
        WHERE v.division_id = %s ORDER BY v.visited_at DESC, v.id DESC LIMIT %s
    ) t"""


def run(subject: Subject, *, requests: int = 6000) -> Iterator[str]:
    replies, seconds = asked(subject, requests)
    rate, floor = len(replies) / seconds, bare(subject, requests)
    yield line("list_rate", rate, "requests/s")
    yield from times([reply.seconds for reply in replies], "list")
    yield line("list_floor", floor, "statements/s")
    yield line("list_ratio", rate / floor, "of_floor")


def asked(subject: Subject, requests: int) -> tuple[list[Reply], float]:
    path = f"/api/v1/visits/?within={subject.committee.code}&page_size={SIZE}"
    user = subject.one(Role.CLERK)
    with serving() as site, token_for(user, Token.Scope.READ) as token:
        ask = request("GET", path, token)
        drive(site.address, repeat(ask, max(CLIENTS, requests // 10)), count=CLIENTS)
        replies, seconds = drive(site.address, repeat(ask, requests), count=CLIENTS)
    if failed := [reply for reply in replies if reply.status != 200]:
        raise RuntimeError(f"{len(failed)} of {len(replies)} requests failed with {failed[0].status}")
    return replies, seconds


def bare(subject: Subject, statements: int) -> float:
    """Statements a second of the same page in SQL, from as many connections, prepared by nobody."""
    threads = [Thread(target=_ask, args=(subject.committee.code, statements // CLIENTS)) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statements // CLIENTS * CLIENTS / (time.perf_counter() - began)


def _ask(code: str, times_over: int) -> None:
    with (
        psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None}) as own,
        own.cursor() as cursor,
    ):
        for _ in range(times_over):
            cursor.execute(FLOOR, [code, SIZE])
            cursor.fetchall()
    own.close()
