"""A case (工单) and what happened to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property

from cases.models.category import Category
from governance.access.models import Department, ScopedModel
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models import Household

WAITING = Q(withdrawn_at=None, parent=None) & ~Q(state="closed")
COUNTED = ("state", "asking", "paused_at")
"""What the work list counts by: with them in the index a count of 14,000 open cases reads no row."""


class CaseQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(state=Case.State.CLOSED).filter(withdrawn_at=None)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def public(self) -> Self:
        """What anyone may read: cases that came from the public, and those an officer published; never a private one."""
        shown = Q(entrance__in=Case.FROM_THE_PUBLIC) | Q(published_at__isnull=False)
        return self.standing().filter(shown, private=False)

    def for_list(self) -> Self:
        """Everything the list page shows, in one query."""
        return self.select_related("division", "category", "department")

    def for_page(self) -> Self:
        """The same with the units above the division, what is merged, and who reported it, masked."""
        joined = Case.objects.standing().filter(parent=OuterRef("pk"))
        reporter = self.model._meta.get_field("reporter").related_model.objects.standing().filter(case=OuterRef("pk"))
        return self.for_list().select_related("division__parent__parent", "parent").annotate(
            has_children=Exists(joined.open()), had_children=Exists(joined),
            reporter_name=Subquery(reporter.values("name_masked")), reporter_phone=Subquery(reporter.values("phone_masked")),
        )  # fmt: skip


class Case(ScopedModel):
    """工单. Its life is drawn in `cases.flows.CASE`."""

    set_once = ("division", "number", "category", "household", "repeat_of", "parent", "created_by")
    constraints_by_table = True

    class State(models.TextChoices):
        RECEIVED = "received", "待立案"
        FILED = "filed", "待派遣"
        DISPATCHED = "dispatched", "待接单"
        HANDLING = "handling", "处理中"
        HANDLED = "handled", "待核查"
        CHECKED = "checked", "待结案"
        CLOSED = "closed", "已结案"

    class Source(models.TextChoices):
        ACTIVE = "active", "主动发现"
        PASSIVE = "passive", "被动受理"
        AUTOMATIC = "automatic", "自动感知"

    class Entrance(models.TextChoices):
        """一口受理: by which door it came in; one intake behind all of them."""

        CLERK = "clerk", "居委登记"
        VISIT = "visit", "走访"
        STREET = "street", "街道登记"
        DEPARTMENT = "department", "部门登记"
        HOTLINE = "hotline", "12345 热线"
        SNAPSHOT = "snapshot", "随手拍"
        OPEN311 = "open311", "Open311"
        SENSOR = "sensor", "物联感知"
        BRIDGE = "bridge", "其他平台"

    FROM_THE_PUBLIC = (Entrance.SNAPSHOT, Entrance.OPEN311)

    class Channel(models.TextChoices):
        NONE = "", "—"
        MEDIATION = "mediation", "人民调解"
        POLICE = "police", "报警"
        LAWSUIT = "lawsuit", "诉讼"
        OTHER = "other", "其他"

    class Asking(models.TextChoices):
        """What waits for approval; one at a time."""

        EXTENSION = "extension", "延期申请"
        PAUSE = "pause", "缓办申请"

    class Warned(models.IntegerChoices):
        """Whether who holds the step has been told of its clock; each step begins anew."""

        NOT_YET = 0, "未提醒"
        SOON = 1, "已提醒将到期"
        LATE = 2, "已提醒超期"

    department_path = "pk__in"

    number = models.CharField("工单号", max_length=20, unique=True, editable=False)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.ACTIVE)
    entrance = models.CharField("受理渠道", max_length=10, choices=Entrance, default=Entrance.CLERK, editable=False)
    outside_number = models.CharField("对方编号", max_length=60, blank=True, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, related_name="cases", verbose_name="类别")
    title = models.CharField("事项", max_length=80)
    description = models.CharField("诉求", max_length=4000, blank=True)  # as long as Open311 allows
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="cases", db_index=False, verbose_name="住户"
    )
    address = models.CharField("地点", max_length=120, blank=True)
    longitude = models.FloatField(
        "经度", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    latitude = models.FloatField(
        "纬度", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    first_channel = models.CharField("首选解决渠道", max_length=10, choices=Channel, blank=True, default=Channel.NONE)
    state = models.CharField("状态", max_length=12, choices=State, default=State.RECEIVED, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="承办部门"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="承办人",
        editable=False,
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="核查人",
        editable=False,
    )
    opened_at = models.DateTimeField("发现时间")
    filed_at = models.DateTimeField("立案时间", null=True, blank=True, editable=False)
    step_due_at = models.DateTimeField("本步到期", null=True, blank=True, editable=False)
    due_at = models.DateTimeField("全案到期", editable=False)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True, editable=False)
    result = models.CharField("办理结果", max_length=1000, blank=True, editable=False)
    reworks = models.PositiveSmallIntegerField("返工次数", default=0, editable=False)
    refusals = models.PositiveSmallIntegerField("退单次数", default=0, editable=False)
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats", verbose_name="重复于", editable=False
    )

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="主工单", editable=False
    )
    details = models.JSONField(
        "补充信息", default=dict, blank=True, editable=False
    )  # answers to the category's questions
    private = models.BooleanField("不公开", default=False, editable=False)
    published_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)

    asking = models.CharField(
        "待批准的申请", max_length=10, choices=Asking, blank=True, default="", db_default="", editable=False
    )
    paused_at = models.DateTimeField("缓办自", null=True, blank=True, editable=False)  # the clock stands still since
    extensions = models.PositiveSmallIntegerField("本轮延期次数", default=0, db_default=0, editable=False)
    returns = models.PositiveSmallIntegerField("本轮退单次数", default=0, db_default=0, editable=False)
    assigned = models.BooleanField("区级指定", default=False, db_default=False, editable=False)
    urges = models.PositiveSmallIntegerField("催办次数", default=0, db_default=0, editable=False)
    warned = models.PositiveSmallIntegerField("已提醒", choices=Warned, default=0, db_default=0, editable=False)

    objects: ClassVar = CaseQuerySet.as_manager()

    had_children: bool  # only of rows read with `for_page`
    supporters: int  # only where the public is shown what is near

    class Meta:
        verbose_name = verbose_name_plural = "工单"
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["division", "state", "due_at", "id"], name="case_board"),
            models.Index(
                fields=["division", "due_at", "id"], include=COUNTED, name="case_open_by_due", condition=WAITING
            ),
            models.Index(
                fields=["due_at", "id"], include=["division", *COUNTED], name="case_waiting", condition=WAITING
            ),
            models.Index(fields=["opened_at", "id"], name="case_waiting_opened", condition=WAITING),
            models.Index(fields=["division", "opened_at", "id"], name="case_opened"),
            models.Index(fields=["due_at", "id"], name="case_by_due"),  # a street's or district's list
            models.Index(
                fields=["step_due_at", "id"], name="case_step_due", condition=Q(withdrawn_at=None) & ~Q(state="closed")
            ),  # whom to warn
            models.Index(fields=["household", "category", "opened_at"], name="case_household"),
            models.Index(fields=["department", "state", "due_at"], name="case_department"),
            models.Index(
                fields=["latitude", "longitude"], name="case_place", condition=Q(latitude__isnull=False)
            ),  # what is near, for hints of duplicates
            models.Index(
                fields=["-opened_at", "-id"],
                name="case_public",
                condition=Q(withdrawn_at=None, private=False)
                & (Q(entrance__in=["snapshot", "open311"]) | Q(published_at__isnull=False)),
            ),  # what strangers read; as `public()` asks
            GinIndex(fields=["title", "address", "number"], opclasses=["gin_trgm_ops"] * 3, name="case_text_trigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entrance", "outside_number"], condition=~Q(outside_number=""), name="case_comes_in_once",
                violation_error_message="这个编号的工单已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")), name="case_is_not_its_own_parent",
                violation_error_message="工单不能并入自己。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "filed"]) | Q(department__isnull=False),
                name="case_has_a_department_once_dispatched", violation_error_message="派遣工单须选承办部门。",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(closed_at__isnull=False)) | (~Q(state="closed") & Q(closed_at=None)),
                name="case_closed_at_goes_with_closed",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | Q(handler=None) | ~Q(checker=models.F("handler")),
                name="case_checker_is_not_the_handler", violation_error_message="核查人不能是承办人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """The cases ever dispatched to `department`: what its members may see."""
        dispatches: Any = cls._meta.get_field("dispatches").related_model
        return dispatches.objects.filter(department=department).values("case")

    @cached_property
    def hands(self) -> set[Any]:
        """Who accepted or finished since the case was filed or reopened. Asked by guards, never by lists."""
        found = set()
        for entry in self.entries.all():  # newest first
            if entry.step in ("file", "reopen"):
                break
            if entry.step in ("accept", "finish"):
                found.add(entry.by_id)
        return found

    @cached_property
    def newest_round(self) -> Any:
        """With its answer loaded or not; None until filed."""
        return self.rounds.select_related("answer").order_by("-number").first()

    @cached_property
    def request(self) -> Any:
        """The extension or pause that waits for approval, None where none does."""
        asked = {"": "", self.Asking.EXTENSION: "delays", self.Asking.PAUSE: "pauses"}[self.asking]
        return getattr(self, asked).select_related("created_by").get(state="asked") if asked else None

    @cached_property
    def has_children(self) -> bool:
        """Are open cases merged into this one? `for_page` brings the answer along."""
        return self.children.open().exists()

    def is_open(self) -> bool:
        return self.state != self.State.CLOSED and self.withdrawn_at is None

    def is_overdue(self, now: datetime) -> bool:
        """With the clock running: not while paused, nor while merged into another case."""
        return self.is_open() and not self.paused_at and not self.parent_id and self.due_at < now
