"""The tree of divisions and the departments beside it. Both keep codes of their own."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from governance.access import codes
from governance.access.scoping import ScopedQuerySet


class DivisionQuerySet(ScopedQuerySet):
    def within(self, code: str) -> Self:
        low, high = codes.within(code)
        return self.filter(code__gte=low, code__lt=high)

    def on(self, day: date) -> Self:
        """Divisions that stood on `day`."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)

    def current(self) -> Self:
        return self.filter(valid_until=None)


class Division(models.Model):
    """A unit of the statistical tree, from city to residents' committee. Its code is its key and never changes."""

    class Level(models.TextChoices):
        CITY = "city", "市"
        PREFECTURE = "prefecture", "地区"
        DISTRICT = "district", "区"
        SUBDISTRICT = "subdistrict", "街镇"
        COMMITTEE = "committee", "居村"

    scope = "code"
    inherited = True

    code = models.CharField(
        "区划代码",
        max_length=12,
        primary_key=True,
        db_collation="C",
        validators=[RegexValidator(r"^\d{12}$", "区划代码是 12 位数字。")],
    )
    name = models.CharField("名称", max_length=60)
    initials = models.CharField("拼音首字母", max_length=60, blank=True)
    level = models.CharField("级别", max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    valid_from = models.DateField("启用日期", default=date(2000, 1, 1))
    valid_until = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["level", "code"], name="division_level"),
            models.Index(fields=["successor"], name="division_merged", condition=Q(successor__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^\d{12}$"), name="division_code_is_12_digits"),
            models.CheckConstraint(condition=~Q(code=F("parent")), name="division_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="division_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def range(self) -> codes.Range:
        return codes.within(self.code)

    @property
    def short_name(self) -> str:
        """What fits on a tile: 四平路 for 四平路街道."""
        for ending in ("社区居委会", "居委会", "居民委员会", "村委会", "街道", "镇", "区"):
            if self.name.endswith(ending) and len(self.name) > len(ending) + 1:
                return self.name.removesuffix(ending)
        return self.name


class DepartmentQuerySet(ScopedQuerySet):
    pass


class Department(models.Model):
    """职能部门 of a district (or of a street): what cases are dispatched to."""

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="departments", verbose_name="所属区划")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=60)
    active = models.BooleanField("在用", default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职能部门"
        ordering = ["division", "code"]
        constraints = [
            models.UniqueConstraint(fields=["division", "code"], name="department_code_is_unique_in_a_division")
        ]

    def __str__(self) -> str:
        return self.name
