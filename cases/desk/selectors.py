"""Questions about the desk: whose list a case is on, which replies suit it, what pictures it has and which are public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, UUIDField
from django.db.models.functions import Cast

from cases.board import Liking
from cases.desk.models import ColumnChoice, Photo, ReplyTemplate, SavedView, ShortlistEntry
from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can
from governance.files.models import Attachment

PERMISSION = "cases.dispatch_case"
"""A list is for who dispatches and checks; departments and clerks have their own pages."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An attached picture; `photo` is what is known of it, None while nobody has decided anything about it."""

    attachment: Attachment
    photo: Photo | None

    @property
    def words(self) -> str:
        """What stands under it, and in its place for who cannot see it."""
        kind = self.photo.get_kind_display() if self.photo else "随报送附来"
        return f"{kind}：{self.photo.caption}" if self.photo and self.photo.caption else kind

    @property
    def blacked_out(self) -> bool:
        return bool(self.photo and self.photo.drawn_from_id)

    @property
    def public(self) -> bool:
        return bool(self.photo and self.photo.published_at)


def shortlist_of(user: User) -> list[ShortlistEntry]:
    """The own list in its order."""
    found = ShortlistEntry.objects.visible_to(user).order_by("position", "id")
    return list(found.select_related("case__division", "case__category", "case__department"))


def shortlist_count(user: User) -> int:
    return ShortlistEntry.objects.filter(owner=user.pk).count()


def holder_of(case: Case) -> ShortlistEntry | None:
    return ShortlistEntry.objects.filter(case=case).select_related("owner").first()


def may_list(user: User, case: Case) -> bool:
    return can(user, PERMISSION, case)


def replies_for(case: Case, step: str) -> list[ReplyTemplate]:
    """Those of the case's place and above: for its category first, then the nearest place."""
    line = [case.division_id, *codes.ancestors(case.division_id)]
    fitting = Q(category=None) | Q(category__code=case.category.code)
    found = ReplyTemplate.objects.filter(fitting, division__in=line, step=step, active=True)
    return sorted(found, key=lambda one: (one.category_id is None, line.index(one.division_id), one.order, one.pk))


def pictures_of(case: Case) -> list[Picture]:
    """Every picture attached to `case` that was not taken back, whoever attached it, in the order of arrival."""
    attached = [one for one in Attachment.objects.of(case) if one.content_type.startswith("image/")]
    known = {photo.attachment_id: photo for photo in Photo.objects.filter(case=case, withdrawn_at=None)}
    return [Picture(one, known.get(one.pk)) for one in attached]


def pictures_seen(user: User) -> QuerySet[Attachment]:
    """The same of every case that `user` may see, in no order."""
    seen = Case.objects.visible_to(user).filter(pk=Cast(OuterRef("subject_id"), UUIDField()))
    attached = Attachment.objects.filter(subject_type=Case._meta.label_lower, withdrawn_at=None)
    return attached.filter(Exists(seen.order_by()), content_type__startswith="image/")


def decided_about(attachment: Attachment) -> Photo | None:
    return Photo.objects.filter(attachment=attachment, withdrawn_at=None).select_related("case", "drawn_from").first()


def public_photos(case: Case) -> list[Photo]:
    """What anyone may see of `case`: published by an officer, and only while the case itself is public.

    `desk:public-photo` with `photo.public_name` is its address; `photo.caption` or the kind is its text.
    """
    return public_photos_of([case]).get(case.pk, [])


def public_photos_of(cases: Iterable[Case]) -> dict[object, list[Photo]]:
    """The same for a page of cases, in one query: case id -> photos."""
    found: dict[object, list[Photo]] = {}
    shown = Photo.objects.public().filter(case__in=[case.pk for case in cases]).select_related("attachment")
    for photo in shown.order_by("recorded_at", "id"):
        found.setdefault(photo.case_id, []).append(photo)
    return found


def public_photo(name: str) -> QuerySet[Photo]:
    return Photo.objects.public().filter(public_name=name).select_related("attachment")


def liking_of(user: User) -> Liking:
    views = tuple(SavedView.objects.filter(user=user).order_by("id").values_list("name", "query"))
    choice = ColumnChoice.objects.filter(user=user).values_list("columns", flat=True).first()
    return Liking(views, tuple(choice or ()))


def views_of(user: User) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user=user).order_by("id")
