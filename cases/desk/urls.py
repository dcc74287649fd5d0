from __future__ import annotations

from django.urls import path

from cases.desk.views import photos, replies, shortlists, worklists

app_name = "desk"
urlpatterns = [
    path("desk/", shortlists.shortlist, name="shortlist"),
    path("desk/add/", shortlists.add_several, name="add"),
    path("desk/arrange/", shortlists.arrange, name="arrange"),
    path("desk/clear/", shortlists.clear, name="clear"),
    path("desk/cases/<uuid:pk>/<slug:act>/", shortlists.change, name="change"),
    path("desk/replies/", replies.reply_list, name="replies"),
    path("desk/replies/new/", replies.reply_new, name="reply-new"),
    path("desk/replies/<int:pk>/", replies.reply_edit, name="reply"),
    path("desk/views/", worklists.view_list, name="views"),
    path("desk/views/save/", worklists.save, name="view-save"),
    path("desk/views/<uuid:pk>/delete/", worklists.delete, name="view-delete"),
    path("desk/columns/", worklists.columns, name="columns"),
    path("cases/<uuid:pk>/offered/<slug:step>/", replies.offered, name="offered"),
    path("cases/<uuid:pk>/photos/", photos.add, name="photo-add"),
    path("cases/<uuid:pk>/photos/<uuid:attachment>/", photos.show, name="photo"),
    path("cases/<uuid:pk>/photos/<uuid:attachment>/small/", photos.thumbnail, name="photo-small"),
    path("cases/<uuid:pk>/photos/<uuid:attachment>/redact/", photos.redact, name="photo-redact"),
    path("cases/<uuid:pk>/photos/<uuid:attachment>/original/", photos.original, name="photo-original"),
    path("cases/<uuid:pk>/photos/<uuid:attachment>/<slug:act>/", photos.decide, name="photo-decide"),
    path("public/photos/<slug:name>/", photos.for_everybody, name="public-photo"),
]
