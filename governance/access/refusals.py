"""Who was not let in: failed sign-ins, pauses and refused tokens, as events.

At most one a minute for the same account from the same address, and one for all unknown ones together, so that nobody
floods the audit. What was typed is never kept: a password may have been typed as the account's name.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from knox.crypto import hash_token

from governance.access.grants import grants_of, widest
from governance.access.models import Token, User
from governance.audit.log import origin, record
from governance.audit.models import Event

APART = timedelta(minutes=1)


def sign_in_failed(username: str) -> None:
    _tell("access.sign_in_failed", _account(username))


def locked_out(username: str) -> None:
    _tell("access.lockout", _account(username))


def token_refused(text: str) -> None:
    """One that ran out, was shut off or came from elsewhere names its owner; an unknown one names nobody."""
    token = Token.objects.filter(digest=hash_token(text)).select_related("user").first() if text.isascii() else None
    _tell("access.token_refused", token and token.user, **({"key": token.token_key[:8]} if token else {}))


def _account(username: str) -> User | None:
    return User.objects.filter(username=username).first() if "\0" not in username else None


@transaction.atomic
def _tell(verb: str, account: User | None, **details: str) -> None:
    known, address = str(account.pk) if account else "", origin.get() or None
    if not _alone(f"{verb} {known} {address}"):
        return
    recent = Event.objects.filter(verb=verb, at__gt=timezone.now() - APART, address=address, subject_id=known)
    if not recent.exists():
        home = widest(grants_of(account.pk)) if account else None
        record(verb, account, by=None, where=home.code if home else "", **details)


def _alone(key: str) -> bool:
    """Of several at once only one looks and writes; the others have nothing to add."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return cursor.fetchone()[0]
