"""Registers `shortlists`, `photos` and `reply-templates`."""

from cases.desk.api.photos import PhotoViewSet
from cases.desk.api.views import ReplyTemplateViewSet, ShortlistViewSet
from governance.api.registry import register

register("shortlists", ShortlistViewSet)
register("photos", PhotoViewSet)
register("reply-templates", ReplyTemplateViewSet)
