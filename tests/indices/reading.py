"""Pages as tests read them: their words, and how many questions they ask."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

OCTOBER = "2026-10"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def asked_of_the_database(client, address: str) -> int:
    """Statements of a page without those that only mark its transaction."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in one["sql"] and "mulin.scope" not in one["sql"] for one in seen)
