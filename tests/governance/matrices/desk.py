"""The desk's part of the access matrix: shortlists, replies, photos, views; and the work list's steps on many cases."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cases.desk.actions import photos, shortlists
from cases.desk.blackout import Box
from cases.desk.models import SavedView
from cases.models import Case
from governance.access.models import User
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.cases import new_case
from tests.factories.desk import ReplyFactory, photo_of

MATRIX: dict[str, str] = {
    "desk": """
GET   /desk/                                                 | 302 |   0 403 403   0   0 403 403 |   0 403
POST  /desk/add/                                             | 302 | 302 403 403 302 302 403 403 |   0 403
POST  /desk/arrange/                                         | 302 |   0 403 403   0   0 403 403 |   0 403
POST  /desk/clear/                                           | 302 | 422 403 403 422 422 403 403 | 422 403
POST  /desk/cases/{case_filed}/add/                          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /desk/cases/{case_listed}/take/                        | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /desk/cases/{case_listed}/add/                         | 302 | 409 403 404 409 409 403 404 | 404 404
POST  /desk/cases/{case_listed}/remove/                      | 302 | 422 422 404 422 422 422 404 | 404 404
POST  /desk/cases/{case_listed}/nonsense/                    | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /desk/replies/                                         | 302 | 200 200 200 200 200 200   0 |   0 200
GET   /desk/replies/new/                                     | 302 |   0 403 403   0 403 403 403 | 403 403
POST  /desk/replies/new/                                     | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /desk/replies/{reply}/                                 | 302 | 200 403 403 200 403 403 404 | 404 403
POST  /desk/replies/{reply}/                                 | 302 | 302 403 403 302 403 403 404 | 404 403
GET   /desk/views/                                           | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /desk/views/save/                                      | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /desk/views/{view}/delete/                             | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /desk/columns/                                         | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /cases/bulk/file/                                      | 302 | 302   0   0 302 302   0   0 |   0   0
POST  /cases/bulk/close/                                     | 302 | 302   0   0 302 302   0   0 |   0   0
GET   /cases/{case_handling}/offered/finish/                 | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /cases/{case_handling}/photos/                         | 302 | 422 422 422 422 422 422 404 | 404 404
GET   /cases/{case_seen}/photos/{picture}/                   | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /cases/{case_seen}/photos/{picture}/small/             | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /cases/{case_seen}/photos/{picture}/redact/            | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /cases/{case_seen}/photos/{picture}/redact/            | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_seen}/photos/{picture_black}/original/    | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /cases/{case_seen}/photos/{picture}/publish/           | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /cases/{case_seen}/photos/{picture}/unpublish/         | 302 |   0 403 404   0   0 403 404 | 404 404
POST  /cases/{case_seen}/photos/{picture}/withdraw/          | 302 | 302 403 404 302 302 403 404 | 404 404
GET   /public/photos/{public_photo}/                         | 200 | 200 200 200 200 200 200 200 | 200 200
""",
    "api desk": """
GET   /api/v1/shortlists/                                    | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/shortlists/{case_listed}/                      | 401 | 404 404 404 404 404 404 404 | 404 404
POST  /api/v1/shortlists/                                    | 401 | 201 403 403 201 201 403 403 | 400 403
POST  /api/v1/shortlists/{case_listed}/move/                 | 401 | 404 404 404 404 404 404 404 | 404 404
POST  /api/v1/shortlists/{case_listed}/remove/               | 401 | 404 404 404 404 404 404 404 | 404 404
POST  /api/v1/shortlists/arrange/                            | 401 |   0 403 403   0   0 403 403 |   0 403
POST  /api/v1/shortlists/clear/                              | 401 |   0 403 403   0   0 403 403 |   0 403
GET   /api/v1/photos/                                        | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/photos/{picture}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/photos/{picture}/file/                         | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/photos/                                        | 401 | 400 400 400 400 400 400 400 | 400 400
POST  /api/v1/photos/{picture}/publish/                      | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/photos/{picture}/unpublish/                    | 401 |   0 403 404   0   0 403 404 | 404 404
POST  /api/v1/photos/{picture}/withdraw/                     | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/photos/{picture}/redact/                       | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/photos/{picture_black}/original/               | 401 | 200 403 404 200 200 403 404 | 404 404
GET   /api/v1/reply-templates/                               | 401 | 200 200 200 200 200 200   0 |   0 200
GET   /api/v1/reply-templates/{reply}/                       | 401 | 200 200 200 200 200 200 404 | 404 200
POST  /api/v1/reply-templates/                               | 401 | 201 403 403 201 403 403 403 | 403 403
POST  /api/v1/reply-templates/{reply}/change/                | 401 | 200 403 403 200 403 403 404 | 404 403
""",
}
PAGES: dict[str, dict[str, Any]] = {
    "/desk/add/": {"ids": "{case_filed}"},
    "/desk/replies/new/": {"division": "{street}", "step": "finish", "title": "另一个", "text": "{{工单号}}已办好。", "order": "1", "active": "on"},
    "/desk/replies/{reply}/": {"step": "finish", "title": "改过的", "text": "已办好。", "order": "1", "active": "on"},
    "/desk/views/save/": {"name": "我的", "query": "view=open"},
    "/desk/columns/": {"columns": "due"},
    "/cases/bulk/file/": {"ids": "{case_received}"},
    "/cases/bulk/close/": {"ids": "{case_checked}"},
    "/cases/{case_seen}/photos/{picture}/redact/": {"boxes": "0,0,500,500"},
    "/cases/{case_seen}/photos/{picture_black}/original/": {"why": "check"},
    "/cases/{case_seen}/photos/{picture}/withdraw/": {"reason": "拍错了"},
}  # fmt: skip
API: dict[str, dict[str, Any]] = {
    "/api/v1/shortlists/": {"case": "{case_filed}"},
    "/api/v1/shortlists/{case_listed}/move/": {"up": True},
    "/api/v1/photos/{picture}/withdraw/": {"reason": "拍错了"},
    "/api/v1/photos/{picture}/redact/": {"boxes": "0,0,500,500"},
    "/api/v1/photos/{picture_black}/original/": {"why": "check"},
    "/api/v1/reply-templates/": {
        "division": "{street}",
        "step": "finish",
        "title": "又一个",
        "text": "{{工单号}}已办好。",
    },
    "/api/v1/reply-templates/{reply}/change/": {"text": "已办好。"},
}
SHOWN: tuple[str, ...] = ("reply_title", "picture")
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()
PUBLIC = ("/public/photos/{public_photo}/",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A case on a colleague's list, a street's template, and pictures of a case that anyone may read."""
    officer, listed = member(Role.STAFF, of=place.north), new_case(place.north1)
    shortlists.add(listed, by=officer)
    case = new_case(place.north1, entrance=Case.Entrance.SNAPSHOT)
    photo, shown, original = photo_of(case), photo_of(case, published=True), photo_of(case)
    black = photos.redact(case, original.attachment, by=officer, boxes=[Box(0, 0, 500, 500)])
    reply = ReplyFactory(division=place.north, title="北边街道的模板")
    return {
        "case_listed": str(listed.pk), "reply": str(reply.pk), "reply_title": reply.title, "case_seen": str(case.pk),
        "picture": str(photo.attachment_id), "picture_black": str(black.attachment_id), "public_photo": shown.public_name,
        "view": str(SavedView.objects.create(user=officer, name="别人的", query="view=open").pk),
    }  # fmt: skip
