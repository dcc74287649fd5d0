"""`photos` over REST: every picture attached to a case that the caller may see, as its page shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from cases.desk.actions import photos
from cases.desk.api.serializers import NewPhoto, PhotoRow, ToLook, ToRedact
from cases.desk.blackout import boxes_of
from cases.desk.filters import PhotoFilter
from cases.desk.models import Photo
from cases.desk.selectors import decided_about, pictures_seen
from cases.models import Case
from governance.access import rls
from governance.api.errors import Refusal
from governance.api.fields import Nothing, Question, WithReason
from governance.api.parsers import StrictJSON
from governance.api.viewsets import ScopedViewSet, Transacted
from governance.api.writing import Asking
from governance.files.download import open_attachment
from governance.files.models import Attachment


def _decision(question: type[Question], act: Callable[..., Photo], label: str) -> Callable[..., HttpResponse]:
    """An act on a picture that leaves a picture to show: itself, or what was drawn from it."""

    def decide(self: PhotoViewSet, request: Any, **kwargs: Any) -> HttpResponse:
        case, picture = self.pair()
        return self.answer(act(case, picture, by=request.user, **self.ask(question)).attachment)

    decide.__name__, decide.__doc__ = act.__name__, label
    return extend_schema(request=question)(action(detail=True, methods=["post"])(decide))


def redact(case: Case, picture: Attachment, *, by: Any, boxes: str) -> Photo:
    return photos.redact(case, picture, by=by, boxes=boxes_of(boxes))


class PhotoViewSet(Asking, ScopedViewSet):
    """工单照片。看得到工单就看得到照片；撤回的和遮挡前的不列。上传用 `multipart/form-data`，一次一张。"""

    queryset = Attachment.objects.none()
    serializer_class = PhotoRow
    filterset_class = PhotoFilter
    parser_classes: Any = (StrictJSON, MultiPartParser)
    http_method_names = ["get", "head", "post"]

    publish = _decision(Nothing, photos.publish, "公开：工单公开时，公众可以看到。")
    unpublish = _decision(Nothing, photos.unpublish, "取消公开。")
    withdraw = _decision(WithReason, photos.withdraw, "撤回，须写原因。")
    redact = _decision(ToRedact, redact, "遮挡：答复遮挡后的新照片，原图收起。")

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """A picture passes through a temporary file; other bodies are read whole at once."""
        if not str(request.content_type).startswith("multipart/"):
            return super().initial(request, *args, **kwargs)
        super(Transacted, self).initial(request, *args, **kwargs)
        return rls.enter(request.user)

    def get_queryset(self) -> Any:
        return pictures_seen(self.request.user)

    def pair(self) -> tuple[Case, Attachment]:
        picture = self.get_object()
        return Case.objects.visible_to(self.request.user).get(pk=picture.subject_id), picture

    @extend_schema(request={"multipart/form-data": NewPhoto}, responses={201: PhotoRow}, filters=False)
    def create(self, request: Any) -> HttpResponse:
        """上传一张照片。"""
        asked = self.ask(NewPhoto)
        photo = photos.add(asked.pop("case"), asked.pop("upload"), by=request.user, **asked)
        return self.answer(photo.attachment, status=201)

    @extend_schema(filters=False, responses={200: OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], pagination_class=None)
    def file(self, request: Any, **kwargs: Any) -> Any:
        """下载照片。"""
        return open_attachment(self.get_object())

    @extend_schema(request=ToLook, responses={200: OpenApiTypes.BINARY})
    @action(detail=True, methods=["post"])
    def original(self, request: Any, **kwargs: Any) -> Any:
        """下载遮挡前的原图，须选理由，留痕。"""
        photo = decided_about(self.get_object())
        if photo is None:
            raise Refusal(409, "这张照片没有遮挡过。")
        return open_attachment(photos.look_at_original(photo, by=request.user, **self.ask(ToLook)))
