"""Making and locking scheme versions. A locked one never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.access.models import Division, User
from governance.audit.log import record
from indices import schemes
from indices.engine.errors import SchemeError
from indices.engine.scheme import Scheme as Engine
from indices.flows import SCHEME_VERSION
from indices.indicators import indicators
from indices.models import Scheme, SchemeVersion


def digest(definition: dict[str, Any]) -> str:
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ensure_phase_one(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·一期 of `division`; made where there is none."""
    return _ensure(division, schemes.PHASE_ONE_CODE, schemes.phase_one, by=by)


def ensure_phase_two(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·二期 of `division`; made where there is none. From then on it computes the periods to come."""
    return _ensure(division, schemes.PHASE_TWO_CODE, schemes.phase_two, by=by)


def ensure_phase_three(division: Division, *, by: User | None) -> SchemeVersion:
    """The locked 示例方案·三期 of `division`; made where there is none. From then on it computes the periods to come."""
    return _ensure(division, schemes.PHASE_THREE_CODE, schemes.phase_three, by=by)


@transaction.atomic
def _ensure(
    division: Division, code: str, definition: Callable[[Mapping[str, int]], dict[str, Any]], *, by: User | None
) -> SchemeVersion:
    given = definition({one.code: one.direction for one in indicators()})
    scheme, made = Scheme.objects.get_or_create(division=division, code=code, defaults={"name": given["name"]})
    if not made and (standing := scheme.versions.order_by("-number").first()):
        return standing
    return lock(draft(scheme, given, by=by), by=by)


@transaction.atomic
def draft(scheme: Scheme, definition: dict[str, Any], *, by: User | None) -> SchemeVersion:
    """A new draft after the newest version. Raises ValidationError with the engine's sentence for a bad definition."""
    check(definition)
    newest = scheme.versions.order_by("-number").first()
    version = SchemeVersion(
        scheme=scheme,
        division=scheme.division,
        number=(newest.number if newest else 0) + 1,
        definition=definition,
        created_by=by,
    )
    version.full_clean()
    version.save()
    record("scheme_version.draft", version, by=by)
    return version


def check(definition: dict[str, Any]) -> None:
    known = {one.code for one in indicators()}
    try:
        engine = Engine.from_dict(definition)
    except SchemeError as error:
        raise ValidationError(str(error)) from None
    if unknown := [node.code for node in engine.indicators if node.code not in known]:
        raise ValidationError(f"指标“{unknown[0]}”没有数据来源，请从方案中去掉。")


def lock(version: SchemeVersion, *, by: User | None) -> SchemeVersion:
    with SCHEME_VERSION.step("lock", version, by=by) as version:
        version.hash = digest(version.definition)
    return version
