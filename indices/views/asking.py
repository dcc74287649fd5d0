"""What an address asks of the pages of the index: which district, which unit in it, which level."""

from __future__ import annotations

from django.http import Http404

from governance.access import codes
from governance.access.models import Division, User
from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from indices.models import IndexRun
from indices.selectors import runs

Level = Division.Level


def district_asked(request: SignedIn) -> str:
    """The district that `within` lies in, else the reader's own, else the first that the reader has something of."""
    text = request.GET.get("within", "")
    if is_unit(text):
        return codes.at_level(codes.full(text), Level.DISTRICT)
    if home := runs.home_of(request.user):
        return codes.at_level(home, Level.DISTRICT)
    return (
        IndexRun.objects.for_reader(request.user).order_by("division").values_list("division", flat=True).first() or ""
    )


def unit_asked(request: SignedIn, district: str, run: IndexRun | None) -> str:
    """The unit that `within` names, else the reader's own in the district, else the district.

    Raises Http404 for what is none, or not for this reader to know of.
    """
    text = request.GET.get("within", "")
    if not text:
        home = runs.home_of(request.user)
        return home if home > district and codes.at_level(home, Level.DISTRICT) == district else district
    told = run is not None and run.state == IndexRun.State.PUBLISHED
    if not is_unit(text) or not (told or can_in(request.user, "indices.view_score", codes.full(text))):
        raise Http404
    return codes.full(text)


def level_asked(request: SignedIn, unit: str) -> str:
    """Streets or committees; without a word those right below `unit`. Raises Http404 for any other level."""
    level = request.GET.get("level", "")
    if level and level not in (Level.SUBDISTRICT, Level.COMMITTEE):
        raise Http404
    below = Level.SUBDISTRICT if len(codes.significant(unit)) <= codes.CUTS[Level.DISTRICT] else Level.COMMITTEE
    return level or below


def is_unit(text: str) -> bool:
    ascii_digits = text.isascii() and text.isdigit() and len(text) in codes.CUTS.values()
    return ascii_digits and len(codes.significant(codes.full(text))) >= codes.CUTS[Level.DISTRICT]


SETTLING = {
    IndexRun.State.COMPUTED: ("review",),
    IndexRun.State.REVIEWED: ("review", "publish"),
    IndexRun.State.PUBLISHED: ("correct",),
}


def may_settle(user: User, run: IndexRun) -> bool:
    """Is there something for `user` to review, publish or correct? Whether each step is open the page of the run tells."""
    return run.final and any(
        can_in(user, f"indices.{verb}_indexrun", run.division_id)
        for verb in SETTLING.get(IndexRun.State(run.state), ())
    )
