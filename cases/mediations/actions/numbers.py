"""Numbers of mediations: TJ, the day of registering in Shanghai, five digits."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone


def number_for(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('mediations_number')")
        return f"TJ{timezone.localdate(at):%Y%m%d}{cursor.fetchone()[0]:05}"
