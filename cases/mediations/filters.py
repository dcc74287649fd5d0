"""One FilterSet for each list, on the page and in the API."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases.mediations.models import Consult, Mediation
from cases.models import Case
from governance.access.filters import RelatedFilter, ScopedFilterSet, YesNoFilter
from governance.web.forms import Day


class MediationFilter(ScopedFilterSet):
    q = filters.CharFilter(method="search", label="编号或事由", max_length=60)
    kind = filters.ChoiceFilter(choices=Mediation.Kind.choices, label="纠纷类型", empty_label="全部")
    state = filters.MultipleChoiceFilter(choices=Mediation.State.choices, label="状态", distinct=False)
    overdue = YesNoFilter(method="keep_overdue", label="逾期未履行")
    outcome = filters.ChoiceFilter(choices=Mediation.Outcome.choices[1:], label="结果", empty_label="全部")
    origin = filters.ChoiceFilter(choices=Mediation.Origin.choices, label="来源", empty_label="全部")
    since = filters.DateFilter("registered_at", lookup_expr="date__gte", label="受理从", widget=Day())
    until = filters.DateFilter("registered_at", lookup_expr="date__lte", label="受理到", widget=Day())
    case = RelatedFilter(queryset=Case.objects.all(), label="工单")

    class Meta:
        model = Mediation
        fields: list[str] = []

    def search(self, mediations: QuerySet, name: str, text: str) -> QuerySet:
        return (
            mediations.filter(Q(number__contains=text.upper()) | Q(title__contains=text))
            if text and "\0" not in text
            else mediations
        )

    def keep_overdue(self, mediations: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        late = Q(state=Mediation.State.AGREED, fulfil_due_at__lt=timezone.now())
        return mediations if wanted is None else mediations.filter(late if wanted else ~late)


class ConsultFilter(ScopedFilterSet):
    topic = filters.ChoiceFilter(choices=Consult.Topic.choices, label="领域", empty_label="全部")
    state = filters.ChoiceFilter(choices=Consult.State.choices, label="状态", empty_label="全部")
    referral = filters.ChoiceFilter(choices=Consult.Referral.choices[1:], label="转介", empty_label="全部")
    since = filters.DateFilter("asked_at", lookup_expr="date__gte", label="从", widget=Day())
    until = filters.DateFilter("asked_at", lookup_expr="date__lte", label="到", widget=Day())

    class Meta:
        model = Consult
        fields: list[str] = []
