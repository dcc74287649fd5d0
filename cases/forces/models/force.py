"""The people of a street who can be called out: 城运工作站 of merged grids, and teams (队伍)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from governance.access import codes
from governance.access.models import Division, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class ForceQuerySet(ScopedQuerySet):
    def running(self) -> Self:
        return self.standing().filter(state=Force.State.RUNNING)

    def covering(self, division: str) -> Self:
        """Those that may be called to `division`: of it or above it, and not bound to other grounds."""
        line = [division, *codes.ancestors(division)]
        return self.filter(Q(grounds=None) | Q(grounds=division), division__in=line).distinct()

    def for_list(self) -> Self:
        return self.select_related("division")


class Force(ScopedModel):
    """力量: set, staffed, running, closed (`cases.forces.flows.FORCE`). Known to all below its division, who need it."""

    set_once = ("division", "created_by")

    class State(models.TextChoices):
        SET = "set", "已设立"
        STAFFED = "staffed", "已配员"
        RUNNING = "running", "运行中"
        CLOSED = "closed", "已撤并"

    class Kind(models.TextChoices):
        STATION = "station", "城运工作站"
        ENFORCEMENT = "enforcement", "综合执法队"
        PATROL = "patrol", "联勤巡防队"
        EMERGENCY = "emergency", "应急处突队"
        SERVICE = "service", "物业应急队"

    inherited = True

    kind = models.CharField("类别", max_length=12, choices=Kind)
    name = models.CharField("名称", max_length=60)
    place = models.CharField("驻地", max_length=60)
    phone = models.CharField("值班电话", max_length=20, blank=True)
    grounds = models.ManyToManyField(Division, related_name="+", blank=True, verbose_name="管辖单位")
    state = models.CharField("状态", max_length=8, choices=State, default=State.SET, editable=False)
    running_since = models.DateTimeField("开始运行", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("撤并时间", null=True, blank=True, editable=False)
    closed_reason = models.CharField("撤并理由", max_length=200, blank=True, editable=False)

    objects: ClassVar = ForceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "力量"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="force_division"),
            models.Index(fields=["recorded_at", "id"], name="force_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], condition=~Q(state="closed") & Q(withdrawn_at=None), name="force_name_is_its_own",
                violation_error_message="这个单位已有同名的工作站或队伍。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forces:force", args=[self.pk])

    @cached_property
    def team(self) -> list[Member]:
        """Who is in it now, the lead first; read once, so ask a row that was just locked."""
        return list(self.members.filter(until=None).select_related("person"))


class Member(Row):
    """队员: somebody's time in a force. `lead` answers for it."""

    class Kind(models.TextChoices):
        STANDING = "standing", "常驻"
        ROTATING = "rotating", "轮值"

    force = models.ForeignKey(Force, models.PROTECT, related_name="members", db_index=False, verbose_name="力量")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="队员")
    kind = models.CharField("方式", max_length=10, choices=Kind, default=Kind.STANDING)
    lead = models.BooleanField("负责人", default=False)
    since = models.DateTimeField("加入时间")
    until = models.DateTimeField("离开时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        ordering = ["-lead", "since", "id"]
        indexes = [models.Index(fields=["force", "until"], name="member_force")]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "person"], condition=Q(until=None), name="member_joins_once",
                violation_error_message="这个人已经在队里。",
            ),
            models.UniqueConstraint(
                fields=["force"], condition=Q(until=None, lead=True), name="force_has_one_lead",
                violation_error_message="已有负责人，请先让原负责人离队或改为队员。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.force_id} {self.person_id}"
