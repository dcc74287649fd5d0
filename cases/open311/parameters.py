"""Parameters as the standard reads them: an empty one is an absent one, several values stand between commas."""

from __future__ import annotations

from django.http import QueryDict


def given(query: QueryDict, name: str) -> str:
    return query.get(name, "").strip()


def listed(query: QueryDict, name: str) -> list[str]:
    return [text for part in given(query, name).split(",") if (text := part.strip()) and "\0" not in text]
