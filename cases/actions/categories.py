"""The categories that a district starts with, and their upkeep."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.models import Category
from governance.access.models import Department, Division, User
from governance.access.scoping import can
from governance.audit.log import record

CLOCKS = ("days", "file_days", "dispatch_days", "accept_days", "check_days", "close_days", "reopen_days")
"""Fields that hold a number of days."""
NEAREST, FARTHEST = 10, 2000  # metres of `radius`

SAMPLES = (
    # code       name        icon                  days opens  department  theme
    ("housing",  "住房修缮", "house",              5,  True,  "fangguan", ""),
    ("elderly",  "助老服务", "heart",              7,  False, "minzheng", ""),
    ("medical",  "看病配药", "bandaid",            5,  False, "weijian",  ""),
    ("property", "物业服务", "building",           7,  True,  "fangguan", ""),
    ("streets",  "市容环境", "tree",               5,  True,  "lvhua",    ""),
    ("parking",  "停车管理", "car-front",          10, True,  "fangguan", ""),
    ("hazard",   "安全隐患", "shield-exclamation", 3,  True,  "yingji",   "hazard"),
    ("dispute",  "邻里矛盾", "people",             10, True,  "sifa",     "dispute"),
    ("hardship", "困难救助", "cash-coin",          10, True,  "minzheng", ""),
    ("jobs",     "就业帮扶", "briefcase",          15, False, "renshe",   ""),
    ("children", "托幼助学", "mortarboard",        10, False, "jiaoyu",   ""),
    ("other",    "其他",     "three-dots",         10, False, "",         ""),
)  # fmt: skip

RADIUS = {
    "streets": 200, "parking": 150, "property": 150, "hazard": 60, "housing": 60, "dispute": 60, "elderly": 30,
    "medical": 30, "hardship": 30,
}  # fmt: skip
"""Metres within which a second report is likely the same thing, where not the usual: a street is long, a flat is not."""

OFFERED = {
    "housing": "漏水,墙面,电梯", "property": "物业,保洁,门禁", "streets": "垃圾,绿化,占道", "parking": "停车,充电,非机动车",
    "hazard": "消防,堆物,飞线", "other": "",
}  # fmt: skip
"""What the public may report (随手拍, Open311), with the words to find it by."""


@transaction.atomic
def ensure_samples(division: Division) -> list[Category]:
    """The twelve of `division`, made where they are missing; what an administrator changed stays changed."""
    departments = {one.code: one for one in Department.objects.filter(division=division, active=True)}
    rows = [
        Category(
            division=division, code=code, name=name, icon=icon, days=days, opens_case=opens, order=order,
            department=departments.get(department), theme=theme,
            offered=code in OFFERED, keywords=OFFERED.get(code, ""), **({"radius": RADIUS[code]} if code in RADIUS else {}),
        )
        for order, (code, name, icon, days, opens, department, theme) in enumerate(SAMPLES, start=1)
    ]  # fmt: skip
    Category.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Category.objects.filter(division=division, code__in=[row[0] for row in SAMPLES]))


@transaction.atomic
def change(category: Category, *, by: User, **fields: Any) -> Category:
    """Change its clocks, `radius`, `department`, `active`. Cases already opened keep the deadlines they have."""
    if not can(by, "cases.change_category", category):
        raise PermissionDenied("您不能修改这个类别。")
    known = {*CLOCKS, "radius", "department", "active"}
    for name in fields.keys() & known:
        setattr(category, name, fields[name])
    if category.days < 1 or not 1 <= category.reopen_days <= 365 or any(one < 1 for one in category.step_days.values()):
        raise ValidationError({"days": "期限至少 1 天。"})
    if not NEAREST <= category.radius <= FARTHEST:
        raise ValidationError({"radius": f"重复提示半径请填 {NEAREST} 到 {FARTHEST} 米。"})
    category.version += 1
    category.full_clean()
    category.save()
    said = {name: getattr(category, name) for name in (*CLOCKS, "radius")}
    record("category.change", category, by=by, **said, active=category.active, department=category.department_id)
    return category
