"""What a case is about, who usually handles it, and how many working days it may take."""

from __future__ import annotations

from django.db import models

from governance.access.models import Department, Division
from governance.access.scoping import ScopedQuerySet


class CategoryQuerySet(ScopedQuerySet):
    def in_use(self) -> CategoryQuerySet:
        return self.filter(active=True)


class Category(models.Model):
    """类别 of cases and of visit needs; belongs to a division and is inherited by all below it."""

    class Theme(models.TextChoices):
        """What the index asks of a category."""

        NONE = "", "—"
        HAZARD = "hazard", "安全隐患"
        DISPUTE = "dispute", "矛盾纠纷"

    scope = "division"
    inherited = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name="区划")
    code = models.SlugField("代码", max_length=40)
    name = models.CharField("名称", max_length=30)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    theme = models.CharField("主题", max_length=10, choices=Theme, blank=True, default=Theme.NONE)
    icon = models.CharField("图标", max_length=30, default="three-dots")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="常用承办部门"
    )
    days = models.PositiveSmallIntegerField("办结期限（工作日）", default=15)
    file_days = models.PositiveSmallIntegerField("立案期限（工作日）", default=1)
    dispatch_days = models.PositiveSmallIntegerField("派遣期限（工作日）", default=1)
    accept_days = models.PositiveSmallIntegerField("接单期限（工作日）", default=1)
    check_days = models.PositiveSmallIntegerField("核查期限（工作日）", default=2)
    close_days = models.PositiveSmallIntegerField("结案期限（工作日）", default=1)
    reopen_days = models.PositiveSmallIntegerField("可重新办理（结案后天数）", default=30)
    radius = models.PositiveSmallIntegerField(
        "重复提示半径（米）", default=100
    )  # a second report within is likely the same
    opens_case = models.BooleanField("默认转工单", default=True)
    offered = models.BooleanField("对公众开放", default=False)  # 随手拍 and Open311 offer it
    keywords = models.CharField("关键词", max_length=120, blank=True)  # commas between; Open311 shows them
    order = models.PositiveSmallIntegerField("序号", default=0)
    active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "类别"
        ordering = ["division", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["division", "code"], name="category_code_is_unique_in_a_division")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def step_days(self) -> dict[str, int]:
        """State -> working days until the step out of it. Handling has what is left of the whole."""
        return {
            "received": self.file_days, "filed": self.dispatch_days, "dispatched": self.accept_days,
            "handled": self.check_days, "checked": self.close_days,
        }  # fmt: skip
