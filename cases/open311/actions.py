"""Filing a request that came by the standard's POST: the key says who files and where."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token

from cases.actions import reporters
from cases.actions.cases import open_case
from cases.models import Case
from cases.open311.refusals import Wrong
from cases.open311.selectors import service_at
from governance.access import rls
from governance.access.grants import widest
from governance.access.models import Division, Token, User
from governance.access.refusals import token_refused
from governance.access.scoping import grants
from neighborhoods.models import Address

ADD = "cases.add_case"
TITLE = 80
REFUSED = "api_key 无效、已过期，或没有提交的权限。"


def owner_of(api_key: str, address: str) -> User:
    """Whose key it is: a write token that is alive and may come from `address`. Raises Wrong (403)."""
    alive = Q(expiry=None) | Q(expiry__gt=timezone.now())
    found = Token.objects.filter(alive, scope=Token.Scope.WRITE, user__is_active=True).select_related("user")
    token = found.filter(digest=hash_token(api_key)).first() if api_key.isascii() and api_key else None
    if token is None or not token.allows(address):
        if api_key:
            token_refused(api_key)
        raise Wrong(403, REFUSED if api_key else "缺少 api_key。")
    if token.last_used_on != timezone.localdate():
        Token.objects.filter(pk=token.pk).update(last_used_on=timezone.localdate())
    return token.user


def division_of(owner: User) -> Division:
    """Where the owner works: the request belongs there, whatever its coordinates. Raises Wrong (403)."""
    home = widest([grant for grant in grants(owner, ADD) if grant.department is None and not grant.inherited])
    if home is None:
        raise Wrong(403, REFUSED)
    return Division.objects.get(code=home.code)


@transaction.atomic
def submit(owner: User, *, division: Division, service_code: str, asked: dict[str, Any]) -> Case:
    """Open the case, and seal who reported it. Raises Wrong: 404 for the service, 400 with all that is amiss."""
    rls.enter(owner)
    service = service_at(division.code, service_code)
    home = _address(owner, asked["address_id"])
    try:
        case = open_case(
            division=home.division if home else division, category=service, by=owner, opened_at=timezone.now(),
            title=_title(asked["description"], service.name), description=asked["description"],
            household=home.household if home else None, address=home.text if home else asked["address"],
            latitude=asked.get("latitude"), longitude=asked.get("longitude"), details=asked["details"],
            source=Case.Source.PASSIVE, entrance=Case.Entrance.OPEN311,
        )  # fmt: skip
        reporters.note(case, by=owner, name=asked["name"], phone=asked["phone"], email=asked["email"])
    except ValidationError as error:
        raise Wrong.of([error]) from error
    if asked["media_url"]:
        case.details = {"media_url": asked["media_url"]} | case.details
        case.save(update_fields=["details"])
    return case


def _title(description: str, service: str) -> str:
    """The first sentence, as far as a title goes; without words the service itself."""
    first = re.split(r"[\r\n。！？!?]", description, maxsplit=1)[0].strip()
    return first[:TITLE] or description[:TITLE] or service


def _address(owner: User, key: str) -> Address | None:
    """A line of the address book that the owner may see. Raises Wrong (400)."""
    if not key:
        return None
    try:
        found = Address.objects.visible_to(owner).select_related("household", "division").get(pk=uuid.UUID(key))
    except (ValueError, Address.DoesNotExist):
        raise Wrong(400, "没有这个 address_id，请改用 address_string 或 lat 和 long。") from None
    return found
