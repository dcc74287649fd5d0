"""Files of 12345 tickets, sensors, reports of strangers, and closed cases to learn from."""

from __future__ import annotations

import hashlib
import hmac
import io
import time
from datetime import timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from PIL import Image

from cases.actions.categories import ensure_samples
from cases.intake.actions import sensors, snapshots
from cases.intake.models import Sensor
from cases.intake.selectors.sheet import TITLES
from cases.models import Case, Category
from governance.access.models import Division
from governance.audit.ids import uuid7

PHRASES = {
    "housing": ("卫生间漏水到楼下", "外墙渗水墙皮脱落", "下水管堵塞返水", "电梯停运无人修", "屋顶漏雨家里积水"),
    "parking": ("小区车位被外来车占用", "消防通道停满汽车", "电动自行车乱停堵门", "停车收费不合理", "充电桩被油车占住"),
    "streets": ("路边垃圾桶满了没人清", "绿化带枯死需要补种", "流动摊贩占道经营", "人行道地砖破损", "河道边有人倒垃圾"),
    "dispute": ("楼上半夜噪音吵架", "邻居装修影响休息", "两家为晾衣发生争执", "宠物扰民邻里不和", "楼道公共面积起纠纷"),
}
"""What people say of four categories, for models that learn."""


def file_of(*rows: Any, head: Any = TITLES, name: str = "热线.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return SimpleUploadedFile(name, written.getvalue())


def ticket_row(number: str = "SH001", **cells: Any) -> list[Any]:
    """A line in the order of `TITLES`."""
    now = timezone.localtime().replace(tzinfo=None, microsecond=0)
    given = {
        "number": number, "accepted_at": now - timedelta(days=1), "due_at": now + timedelta(days=6), "text": "反映楼道堆物，影响通行。请处理",
        "address": "", "category": "安全隐患", "place": "", "name": "", "phone": "",
    } | cells  # fmt: skip
    return list(given.values())


def sensor_in(division: Division, **fields: Any) -> tuple[Sensor, str]:
    """A sensor and its secret."""
    ensure_samples(Division.objects.get(code=f"{division.code[:6]}000000"))
    given = {
        "code": f"SMOKE-{uuid7().hex[-6:]}",
        "name": "3 号楼烟感",
        "category": "hazard",
        "address": "鞍山四村 3 号",
    } | fields
    return sensors.add(division=division, by=None, **given)


def signed(sensor: Sensor, secret: str, body: Any, *, at: float | None = None) -> dict[str, Any]:
    """Arguments of `client.post` for a signed event."""
    raw, stamp = orjson.dumps(body), str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest()
    headers = {"X-Sensor": sensor.code, "X-Sensor-Timestamp": stamp, "X-Sensor-Signature": signature}
    return {"data": raw, "content_type": "application/json", "headers": headers}


def snapshot_of(division: Division, *, category: str = "streets", **fields: Any) -> tuple[Case, str]:
    """A stranger's report and the secret of its link."""
    district = Division.objects.get(code=f"{division.code[:6]}000000")
    ensure_samples(district)
    found = Category.objects.get(division=district, code=category)
    given = {"text": "路边垃圾没人收", "sender": snapshots.sender_of(f"sender {uuid7()}")} | fields
    return snapshots.report(category=found, division=division.code, **given)


def picture(name: str = "photo.jpg") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (80, 60), "grey").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def closed_cases(division: Division, each: int = 80) -> None:
    """So many closed cases of each of four categories, in words of their own, closed one after the other."""
    district = Division.objects.get(code=f"{division.code[:6]}000000")
    categories = {one.code: one for one in ensure_samples(district)}
    now, rows = timezone.now(), []
    for at in range(each):
        for code, phrases in PHRASES.items():
            opened = now - timedelta(days=200, minutes=-(at * 4))
            rows.append(
                Case(
                    division=division, category=categories[code], title=f"{phrases[at % 5]}，{at} 号", number=f"T{len(rows):08}",
                    source="active", opened_at=opened, due_at=opened + timedelta(days=5), filed_at=opened, state="closed",
                    closed_at=opened + timedelta(days=2), department=division_department(district),
                )
            )  # fmt: skip
    Case.objects.bulk_create(rows)


def division_department(district: Division) -> Any:
    return district.departments.order_by("code").first()
