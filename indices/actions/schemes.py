"""Making and locking scheme versions. A locked one never changes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from indices import schemes
from indices.definitions import canonical, checked, digest
from indices.engine.errors import SchemeError
from indices.flows import SCHEME_VERSION
from indices.indicators import indicators
from indices.models import Scheme, SchemeVersion


def ensure_phase_one(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·一期 of `division`; made where there is none."""
    return _ensure(division, schemes.PHASE_ONE_CODE, schemes.phase_one, by=by)


def ensure_phase_two(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·二期 of `division`; made where there is none. From then on it computes the periods to come."""
    return _ensure(division, schemes.PHASE_TWO_CODE, schemes.phase_two, by=by)


def ensure_phase_three(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·三期 of `division`; made where there is none. From then on it computes the periods to come."""
    return _ensure(division, schemes.PHASE_THREE_CODE, schemes.phase_three, by=by)


def ensure_full(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·全量 of `division`; made where there is none. From then on it computes the periods to come."""
    told = {one.code for one in indicators() if one.reported}
    provisional = sorted((schemes.PHASE_FULL.keys() - schemes.ANCHORED) | told)
    return _ensure(division, schemes.PHASE_FULL_CODE, schemes.phase_full, by=by, provisional=provisional)


@transaction.atomic
def _ensure(
    division: Division, code: str, definition: Callable[[Mapping[str, int]], dict[str, Any]], *, by: User | None,
    provisional: Collection[str] = (),
) -> SchemeVersion:  # fmt: skip
    given = definition({one.code: one.direction for one in indicators()})
    scheme, made = Scheme.objects.get_or_create(division=division, code=code, defaults={"name": given["name"]})
    if not made and (standing := scheme.versions.filter(withdrawn_at=None).order_by("-number").first()):
        return standing
    return lock(draft(scheme, given, by=by, provisional=provisional), by=by)


@transaction.atomic
def draft(
    scheme: Scheme, definition: Any, *, by: User | None, based_on: SchemeVersion | None = None,
    provisional: Collection[str] = (), note: str = "", id: uuid.UUID | None = None,
) -> SchemeVersion:  # fmt: skip
    """A new draft after the newest version. Raises ValidationError with the engine's sentence for a bad definition."""
    if by is not None and not can_in(by, "indices.add_schemeversion", scheme.division_id):
        raise PermissionDenied("您没有在这里起草评估方案的权限。")
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)  # two drafts at once get two numbers
    newest = scheme.versions.order_by("-number").first()
    version = SchemeVersion(
        id=id or uuid7(), scheme=scheme, division=scheme.division, number=(newest.number if newest else 0) + 1,
        definition=canonical(definition), provisional=sorted(provisional), note=note, based_on=based_on, created_by=by,
    )  # fmt: skip
    check(version.definition, provisional)
    version.full_clean()
    version.save()
    record("scheme_version.draft", version, by=by, based_on=str(based_on.pk) if based_on else "")
    return version


def check(definition: Any, provisional: Collection[str] = ()) -> None:
    """Raises ValidationError with a sentence that names the node."""
    try:
        engine = checked(definition, known={one.code for one in indicators()})
    except SchemeError as error:
        raise ValidationError({"definition": str(error)}) from None
    if unknown := sorted(set(provisional) - {node.code for node in engine.indicators}):
        raise ValidationError({"provisional": f"标为暂定的“{unknown[0][:40]}”不是方案里的指标。"})


def lock(version: SchemeVersion, *, by: User | None) -> SchemeVersion:
    """From then on it never changes. Raises ValidationError where an indicator has lost its data since it was drafted."""
    check(version.definition, version.provisional)
    with SCHEME_VERSION.step("lock", version, by=by) as version:
        version.hash, version.locked_at = digest(version.definition), timezone.now()
    return version


def retire(version: SchemeVersion, *, by: User | None) -> SchemeVersion:
    """From then on it computes no night; what it computed stands."""
    return SCHEME_VERSION.take("retire", version, by=by)
