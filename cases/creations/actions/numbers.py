"""Numbers of creations (CJ): the day of applying in Shanghai, five digits."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def number_for(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('creations_number')")
        return f"CJ{timezone.localdate(at):%Y%m%d}{cursor.fetchone()[0]:05}"
