"""Word to who must act next on a change, and to who has to know: one line in their inbox, in the same transaction."""

from __future__ import annotations

from django.db.models import QuerySet

from governance.access.models import User
from governance.access.roles import Role
from governance.jobs.inbox import notify
from workers.lookups import district_of, street_of
from workers.models import Change


def tell_street(change: Change) -> None:
    _tell(change, _people(Role.SUBDISTRICT_ADMIN, street_of(change.division_id)), "等街道办理。")


def tell_district(change: Change) -> None:
    _tell(change, _people(Role.DISTRICT_ADMIN, district_of(change.division_id)), "街道已同意，等区级办理。")


def tell_decided(change: Change) -> None:
    """The applicant, and the street that receives somebody from another one."""
    _tell_applicant(change, f"区级已同意，{change.effective_on} 生效。")
    if change.to_division_id and street_of(change.to_division_id) != street_of(change.division_id):
        people = _people(Role.SUBDISTRICT_ADMIN, street_of(change.to_division_id))
        _tell(change, people, f"{change.effective_on} 转入 {change.to_division}。")


def tell_rejected(change: Change) -> None:
    _tell_applicant(change, "未通过，理由见内页。")


def _tell_applicant(change: Change, words: str) -> None:
    if change.created_by_id:
        _tell(change, User.objects.filter(pk=change.created_by_id), words)


def _tell(change: Change, people: QuerySet[User], words: str) -> None:
    who = f"{change.get_kind_display()}：{change.worker.masked_name}（{change.worker.number}）"
    notify(people, f"{who}{words}", url=change.get_absolute_url(), kind="change")


def _people(role: Role, division: str) -> QuerySet[User]:
    held = {"memberships__role": role, "memberships__division": division, "memberships__until": None}
    return User.objects.filter(is_active=True, **held).distinct()
