"""Password rules of 等保: composition here, age in the web's middleware."""

from __future__ import annotations

import re
import secrets

from django.core.exceptions import ValidationError

_SPOKEN = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789")  # nothing that is misread on paper
_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class ComplexityValidator:
    """At least three of: lower case, upper case, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return "密码须含小写字母、大写字母、数字、其他符号中的至少三种。"


def new_password(groups: int = 4) -> str:
    """A random password to be read out once, like `kTm4-9wQe-…`; it satisfies the rules above."""
    parts = ["".join(secrets.choice(kind) for kind in (*_SPOKEN, "".join(_SPOKEN))) for _ in range(groups)]
    return "-".join(parts)
