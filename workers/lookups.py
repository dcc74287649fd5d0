"""Which posts there are at a place, where somebody may be sent, and who is who: questions of forms and actions."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import between, ranges
from workers.models import Post, Posting, Worker

PLACES = (Division.Level.SUBDISTRICT, Division.Level.COMMITTEE)
"""Levels where somebody is posted."""


def street_of(code: str) -> str:
    return codes.at_level(code, Division.Level.SUBDISTRICT)


def district_of(code: str) -> str:
    return codes.at_level(code, Division.Level.DISTRICT)


def posts_at(division: str) -> list[Post]:
    """What may be chosen in `division`, in order; a nearer post hides one of the same code above."""
    line = [division, *codes.ancestors(division)]
    found = Post.objects.filter(division__in=line, active=True)
    nearest = {one.code: one for one in sorted(found, key=lambda one: -line.index(one.division_id))}
    return sorted(nearest.values(), key=lambda one: (one.order, one.code))


def post_at(division: str, code: str) -> Post:
    """Raises ValidationError on `post`."""
    for one in posts_at(division):
        if one.code == code:
            return one
    raise ValidationError({"post": f"没有代码为“{code[:40]}”的岗位，或已停用。"})


def destinations(district: str) -> QuerySet[Division]:
    """Streets and committees of a district: names anybody may know, to send a worker there."""
    return Division.objects.current().within(district).filter(level__in=PLACES)


def destination(code: str) -> Division:
    """Raises ValidationError on `division`."""
    found = Division.objects.current().filter(code=code, level__in=PLACES).first() if codes.is_code(code) else None
    if found is None:
        raise ValidationError({"division": f"没有代码为“{code[:12]}”的街镇或居村，或已停用。"})
    return found


def current_posting(worker: Worker) -> Posting | None:
    return worker.postings.current().select_related("post", "division").first()


def posting_on(worker: Worker, day: date) -> Posting | None:
    return worker.postings.standing().on(day).select_related("post", "division").first()


def reached(user: User, permission: str) -> QuerySet[Division]:
    """Where `user` holds `permission`, strictly: what is above is left out, whose figures are not theirs to see."""
    reach = Q()
    for low, high in ranges(user, permission):
        reach |= Q(**between("code", low, high))
    found = Division.objects.current()
    return found.filter(reach) if reach else found.none()
