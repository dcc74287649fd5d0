"""Working on drafts: a copy of any version, changes to a draft, a definition brought from a file or a program."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import lock
from governance.access.models import Division, User
from governance.access.scoping import can, can_in
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import needed
from indices.actions.schemes import check, draft
from indices.definitions import canonical, changed_goalposts
from indices.flows import discarded
from indices.models import Scheme, SchemeVersion

LEVELS = (Division.Level.CITY, Division.Level.DISTRICT)
"""Where schemes belong: streets and committees are ranked within their district by one and the same."""
CHANGE = "indices.change_schemeversion"


def copy(version: SchemeVersion, *, by: User | None) -> SchemeVersion:
    """A draft of the same scheme that says what `version` says."""
    note = f"复制自 v{version.number}"
    return draft(
        version.scheme, version.definition, by=by, based_on=version, provisional=version.provisional, note=note
    )


@transaction.atomic
def revise(
    version: SchemeVersion, *, by: User | None, definition: Any = None, provisional: Collection[str] | None = None,
    note: str | None = None,
) -> SchemeVersion:  # fmt: skip
    """Write a draft anew; what is None stays. Raises StepRefused once it is locked, ValidationError as `draft` does."""
    version = _changeable(version, by)
    version.definition = version.definition if definition is None else canonical(definition)
    version.provisional = version.provisional if provisional is None else sorted(provisional)
    version.note = version.note if note is None else note
    check(version.definition, version.provisional)
    version.full_clean()
    version.save()
    record("scheme_version.revise", version, by=by)
    return version


@transaction.atomic
def withdraw(version: SchemeVersion, *, by: User | None, reason: str) -> SchemeVersion:
    """A draft that nobody wants any more. Its number is not given again; what is locked is retired instead."""
    reason = needed("reason", "作废理由", reason, 200)
    version = _changeable(version, by)
    version.withdrawn_at, version.withdrawn_reason = timezone.now(), reason
    version.save()
    record("scheme_version.withdraw", version, by=by)
    return version


def may_withdraw(user: User, version: SchemeVersion) -> bool:
    return is_open(version) and can(user, CHANGE, version)


def is_open(version: SchemeVersion) -> bool:
    return version.state == SchemeVersion.State.DRAFT and version.withdrawn_at is None


def _changeable(version: SchemeVersion, by: User | None) -> SchemeVersion:
    version = lock(version)
    if by is not None and not can(by, CHANGE, version):
        raise PermissionDenied("您没有修改这个评估方案的权限。")
    if not is_open(version):
        raise StepRefused(discarded(version) or f"{version} 已锁定，不能再改。请复制为新的草稿。")
    return version


@transaction.atomic
def bring(
    definition: Any, *, division: Division, code: str, by: User | None, name: str = "", based_on: SchemeVersion | None = None,
    provisional: Collection[str] | None = None, note: str = "", id: uuid.UUID | None = None,
) -> SchemeVersion:  # fmt: skip
    """A draft of the scheme `code` of `division`, which is made where there is none.

    A file that cannot say which goalposts are provisional (`None`) keeps those marks of `based_on` whose goalposts it keeps.
    """
    if division.level not in LEVELS:
        raise ValidationError({"division": "评估方案属于区（或市）一级，请选择区级区划。"})
    if by is not None and not can_in(by, "indices.add_schemeversion", division.code):
        raise PermissionDenied("您没有在这里起草评估方案的权限。")
    check(canonical(definition), provisional or ())
    if provisional is None:
        provisional = _kept(based_on, canonical(definition))
    scheme = _scheme(division, code, name or str(definition.get("name", ""))[:60] or code)
    return draft(scheme, definition, by=by, based_on=based_on, provisional=provisional, note=note, id=id)


def _scheme(division: Division, code: str, name: str) -> Scheme:
    found = Scheme.objects.filter(division=division, code=code).first()
    if found is None:
        found = Scheme(division=division, code=code, name=name)
        found.full_clean()
        found.save()
    return found


def _kept(based_on: SchemeVersion | None, definition: dict[str, Any]) -> list[str]:
    if based_on is None:
        return []
    there = {node["code"] for node in definition["nodes"]}
    return sorted((set(based_on.provisional) & there) - changed_goalposts(based_on.definition, definition))
