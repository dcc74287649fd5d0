"""岗位 of a district: the standard set, and what its administrator adds. What a post counts for never changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.access.filing import only
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from workers.models import Post

K = Post.Kind
STANDARD = (
    ("secretary", "党组织书记", K.SECRETARY, True), ("deputy-secretary", "党组织副书记", K.SECRETARY, True),
    ("director", "居委会主任", K.DIRECTOR, True), ("deputy-director", "居委会副主任", K.DIRECTOR, True),
    ("member", "居委会委员", K.MEMBER, True), ("worker", "社区工作者", K.WORKER, True), ("social-worker", "社工师", K.SOCIAL, True),
    ("hired", "其他聘用人员", K.OTHER, False),
)  # fmt: skip


@transaction.atomic
def ensure_posts(district: Division, *, by: User | None) -> list[Post]:
    """The standard set of a district; what is there already stays as it is. In the order of the set."""
    _require(district.pk, "add", by)
    there = {one.code: one for one in Post.objects.filter(division=district)}
    for order, (code, name, kind, counts) in enumerate(STANDARD, start=1):
        if code not in there:
            there[code] = _add(Post(division=district, code=code, name=name, kind=kind, counts=counts, order=order), by)
    return [there[code] for code, *_ in STANDARD]


@transaction.atomic
def add_post(division: Division, *, by: User | None, **values: Any) -> Post:
    """`code name kind counts order`."""
    _require(division.pk, "add", by)
    return _add(Post(division=division, **only(values, "code", "name", "kind", "counts", "order")), by)


@transaction.atomic
def change_post(post: Post, *, by: User | None, **changes: Any) -> Post:
    """`name order active`; kind and whether it counts stay, since past figures are read from them."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    _require(post.division_id, "change", by)
    changed = [name for name, value in only(changes, "name", "order", "active").items() if getattr(post, name) != value]
    for name in changed:
        setattr(post, name, changes[name])
    if changed:
        post.full_clean()
        post.save()
        record("post.changed", post, by=by, fields=changed)
    return post


def _add(post: Post, by: User | None) -> Post:
    if Post.objects.filter(division=post.division_id, code=post.code).exists():
        raise ValidationError({"code": "这个代码已有岗位，请换一个。"})
    post.full_clean()
    post.save()
    record("post.added", post, by=by, code=post.code)
    return post


def _require(division: str, verb: str, by: User | None) -> None:
    if by is not None and not can_in(by, f"workers.{verb}_post", division):
        raise PermissionDenied("岗位由区级管理员维护。")
