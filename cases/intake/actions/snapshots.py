"""随手拍: taking in what somebody reports without signing in, within limits that the database counts."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from cases.actions import reporters
from cases.actions.cases import open_case
from cases.advice.actions import suggestions
from cases.advice.selectors.suggesting import suggest
from cases.intake.models import ReporterWord, Snapshot, Support
from cases.models import Case, Category
from governance.access.models import Division
from governance.access.networks import network_of
from governance.audit.log import record
from governance.files.actions import attach
from governance.flow.machine import StepRefused
from governance.jobs import outbox
from governance.vault.fields import blind_index
from governance.vault.texts import allowed, needed

A_DAY, AT_ONCE, ONCE = 20, 5, timedelta(minutes=10)
A_DAY_IN_ALL = 3_000
TITLE = 40
PHOTOS = 3


class TooMany(ValidationError):
    """The limit of one sender, or of the whole page, is reached."""


def sender_of(address: str) -> bytes:
    """A keyed hash of a network address: tells the same sender again, and nobody where it is."""
    return blind_index("intake.sender", network_of(address) or "unknown")


@transaction.atomic
def report(
    *, category: Category, division: str, text: str, sender: bytes, photos: Iterable[UploadedFile] = (), address: str = "",
    latitude: float | None = None, longitude: float | None = None, details: Mapping[str, Any] | None = None,
    name: str = "", phone: str = "",
) -> tuple[Case, str]:  # fmt: skip
    """Open a case for a reporter; answers it and the secret of the link, which is nowhere kept.

    Raises TooMany, or ValidationError by field.
    """
    _refuse_crowd(sender)
    if not category.offered:
        raise ValidationError({"category": "这个类别不向公众开放，请另选一个。"})
    unit = Division.objects.get(code=division)
    text = needed("text", "情况", text, 500)
    secret, now = secrets.token_urlsafe(24), timezone.now()
    case = open_case(
        division=unit, category=category, title=text if len(text) <= TITLE else f"{text[: TITLE - 1]}…", description=text,
        address=address, latitude=latitude, longitude=longitude, details=details or {}, by=None, opened_at=now,
        source=Case.Source.PASSIVE, entrance=Case.Entrance.SNAPSHOT,
    )  # fmt: skip
    snapshot = Snapshot(case=case, division=unit, digest=digest_of(secret), sender=sender)
    snapshot.save(force_insert=True)
    reporters.note(case, by=None, name=name, phone=phone)
    if found := suggest(division, text):
        suggestions.keep(case, found, where="snapshot", by=None)
    record("snapshot.taken", snapshot, by=None, case=str(case.pk))
    for photo in list(photos)[:PHOTOS]:  # last: what lies in the storage is not rolled back
        attach(case, photo, by=None, division=case.division_id)
    return case, secret


@transaction.atomic
def support(case: Case, *, sender: bytes) -> int:
    """我也遇到: count the sender once for an open public case. Returns how many have met it by now."""
    if not Case.objects.public().open().filter(pk=case.pk).exists():
        raise StepRefused("这件事已经办结，请重新上报。")
    if not Support.objects.filter(case=case, sender=sender).exists():
        _refuse_crowd(sender)
        mine = Support(case=case, division_id=case.division_id, sender=sender)
        if not Snapshot.objects.filter(case=case, sender=sender).exists():
            mine.save(force_insert=True)
            record("snapshot.support", mine, by=None, case=str(case.pk))
    return Support.objects.filter(case=case).count()


@transaction.atomic
def say(case: Case, *, resolved: bool, comment: str = "") -> ReporterWord:
    """Solved or not, by who holds the link, once a round after closing. The street hears it; the 回访 is recorded by a clerk."""
    comment = allowed("comment", "说明", comment, 200)
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    last = case.rounds.order_by("-number").first()
    if case.state != Case.State.CLOSED or case.withdrawn_at or last is None:
        raise StepRefused("办结以后才能评价。")
    if ReporterWord.objects.filter(round=last).exists():
        raise StepRefused("这一次办理您已经评价过，谢谢。")
    word = ReporterWord(case=case, round=last, division_id=case.division_id, resolved=resolved, comment=comment)
    word.full_clean(exclude=["division", "case", "round"])
    word.save(force_insert=True)
    record("snapshot.word", word, by=None, case=str(case.pk), resolved=resolved)
    outbox.tell("intake.word", key=str(case.pk), case=str(case.pk), resolved=resolved)
    return word


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _refuse_crowd(sender: bytes) -> None:
    """One sender at a time, so that the counts hold. Supports count like reports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"snapshot {sender.hex()}"])
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if _sent(sender, now - ONCE) >= AT_ONCE:
        raise TooMany(f"您上报得太快了：同一网络 10 分钟内最多 {AT_ONCE} 件，请稍后再试。急事请拨打 12345。")
    if _sent(sender, today) >= A_DAY:
        raise TooMany(f"同一网络今天已上报 {A_DAY} 件，到上限了。请明天再来，急事请拨打 12345。")
    if Snapshot.objects.filter(recorded_at__gte=today).count() >= A_DAY_IN_ALL:
        raise TooMany("今天收到的上报太多，网页暂停受理。请拨打 12345，或明天再来。")


def _sent(sender: bytes, since: Any) -> int:
    asked = {"sender": sender, "recorded_at__gte": since}
    return Snapshot.objects.filter(**asked).count() + Support.objects.filter(**asked).count()
