"""One worker: what is on file, the line of a career, editing, on leave and back, and the look at what is masked."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.revealing import reveal_page
from workers.actions import register
from workers.flows import WORKER
from workers.forms import PersonEditForm, RevealForm
from workers.looks import WORKER_LOOKS
from workers.models import Worker
from workers.story import career_of, hours_this_year

STEPS = {"rest": register.rest, "return": register.come_back}


@require_GET
def worker(request: SignedIn, pk: str) -> HttpResponse:
    row, today = _worker(request, pk), timezone.localdate()
    career = career_of(request.user, row)
    context = {
        "worker": row, "posting": career.now, "looks": WORKER_LOOKS, "today": today, "pending": career.pending,
        "told": career.told, "certificates": career.certificates,
        "hours": hours_this_year(row, today), "steps": WORKER.open_to(request.user, row),
        "may_change": can(request.user, "workers.change_worker", row),
        "may_reveal": can(request.user, "workers.reveal_worker", row),
        "may_apply": career.pending is None and can_in(request.user, "workers.add_change", row.division_id),
        "age": _age(row),
    }  # fmt: skip
    return render(request, "workers/worker.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def worker_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _worker(request, pk)
    if not can(request.user, "workers.change_worker", row):
        raise StepForbidden("您没有修改社区工作者登记的权限。")
    form = PersonEditForm(row, posted(request))

    def act() -> Worker:
        return register.change_worker(row, by=request.user, **form.changes())

    return carried_out(
        request, form, act, title=f"修改 {row.masked_name} 的登记", place=row.number, back=row.get_absolute_url(), to=row,
        done="已保存，原来的内容留在登记历史里。",
    )  # fmt: skip


@require_POST
def worker_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    """离岗 and 返岗; joining and leaving go by a change."""
    row = _worker(request, pk)
    if step not in STEPS:
        raise PermissionDenied("入职和离职请办人事变动。")
    row = STEPS[step](row, by=request.user)
    messages.success(request, f"{row.masked_name} {WORKER.steps[step].label}，已办好。")
    return redirect(row)


@require_http_methods(["GET", "POST"])
def reveal(request: SignedIn, pk: str) -> HttpResponse:
    row = _worker(request, pk)
    if not can(request.user, "workers.reveal_worker", row):
        raise StepForbidden("您没有查看完整信息的权限。")
    form = RevealForm(posted(request), auto_id=f"{row.pk}_%s")
    return reveal_page(request, row, form, about=row.number, back="返回")


def _worker(request: SignedIn, pk: str) -> Worker:
    return get_object_or_404(Worker.objects.visible_to(request.user).standing().for_list(), pk=pk)


def _age(row: Worker) -> int | None:
    born, today = row.birth_date, timezone.localdate()
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))
