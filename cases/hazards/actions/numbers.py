"""Numbers of hazards (YH) and violations (WF): the day of finding in Shanghai, five digits."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def number_for(prefix: str, at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('hazards_number')")
        return f"{prefix}{timezone.localdate(at):%Y%m%d}{cursor.fetchone()[0]:05}"
