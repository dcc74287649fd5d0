"""Handing an attachment back: always as a download, never as a page of ours."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse

from governance.files.kinds import BY_CONTENT_TYPE
from governance.files.models import Attachment


def open_attachment(attachment: Attachment) -> FileResponse:
    """Stream the stored bytes under a random name. The caller has fetched the attachment through its subject's scope.

    Raises FileNotFoundError when the storage has lost it.
    """
    response = FileResponse(
        default_storage.open(attachment.key),
        as_attachment=True,
        filename=f"{attachment.pk}.{BY_CONTENT_TYPE[attachment.content_type].suffix}",
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
