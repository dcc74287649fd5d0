"""What happens to a worker: postings, certificates, and changes on their way through approval."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import Division, ScopedModel, Span, SpanQuerySet
from governance.access.scoping import ScopedQuerySet, between, ranges
from workers.models.register import Days, Post, Worker

if TYPE_CHECKING:
    from governance.access.models import User


class PostingQuerySet(SpanQuerySet):
    def for_list(self) -> Self:
        return self.select_related("worker", "post", "division")


class Posting(Span, ScopedModel):
    """任职: a worker on a post in a division, from a day until a day, and why it ended. What headcount and turnover count."""

    class Ending(models.TextChoices):
        NONE = "", "—"
        MOVED = "moved", "转岗"
        RESIGNED = "resigned", "主动离职"
        DISMISSED = "dismissed", "辞退"
        RETIRED = "retired", "退休"
        OTHER = "other", "其他离职"

    LEAVING = (Ending.RESIGNED, Ending.DISMISSED, Ending.RETIRED, Ending.OTHER)

    holds_people = True

    worker = models.ForeignKey(
        Worker, models.PROTECT, related_name="postings", db_index=False, verbose_name="社区工作者"
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="postings", verbose_name="岗位")
    ending = models.CharField("终止原因", max_length=10, choices=Ending, blank=True, default=Ending.NONE)

    objects: ClassVar = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职经历"
        ordering = ["worker", "since"]
        indexes = [
            models.Index(fields=["division", "since", "until"], name="posting_division"),
            models.Index(fields=["worker", "since"], name="posting_worker"),
        ]
        constraints = [
            ExclusionConstraint(
                name="worker_holds_one_post_at_a_time",
                expressions=[("worker", RangeOperators.EQUAL), (Days(), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None), violation_error_message="这位社区工作者这段时间已有任职，请核对起止日期。",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="posting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(until=None, ending="") | (Q(until__isnull=False) & ~Q(ending="")), name="posting_ends_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.worker_id} {self.since}"


class CertificateQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("worker", "division")

    def valid(self, day: date) -> Self:
        """Issued by `day` and not expired on it; the day it expires is its last."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), issued_on__lte=day)

    def as_known(self, cutoff: datetime) -> Self:
        return self.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff), recorded_at__lt=cutoff)


class Certificate(ScopedModel):
    """证书 of a worker, valid from its day of issue until it expires. In the division where the worker was when it was noted."""

    class Kind(models.TextChoices):
        ASSISTANT = "assistant", "助理社会工作师"
        SOCIAL = "social", "社会工作师"
        SENIOR = "senior", "高级社会工作师"
        MEDIATOR = "mediator", "人民调解员"
        MIND = "mind", "心理咨询"
        OTHER = "other", "其他"

    PROFESSIONAL = (Kind.ASSISTANT, Kind.SOCIAL, Kind.SENIOR)
    """Which count for 持证率: the national exam of social workers."""

    holds_people = True

    worker = models.ForeignKey(
        Worker, models.PROTECT, related_name="certificates", db_index=False, verbose_name="社区工作者"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind)
    number = models.CharField("证书编号", max_length=40, blank=True)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期至", null=True, blank=True)

    objects: ClassVar = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        ordering = ["worker", "-issued_on"]
        indexes = [
            models.Index(fields=["division", "id"], name="certificate_division"),
            models.Index(fields=["worker", "kind"], name="certificate_worker"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")), name="certificate_expires_after_it_is_issued",
                violation_error_message="有效期要晚于发证日期。",
            ),
            models.UniqueConstraint(
                fields=["worker", "kind", "issued_on"], condition=Q(withdrawn_at=None), name="certificate_is_noted_once",
                violation_error_message="这张证书已经登记。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ChangeQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("worker", "division", "to_division", "to_post")

    def pending(self) -> Self:
        return self.filter(state__in=Change.PENDING)

    def visible_to(self, user: User, permission: str = "") -> Self:
        """A transfer is seen, not acted on, where it leads to as well, once it is more than a draft."""
        own: Any = super().visible_to(user, permission)
        if user.is_superuser or (permission and ".view_" not in permission):
            return own
        arriving = Q()
        for low, high in ranges(user, "workers.view_change"):
            arriving |= Q(**between("to_division_id", low, high))
        return own | self.filter(arriving).exclude(state=Change.State.DRAFT) if arriving else own


class Change(ScopedModel):
    """人事变动: joining, transfer or leaving of a worker, on its way through 审批 or 备案. In the division it starts from."""

    class Kind(models.TextChoices):
        JOIN = "join", "入职"
        TRANSFER = "transfer", "转岗"
        LEAVE = "leave", "离职"

    class Procedure(models.TextChoices):
        """Which way it goes: 审批 asks the street and the district, 备案 is checked by the street and noted by the district."""

        APPROVAL = "approval", "审批"
        FILING = "filing", "备案"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待街道审批"
        STREET_APPROVED = "street_approved", "待区级审批"
        DISTRICT_APPROVED = "district_approved", "待生效"
        EFFECTIVE = "effective", "已生效"
        REJECTED = "rejected", "未通过"
        RECALLED = "recalled", "已撤回"

    PENDING = (State.DRAFT, State.SUBMITTED, State.STREET_APPROVED, State.DISTRICT_APPROVED)

    holds_people = True

    kind = models.CharField("种类", max_length=10, choices=Kind)
    procedure = models.CharField("程序", max_length=10, choices=Procedure, editable=False)
    worker = models.ForeignKey(
        Worker, models.PROTECT, related_name="changes", db_index=False, verbose_name="社区工作者"
    )
    to_division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="到哪里"
    )
    to_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="岗位"
    )
    ending = models.CharField(
        "离职原因", max_length=10, choices=Posting.Ending, blank=True, default=Posting.Ending.NONE
    )
    effective_on = models.DateField("生效日期")
    note = models.CharField("说明", max_length=400, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT, editable=False)
    street_by = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="街道审批人",
        editable=False,
    )
    street_at = models.DateTimeField("街道审批时间", null=True, blank=True, editable=False)
    district_by = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="区级审批人",
        editable=False,
    )
    district_at = models.DateTimeField("区级审批时间", null=True, blank=True, editable=False)
    effective_at = models.DateTimeField("生效的登记时间", null=True, blank=True, editable=False)
    reason = models.CharField("不通过理由", max_length=200, blank=True, editable=False)

    objects: ClassVar = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人事变动"
        ordering = ["-effective_on", "-id"]
        indexes = [
            models.Index(fields=["division", "effective_on", "id"], name="change_division"),
            models.Index(fields=["effective_on", "id"], name="change_by_day"),
            models.Index(fields=["worker", "effective_on"], name="change_worker"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(state__in=["draft", "submitted", "street_approved", "district_approved"]),
                name="worker_has_one_change_pending", violation_error_message="这位社区工作者已有一项办理中的人事变动，请先办完或撤回。",
            ),
            models.CheckConstraint(
                condition=Q(kind="leave", to_division=None, to_post=None) & ~Q(ending="") | ~Q(kind="leave") & Q(to_division__isnull=False, to_post__isnull=False, ending=""),
                name="change_says_where_to_or_why", violation_error_message="入职和转岗须选去向和岗位，离职须选原因。",
            ),
            models.CheckConstraint(
                condition=Q(street_by=None) | Q(district_by=None) | ~Q(street_by=F("district_by")), name="change_is_approved_by_two",
                violation_error_message="街道和区级审批不能是同一个人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workers:change", args=[self.pk])
