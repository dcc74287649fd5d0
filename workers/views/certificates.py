"""证书: the list (what expires soon), adding, withdrawing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in
from governance.access.selectors import units_below
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from workers.actions import certificates
from workers.filters import EXPIRING, CertificateFilter
from workers.forms import CertificateForm, WithdrawForm
from workers.models import Certificate, Worker


@require_GET
def certificate_list(request: SignedIn) -> HttpResponse:
    rows = Certificate.objects.visible_to(request.user).standing().for_list()
    asked = CertificateFilter(request.GET, rows, request=request)
    found = asked.qs if asked.is_valid() else rows.none()
    soon = bool(request.GET.get("expiring"))
    page = page_of(request, found, Order("expires_on") if soon else Order("issued_on", descending=True))
    mine = Worker.objects.visible_to(request.user).filter(pk__in=[one.worker_id for one in page.rows])
    context = {
        "filter": asked, "page": page, "soon": soon, "days": EXPIRING, "today": timezone.localdate(),
        "units": units_below(request.user), "seen": set(mine.values_list("pk", flat=True)),
    }  # fmt: skip
    return render_part(request, "workers/certificates.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def certificate_new(request: SignedIn, pk: str) -> HttpResponse:
    worker = get_object_or_404(Worker.objects.visible_to(request.user).standing(), pk=pk)
    if not can_in(request.user, "workers.add_certificate", worker.division_id):
        raise StepForbidden("您没有登记证书的权限。")
    form = CertificateForm(posted(request))

    def act() -> Certificate:
        return certificates.add_certificate(worker, by=request.user, **form.cleaned_data)

    return carried_out(
        request, form, act, title=f"登记 {worker.masked_name} 的证书", place=worker.number, back=worker.get_absolute_url(),
        done="证书已登记。", to=worker,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def certificate_withdraw(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Certificate.objects.visible_to(request.user).for_list(), pk=pk)
    if not can(request.user, "workers.withdraw_certificate", row):
        raise StepForbidden("您没有撤销证书登记的权限。")
    form, back = WithdrawForm(posted(request)), "workers:certificates"

    def act() -> Certificate:
        return certificates.withdraw(row, by=request.user, **form.cleaned_data)

    place = f"{row.worker.masked_name} {row.get_kind_display()} {row.number}"
    return carried_out(
        request, form, act, title="撤销证书登记", place=place, note="以前的持证率不受影响。", back_to=back,
        done="证书登记已撤销。", to=back,
    )  # fmt: skip
