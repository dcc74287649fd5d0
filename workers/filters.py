"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field

from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from workers import selectors
from workers.lookups import PLACES
from workers.models import Attendance, Certificate, Change, Post, Posting, Quota, Session, Training, Worker

NONE = "none"
LEVELS = [(one.value, one.label) for one in PLACES]
HELD = [("professional", "持社会工作者证"), (NONE, "未持社会工作者证"), *Certificate.Kind.choices]
EXPIRING = 90  # days


class PostFilter(ScopedFilterSet):
    class Meta:
        model = Post
        fields = ["kind", "active"]


class PostCodeFilter(filters.ChoiceFilter):
    """Posts by code, among those the caller may see; several districts may use one code."""

    @property
    def field(self) -> Any:
        request = getattr(self.parent, "request", None)
        if "choices" not in self.extra:
            seen = (
                Post.objects.visible_to(request.user).order_by("order").values_list("code", "name") if request else []
            )
            self.extra["choices"] = list(dict(seen).items())
        return super().field


class PersonFilter(ScopedFilterSet):
    """What may be asked of a person, now or on a past day; `person` leads from the row to the worker."""

    person = ""
    q = filters.CharFilter(method="search", label="姓名或工号", max_length=40)
    post = PostCodeFilter(method="keep_post", label="岗位", empty_label="全部岗位")
    certificate = filters.ChoiceFilter(choices=HELD, method="keep_certificate", label="证书", empty_label="不限")
    education = filters.ChoiceFilter(
        choices=Worker.Education.choices, method="keep_education", label="学历", empty_label="不限"
    )

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        text = text.strip()
        number, called = {f"{self.person}number__contains": text.upper()}, {f"{self.person}name__contains": text}
        return rows.filter(Q(**number) | Q(**called))

    @extend_schema_field(str)
    def keep_post(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        raise NotImplementedError

    def keep_education(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{self.person}education": value})

    def keep_certificate(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        kinds = Certificate.PROFESSIONAL if value in ("professional", NONE) else (value,)
        valid = Certificate.objects.standing().valid(self.day).filter(kind__in=kinds)
        has = Exists(valid.filter(worker=OuterRef("worker" if self.person else "pk")))
        return rows.filter(~has if value == NONE else has)

    @property
    def day(self) -> date:
        return timezone.localdate()


class WorkerFilter(PersonFilter):
    state = filters.ChoiceFilter(choices=Worker.State.choices, label="状态", empty_label="全部状态")

    class Meta:
        model = Worker
        fields = ["state"]

    @extend_schema_field(str)
    def keep_post(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        return rows.filter(Exists(Posting.objects.current().filter(worker=OuterRef("pk"), post__code=code)))


class PostingFilter(PersonFilter):
    """Who was posted on `as_of`, or who left in the twelve months to `left_by`; the rows behind the figures."""

    person = "worker__"
    as_of = filters.DateFilter(method="keep_posted", label="某日在岗")
    left_by = filters.DateFilter(method="keep_left", label="到某日一年内离职")
    voluntary = YesNoFilter(method="keep_voluntary", label="主动离职")
    level = filters.ChoiceFilter("division__level", choices=LEVELS, label="级别", empty_label="不限")
    counts = YesNoFilter("post__counts", label="占员额")
    worker = RelatedFilter(queryset=Worker.objects.all(), label="社区工作者")

    class Meta:
        model = Posting
        fields = ["ending"]

    @property
    def day(self) -> date:
        try:
            return date.fromisoformat(self.data.get("as_of") or "")
        except ValueError:
            return timezone.localdate()

    @extend_schema_field(str)
    def keep_post(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        return rows.filter(post__code=code)

    def keep_posted(self, rows: QuerySet, name: str, day: date) -> QuerySet:
        return rows.filter(pk__in=selectors.posted(day, timezone.now()).order_by().values("pk"))

    def keep_left(self, rows: QuerySet, name: str, day: date) -> QuerySet:
        return rows.filter(pk__in=selectors.leavers(day, timezone.now()).order_by().values("pk"))

    def keep_voluntary(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        resigned = Q(ending=Posting.Ending.RESIGNED)
        return rows if wanted is None else rows.filter(resigned if wanted else ~resigned)


class ChangeFilter(ScopedFilterSet):
    kind = filters.ChoiceFilter(choices=Change.Kind.choices, label="种类", empty_label="全部种类")
    procedure = filters.ChoiceFilter(choices=Change.Procedure.choices, label="程序", empty_label="审批和备案")
    state = filters.ChoiceFilter(choices=Change.State.choices, label="状态", empty_label="全部状态")
    pending = YesNoFilter(method="keep_pending", label="办理中")
    worker = RelatedFilter(queryset=Worker.objects.all(), label="社区工作者")

    class Meta:
        model = Change
        fields: list[str] = []

    def keep_pending(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        waiting = Q(state__in=Change.PENDING)
        return rows if wanted is None else rows.filter(waiting if wanted else ~waiting)


class CertificateFilter(ScopedFilterSet):
    kind = filters.ChoiceFilter(choices=Certificate.Kind.choices, label="种类", empty_label="全部种类")
    worker = RelatedFilter(queryset=Worker.objects.all(), label="社区工作者")
    expiring = filters.NumberFilter(method="keep_expiring", label="几天内到期", min_value=0, max_value=3660)
    valid = YesNoFilter(method="keep_valid", label="有效")

    class Meta:
        model = Certificate
        fields: list[str] = []

    def keep_expiring(self, rows: QuerySet, name: str, days: Any) -> QuerySet:
        today = timezone.localdate()
        return rows.filter(expires_on__gte=today, expires_on__lte=today + timedelta(days=int(days)))

    def keep_valid(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        valid = Certificate.objects.valid(timezone.localdate()).order_by().values("pk")
        return rows.filter(pk__in=valid) if wanted else rows.exclude(pk__in=valid)


class QuotaFilter(ScopedFilterSet):
    class Meta:
        model = Quota
        fields: list[str] = []


class TrainingFilter(ScopedFilterSet):
    kind = filters.ChoiceFilter(choices=Training.Kind.choices, label="类别", empty_label="全部类别")
    state = filters.ChoiceFilter(choices=Training.State.choices, label="状态", empty_label="全部状态")
    q = filters.CharFilter(field_name="title", lookup_expr="contains", label="名称", max_length=60)

    class Meta:
        model = Training
        fields: list[str] = []


class SessionFilter(ScopedFilterSet):
    training = RelatedFilter(queryset=Training.objects.all(), label="培训")
    starts_after = filters.IsoDateTimeFilter("starts_at", lookup_expr="gte", label="开始不早于")

    class Meta:
        model = Session
        fields: list[str] = []


class AttendanceFilter(ScopedFilterSet):
    """`held_by` asks for the hours of the twelve months to that day: the rows behind the figure."""

    session = RelatedFilter(queryset=Session.objects.all(), label="场次")
    worker = RelatedFilter(queryset=Worker.objects.all(), label="社区工作者")
    attended = YesNoFilter(label="到场")
    level = filters.ChoiceFilter("division__level", choices=LEVELS, label="级别", empty_label="不限")
    held_by = filters.DateFilter(method="keep_held", label="到某日一年内的课时")

    class Meta:
        model = Attendance
        fields: list[str] = []

    def keep_held(self, rows: QuerySet, name: str, day: date) -> QuerySet:
        return rows.filter(pk__in=selectors.attendances(day, timezone.now()).order_by().values("pk"))
