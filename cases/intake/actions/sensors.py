"""The register of sensors, and what happens when one reports."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.cases import AHEAD, open_case
from cases.intake.models import Sensor, SensorEvent
from cases.lookups import category_at
from cases.models import Case, CaseEntry
from governance.access import filing
from governance.access.models import Division, User
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

WINDOW = 300  # seconds that a signed time may be off
OLDEST = timedelta(days=7)
Outcome = SensorEvent.Outcome


class BadSignature(Exception):
    """Unknown sensor, wrong time or wrong signature: which of them is not told."""


@transaction.atomic
def add(*, division: Division, category: str, by: User, **fields: Any) -> tuple[Sensor, str]:
    """Register a sensor; answers it and its secret, to be shown once. Raises ValidationError by field."""
    secret = secrets.token_hex(32)
    sensor = Sensor(division=division, category=category_at(division.code, category), secret=secret, **_texts(fields))
    return filing.file(sensor, by=by), secret


@transaction.atomic
def change(sensor: Sensor, *, by: User, category: str, **fields: Any) -> Sensor:
    filing.require("change", sensor, by)
    sensor = filing.lock(sensor)
    given = filing.only(
        _texts(fields), "name", "address", "longitude", "latitude", "threshold", "quiet_minutes", "active"
    )
    filing.amend(sensor, by=by, category=category_at(sensor.division_id, category), **given)
    return sensor


@transaction.atomic
def renew_secret(sensor: Sensor, *, by: User) -> str:
    """The old secret ends at once."""
    filing.require("change", sensor, by)
    sensor = filing.lock(sensor)
    sensor.secret = secrets.token_hex(32)
    sensor.save()
    record("sensor.secret", sensor, by=by)
    return str(sensor.secret)


def signed(headers: Mapping[str, str], body: bytes, *, now: datetime) -> Sensor:
    """The sensor that signed `body`: HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal. Raises BadSignature."""
    code, stamp, given = (headers.get(f"X-Sensor{part}", "") for part in ("", "-Timestamp", "-Signature"))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or "\0" in code:
        raise BadSignature
    sensor = Sensor.objects.filter(code=code).first()
    secret = str(sensor.secret) if sensor else ""
    wanted = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    same = hmac.compare_digest(wanted.encode(), given.removeprefix("sha256=").lower().encode())
    if sensor is None or not same or abs(now.timestamp() - int(stamp)) > WINDOW:
        raise BadSignature
    if not sensor.active or sensor.withdrawn_at:
        raise StepRefused("这个传感器已停用。")
    return sensor


@transaction.atomic
def receive(
    sensor: Sensor, *, event: str, at: datetime, value: float | None = None, text: str = ""
) -> tuple[SensorEvent, bool]:
    """Keep an event, once; answers it and whether it is new. An alarm opens a case, or joins the sensor's open one."""
    event, text = allowed("event", "事件编号", event, 80), allowed("text", "内容", text, 200)
    now = timezone.now()
    if not now - OLDEST < at <= now + AHEAD:
        raise ValidationError({"at": "发生时间不能晚于现在，也不能早于七天前。"})
    sensor = Sensor.objects.select_for_update(of=("self",)).select_related("division", "category").get(pk=sensor.pk)
    if known := SensorEvent.objects.filter(sensor=sensor, event=event).first():
        if (known.at, known.value, known.text) != (at, value, text):
            raise StepRefused("这个事件编号已用于另一份内容。")
        return known, False
    outcome, case = _answered(sensor, at=at, value=value, text=text)
    row = SensorEvent(
        sensor=sensor, division=sensor.division, event=event, at=at, value=value, text=text, outcome=outcome, case=case
    )
    row.full_clean(exclude=["division", "sensor", "case"])
    row.save(force_insert=True)
    Sensor.objects.filter(pk=sensor.pk).update(heard_at=now)
    record("sensor_event.received", row, by=None, sensor=str(sensor.pk), outcome=outcome)
    return row, True


def _answered(sensor: Sensor, *, at: datetime, value: float | None, text: str) -> tuple[str, Case | None]:
    """What follows from an event: below the threshold nothing, while a case is open a count, just after it quiet."""
    if sensor.threshold is not None and (value is None or value < sensor.threshold):
        return Outcome.BELOW, None
    mine = Case.objects.standing().filter(sensor_events__sensor=sensor, category=sensor.category_id)
    if case := mine.open().order_by("-opened_at").first():
        return Outcome.JOINED, case
    quiet = timedelta(minutes=sensor.quiet_minutes)
    if mine.filter(closed_at__gt=at - quiet).exists():
        return Outcome.QUIET, None
    return Outcome.OPENED, _open(sensor, at=at, value=value, text=text)


def _open(sensor: Sensor, *, at: datetime, value: float | None, text: str) -> Case:
    read = "" if value is None else f"读数 {value:g}"
    limit = "" if sensor.threshold is None else f"（阈值 {sensor.threshold:g}）"
    case = open_case(
        division=sensor.division, category=sensor.category, title=f"{sensor.name}报警"[:80], by=None, opened_at=at,
        description="，".join(filter(None, [text, f"{read}{limit}" if read else ""])), address=sensor.address,
        longitude=sensor.longitude, latitude=sensor.latitude, source=Case.Source.AUTOMATIC, entrance=Case.Entrance.SENSOR,
    )  # fmt: skip
    CaseEntry.objects.create(case=case, at=at, by=None, step="note", text=f"传感器 {sensor.code} 自动上报。")
    return case


def _texts(fields: dict[str, Any]) -> dict[str, Any]:
    """Names and places without numbers that name a person."""
    for name, label, limit in (("name", "名称", 60), ("address", "地点", 120)):
        if name in fields:
            fields[name] = needed(name, label, fields[name], limit)
    return fields
