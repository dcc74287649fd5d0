"""The four-level network of volunteers, and who belongs to it from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import Row, ScopedModel, Span, SpanQuerySet
from governance.access.pinyin import initials
from governance.vault import masks
from governance.vault.fields import BlindIndexField, EncryptedTextField
from neighborhoods.models import Resident
from neighborhoods.models import Reveal as ResidentReveal


class Unit(ScopedModel):
    """志愿者组织: 区协会 > 街道分会 > 社区志愿者工作站 > 专业服务队. Known to all below its division."""

    class Level(models.TextChoices):
        ASSOCIATION = "association", "区协会"
        BRANCH = "branch", "街道分会"
        STATION = "station", "社区志愿者工作站"
        TEAM = "team", "专业服务队"

    class Field(models.TextChoices):
        """What a team is good at."""

        NONE = "", "—"
        LAW = "law", "法律"
        HEALTH = "health", "健康"
        ELDERS = "elders", "为老"
        CHILDREN = "children", "助学"
        REPAIR = "repair", "便民维修"
        CULTURE = "culture", "文体"
        GREEN = "green", "环保"
        SAFETY = "safety", "平安"
        EVENTS = "events", "赛会"

    class State(models.TextChoices):
        PROPOSED = "proposed", "筹建"
        ACTIVE = "active", "运行"
        SUSPENDED = "suspended", "暂停"
        CLOSED = "closed", "撤销"

    inherited = True

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级组织"
    )
    level = models.CharField("层级", max_length=12, choices=Level)
    name = models.CharField("名称", max_length=60)
    field = models.CharField("专业", max_length=10, choices=Field, blank=True, default=Field.NONE)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "志愿者组织"
        ordering = ["division", "level", "name"]
        indexes = [models.Index(fields=["division", "id"], name="unit_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], name="unit_name_is_unique_in_a_division",
                violation_error_message="本区划已有同名的志愿者组织。",
            ),
            models.CheckConstraint(
                condition=Q(level="association", parent=None) | (~Q(level="association") & Q(parent__isnull=False)),
                name="unit_has_a_parent_unless_it_is_the_association", violation_error_message="区协会以外的组织须选上级组织。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("volunteers:unit", args=[self.pk])


LEVELS = list(Unit.Level)
"""From the association down; a unit hangs on one of the level right above."""


class Volunteer(Span, ScopedModel):
    """志愿者, from registering to quitting. A resident's name and telephone stay with the resident; others bring their own."""

    class State(models.TextChoices):
        REGISTERED = "registered", "已注册"
        VERIFIED = "verified", "已核验"
        ACTIVE = "active", "服务中"
        QUIT = "quit", "已退出"

    holds_people = True

    number = models.CharField("志愿者编号", max_length=20, unique=True, editable=False)
    resident = models.ForeignKey(
        Resident,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteerings",
        db_index=False,
        verbose_name="居民",
    )
    name = models.CharField("姓名", max_length=40, blank=True, db_collation="C")
    initials = models.CharField(
        "拼音首字母", max_length=40, blank=True, editable=False
    )  # of the name, which they do not name
    phone = EncryptedTextField("电话", max_length=20, null=True, blank=True)
    phone_masked = models.CharField("电话", max_length=20, blank=True, editable=False)
    phone_index = BlindIndexField("phone", verbose_name="电话索引")
    id_number = EncryptedTextField("证件号", max_length=18, null=True, blank=True)
    id_number_masked = models.CharField("证件号", max_length=18, blank=True, editable=False)
    id_number_index = BlindIndexField("id_number", verbose_name="证件号索引")
    skills = models.CharField("专长", max_length=100, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.REGISTERED, editable=False)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["division", "number"], name="volunteer_division"),
            models.Index(fields=["resident"], name="volunteer_resident"),
            GinIndex(fields=["number", "name"], opclasses=["gin_trgm_ops"] * 2, name="volunteer_trigrams"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="volunteer_initials"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(until=None), name="resident_is_a_volunteer_once",
                violation_error_message="这位居民已经是注册志愿者。",
            ),
            models.CheckConstraint(
                condition=(Q(resident__isnull=False) & Q(name="")) | (Q(resident=None) & ~Q(name="")),
                name="volunteer_is_a_resident_or_has_a_name", violation_error_message="请选本区居民，或填写姓名。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="volunteer_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def save(self, *args: object, **kwargs: object) -> None:
        """The masks follow what is sealed, whoever saves; a save of other columns leaves them alone."""
        if kwargs.get("update_fields") is None:
            self.id_number_masked = masks.id_number(self.id_number or "")
            self.phone_masked = masks.phone(self.phone or "")
            self.initials = initials(self.resident.name if self.resident else self.name)[:40]
        super().save(*args, **kwargs)

    @property
    def masked_name(self) -> str:
        """张*: the resident's, where there is one (asks for it unless it was fetched along)."""
        return masks.name(self.resident.name if self.resident else self.name)

    @property
    def shown_phone(self) -> str:
        """138****5678: the resident's, where there is one."""
        return self.resident.phone_masked if self.resident else self.phone_masked

    def get_absolute_url(self) -> str:
        return reverse("volunteers:volunteer", args=[self.pk])


class VolunteerReveal(Row):
    """志愿者查阅记录: one look at the unmasked values of a volunteer who is no resident; a resident's looks stay with the resident."""

    holds_people = True

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="reveals", verbose_name="志愿者")
    event = models.UUIDField("审计事件", unique=True)
    category = models.CharField("理由类别", max_length=8, choices=ResidentReveal.Category)
    reason = EncryptedTextField("理由", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "志愿者查阅记录"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.pk}"


class Belonging(Span, ScopedModel):
    """队员: a volunteer belongs to a unit from a day until a day. In the volunteer's division."""

    holds_people = True

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="belongings", db_index=False, verbose_name="志愿者"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="belongings", db_index=False, verbose_name="志愿者组织")
    leads = models.BooleanField("负责人", default=False)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        ordering = ["unit", "-leads", "since"]
        indexes = [
            models.Index(fields=["division", "id"], name="belonging_division"),
            models.Index(fields=["unit", "since"], name="belonging_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "unit"], condition=Q(until=None), name="volunteer_belongs_to_a_unit_once",
                violation_error_message="这位志愿者已经在这个组织。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="belonging_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)


class Recognition(Span, ScopedModel):
    """命名表彰 of a volunteer, for as long as it holds: 睦邻达人, 法律明白人. In the volunteer's division."""

    class Title(models.TextChoices):
        TALENT = "talent", "睦邻达人"
        LEGAL = "legal", "法律明白人"
        STAR = "star", "星级志愿者"

    holds_people = True

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="recognitions", db_index=False, verbose_name="志愿者"
    )
    title = models.CharField("称号", max_length=10, choices=Title)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "命名表彰"
        ordering = ["-since", "id"]
        indexes = [models.Index(fields=["division", "id"], name="recognition_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "title"], condition=Q(until=None), name="recognition_title_is_held_once",
                violation_error_message="这位志愿者已有这个称号。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="recognition_ends_after_it_begins"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_title_display()} {self.pk}"
