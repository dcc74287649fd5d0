"""Every "no" of this server: an array of code and description, as the standard wants it, in XML or JSON."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError


class Wrong(Exception):
    """404 for what does not exist, 403 for an `api_key`, 429 for too many, 400 for all else; several sentences allowed."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__("；".join(descriptions))
        self.status, self.descriptions = status, descriptions

    @classmethod
    def of(cls, errors: Iterable[ValidationError]) -> Wrong:
        """What the portal's own rules say, as one 400."""
        return cls(400, *dict.fromkeys(message for error in errors for message in error.messages))

    @property
    def body(self) -> list[dict[str, object]]:
        return [{"code": self.status, "description": text} for text in self.descriptions]
