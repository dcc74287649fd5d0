"""Whose district, committee, users and tokens are measured: those of the demo."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.management import call_command
from django.db.models import Count

from governance.access.actions import tokens
from governance.access.models import Division, Membership, Token, User
from governance.access.roles import Role
from visits.models import Visit

DISTRICT = os.environ.get("DISTRICT", "310110")
NAME = "bench"


@dataclass(frozen=True)
class Subject:
    """`committee` is the one with the most visits."""

    district: Division
    committee: Division

    @classmethod
    def found(cls) -> Subject:
        """The district measured; loaded with the demo at district scale where there are no visits yet."""
        if not Visit.objects.exists():
            call_command("load_demo", "--district", DISTRICT, "--scale", "district")
        busiest = Visit.objects.values("division").annotate(n=Count("pk")).order_by("-n", "division")[0]["division"]
        level = Division.Level
        return cls(
            Division.objects.get(level=level.DISTRICT, code__startswith=busiest[:6]),
            Division.objects.get(level=level.COMMITTEE, code=busiest),
        )

    def who(self, role: Role) -> User | None:
        """Somebody who holds `role` in the committee, or else above it."""
        held = Membership.objects.standing().filter(role=role, division__code__startswith=self.district.code[:6])
        here = [one for one in held.select_related("user") if self._covers(one)]
        return max(here, key=lambda one: len(one.division_id.rstrip("0")), default=None) and here[0].user

    def one(self, role: Role) -> User:
        found = self.who(role)
        if found is None:
            raise RuntimeError(f"nobody is {role} in {self.committee}")
        return found

    def _covers(self, one: Membership) -> bool:
        return self.committee.code.startswith(one.division_id.rstrip("0"))


@contextmanager
def token_for(user: User, scope: str) -> Iterator[str]:
    """The text of a token that lives as long as the benchmark."""
    row, text = tokens.create(user, name=NAME, scope=scope, days=1, by=None)
    try:
        yield text
    finally:
        Token.objects.filter(pk=row.pk).delete()
