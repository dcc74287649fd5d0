"""12345: a file is read and shown, categories are chosen, then the cases are opened in the background."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.intake.actions import batches
from cases.intake.actions.tickets import MAY
from cases.intake.filters import BatchFilter
from cases.intake.forms import UploadForm
from cases.intake.models import HotlineBatch
from cases.intake.selectors.batches import PARTS, counts_of, rows_of, run_of
from cases.intake.selectors.sheet import TITLES
from cases.lookups import categories_at
from cases.models import Case
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from governance.access.selectors import divisions_in_reach
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.sheets import workbook

LEVELS = [Division.Level.DISTRICT, Division.Level.SUBDISTRICT]


@require_http_methods(["GET", "POST"])
def batch_list(request: SignedIn) -> HttpResponse:
    offered = divisions_in_reach(request.user, MAY).filter(level__in=LEVELS).order_by("code")
    form = UploadForm(offered, request.POST or None, request.FILES or None) if offered else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("您不能导入热线工单。")
        form.is_bound = True
        if form.is_valid():
            with add_errors(form) as attempt:
                batch = batches.read(form.cleaned_data["file"], division=form.cleaned_data["division"], by=request.user)
            if attempt.succeeded:
                return redirect(batch)
    return _listed(request, form)


def _listed(request: SignedIn, form: UploadForm | None) -> HttpResponse:
    rows = HotlineBatch.objects.visible_to(request.user).standing().select_related("division", "created_by")
    asked = BatchFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs, Order("recorded_at", descending=True))
    context = {"form": form, "page": page, "filter": asked, "titles": TITLES}
    wrong = bool(asked.errors or (form and form.is_bound and form.errors))
    return render_part(request, "intake/batches.html", "rows", context, status=422 if wrong else 200)


@require_GET
def template(request: SignedIn) -> FileResponse | HttpResponse:
    """An empty sheet with the heads that are understood."""
    example = [
        "SH20261118001",
        "2026-11-18 09:30",
        "2026-11-25 17:00",
        "反映楼道堆物，影响通行",
        "鞍山四村 23 号",
        "安全隐患",
        "",
        "",
        "",
    ]
    book = workbook("热线工单", TITLES, [18, 17, 17, 40, 30, 12, 20, 10, 14], [example])
    return FileResponse(book, as_attachment=True, filename="热线工单模板.xlsx")


@require_GET
def batch(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _shown(request, _batch(request, pk))


@require_POST
def batch_decide(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The categories of a page of rows; `accept` takes the suggestions that stand on this page."""
    found = _batch(request, pk)
    choices = {name[9:]: code for name, code in request.POST.dict().items() if name.startswith("category-") and code}
    if request.POST.get("accept"):
        suggested = {name[10:]: code for name, code in request.POST.dict().items() if name.startswith("suggested-")}
        choices = suggested | choices
    done = batches.decide(found, _by_id(choices), by=request.user)
    messages.success(request, f"已选定 {done} 行的类别。" if done else "没有要改的类别。")
    return redirect(f"{found.get_absolute_url()}?{request.POST.get('back', '')}")


@require_POST
def batch_import(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    found = _batch(request, pk)
    only = list(_by_id(dict.fromkeys(request.POST.getlist("ids"), "")))
    batches.begin(found, by=request.user, only=only)
    messages.success(request, "开始导入。可以离开这一页，导完会在消息里通知您。")
    return redirect(found)


def _batch(request: SignedIn, pk: uuid.UUID) -> HotlineBatch:
    return get_object_or_404(
        HotlineBatch.objects.visible_to(request.user).select_related("division", "created_by"), pk=pk
    )


def _shown(request: SignedIn, found: HotlineBatch) -> HttpResponse:
    part = request.GET.get("part", "all")
    run, page = run_of(found), page_of(request, rows_of(found, part), Order("line"))
    mine = Case.objects.visible_to(request.user).filter(pk__in=[row.case_id for row in page.rows])
    context = {
        "batch": found, "parts": PARTS, "part": part, "counts": counts_of(found), "run": run, "page": page,
        "mine": set(mine.values_list("pk", flat=True)), "categories": categories_at(found.division_id),
        "may_import": can_in(request.user, MAY, found.division_id), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render_part(request, "intake/batch.html", "progress", context)


def _by_id(given: dict[str, str]) -> dict[str, str]:
    """Only what is named by an id; the rest was not sent by our page."""
    found = {}
    for name, value in given.items():
        try:
            found[str(uuid.UUID(name))] = value
        except ValueError:
            continue
    return found
