"""The pictures of a case, for its own people and, when an officer says so, for everybody."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.desk.actions import photos
from cases.desk.blackout import boxes_of, small
from cases.desk.forms import LookForm, PhotoForm
from cases.desk.selectors import Picture, pictures_of, public_photo
from cases.models import Case
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.files.download import open_attachment
from governance.flow.machine import StepForbidden
from governance.web.middleware import public


@require_POST
def add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """One event a picture; when one is refused, none of them is kept."""
    case, form = _case(request, pk), PhotoForm(request.POST)
    uploads = request.FILES.getlist("upload")
    if not uploads:
        raise ValidationError(["请先选择照片。"])
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    for upload in uploads:
        photos.add(case, upload, by=request.user, **form.cleaned_data)
    messages.success(request, f"已上传 {len(uploads)} 张照片。")
    return _back(case)


@require_GET
def show(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID) -> FileResponse | HttpResponse:
    _, picture = _picture(request, pk, attachment)
    return open_attachment(picture.attachment)


@require_GET
def thumbnail(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    _, picture = _picture(request, pk, attachment)
    return _small(picture.attachment)


@require_POST
def decide(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID, act: str) -> HttpResponse:
    """`publish`, `unpublish`, or `withdraw` with a reason."""
    case, picture = _picture(request, pk, attachment)
    match act:
        case "publish":
            photos.publish(case, picture.attachment, by=request.user)
            words = "已公开：工单公开时，公众可以看到这张照片。"
        case "unpublish":
            photos.unpublish(case, picture.attachment, by=request.user)
            words = "已取消公开。"
        case "withdraw":
            photos.withdraw(case, picture.attachment, by=request.user, reason=request.POST.get("reason", ""))
            words = "照片已撤回。"
        case _:
            raise Http404
    messages.success(request, words)
    return _back(case)


@require_http_methods(["GET", "POST"])
def redact(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID) -> HttpResponse:
    case, picture = _picture(request, pk, attachment)
    if not can(request.user, "desk.publish_photo", case):
        raise StepForbidden("您没有在这件工单上遮挡照片的权限。")
    asked, error = request.POST.get("boxes", ""), ""
    if request.method == "POST":
        try:
            photos.redact(case, picture.attachment, by=request.user, boxes=boxes_of(asked))
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            messages.success(request, "已遮挡。原图已收起，只有说明理由的工作人员可以查看。")
            return _back(case)
    context = {"case": case, "picture": picture, "boxes": asked, "error": error}
    return render(request, "desk/redact.html", context, status=422 if error else 200)


@require_POST
def original(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID) -> FileResponse | HttpResponse:
    """What was blacked out, as a file; each look is told to the audit."""
    _, picture = _picture(request, pk, attachment)
    form = LookForm(request.POST)
    if picture.photo is None:
        raise Http404
    if not form.is_valid():
        raise ValidationError([form.errors["why"][0]])
    return open_attachment(photos.look_at_original(picture.photo, by=request.user, why=form.cleaned_data["why"]))


@public
@require_GET
def for_everybody(request: SignedIn, name: str) -> HttpResponse:
    photo = get_object_or_404(public_photo(name))
    response: Any = _small(photo.attachment) if "small" in request.GET else open_attachment(photo.attachment)
    response["Cache-Control"] = "public, max-age=300"  # taken back, it is gone in five minutes
    return response


def _case(request: SignedIn, pk: uuid.UUID) -> Case:
    return get_object_or_404(Case.objects.visible_to(request.user), pk=pk)


def _picture(request: SignedIn, pk: uuid.UUID, attachment: uuid.UUID) -> tuple[Case, Picture]:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    found = next((one for one in pictures_of(case) if one.attachment.pk == attachment), None)
    if found is None:
        raise Http404
    return case, found


def _small(attachment: Any) -> HttpResponse:
    body, kind = small(attachment)
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = "attachment"
    return response


def _back(case: Case) -> HttpResponse:
    return redirect(f"{case.get_absolute_url()}#h-photos")
