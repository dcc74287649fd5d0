"""Finding a household by what a person knows of it: address, pinyin initials, a name, a number."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce
from operator import and_

from django.db.models import Exists, OuterRef, Q, QuerySet

from governance.access.models import User
from governance.access.pinyin import initials
from neighborhoods.models import Address, Household, Resident

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d{7,18}|\d{17}X")
LEAST = 2  # characters; one alone names nobody and would read every row


def find_households(user: User, text: str, most: int = 20) -> list[Household]:
    """Current households with address, `living` and `listed`, in the order of their addresses; none for a single character."""
    text = unicodedata.normalize("NFKC", text).replace("\0", "").strip()[:60]
    if len(text) < LEAST:
        return []
    found = list(_numbered(user, text)[:most])
    for addresses in (of_address(text), of_name(user, text)):
        if len(found) < most and addresses is not None:
            rows = Address.objects.visible_to(user).filter(addresses, household__until=None)
            found += rows.values_list("pk", flat=True)[: most - len(found)]
    households = Household.objects.visible_to(user).current().filter(pk__in=found)
    return list(households.for_list().with_people().order_by("address__text"))


def matching(user: User, text: str) -> QuerySet[Address]:
    """Every address that fits, for filters of lists. Numbers of persons are not searched here: a filter stands in the URL."""
    text = unicodedata.normalize("NFKC", text).strip()
    fits = of_address(text) or Q(pk__in=[])
    if (named := of_name(user, text)) is not None:
        fits |= named
    return Address.objects.visible_to(user).filter(fits)


def of_address(text: str) -> Q | None:
    """All words of `text` are in the address, or all of its letters among the initials. 23号502 and `ascc 502` find both."""
    column = "text" if _CHINESE.search(text) else "initials"
    pieces = re.findall(r"\d+|[^\W\d_]+", text.lower() if column == "initials" else text)
    return reduce(and_, (_has(column, piece) for piece in pieces)) if pieces else None


def of_name(user: User, text: str) -> Q | None:
    """Someone living there is called so: by initials first, which carry an index, then by the name itself."""
    if not (_CHINESE.fullmatch(text) and LEAST <= len(text) <= 12):
        return None
    living = Resident.objects.visible_to(user).current().filter(household=OuterRef("pk"), name__startswith=text)
    return Q(initials__contains=f" {initials(text)}") & Q(Exists(living))


def elsewhere(user: User, resident: Resident) -> list[Household]:
    """Other households in reach where the same ID number is registered: a hint, never a refusal (人户分离)."""
    if not resident.id_number:
        return []
    same = Resident.objects.visible_to(user).current().filter(id_number_index=resident.id_number).exclude(pk=resident.pk)
    return list(Household.objects.visible_to(user).filter(residents__in=same).for_list()[:3])


def _numbered(user: User, text: str) -> QuerySet:
    """By exact telephone or ID number, through the blind index; only for who may also see the number in full."""
    number = re.sub(r"[\s-]", "", text).upper()
    if not _NUMBER.fullmatch(number):
        return Resident.objects.none()
    known = Resident.objects.visible_to(user, "neighborhoods.reveal_resident").current()
    return known.filter(Q(phone_index=number) | Q(id_number_index=number)).values_list("household_id", flat=True).distinct()


def _has(column: str, piece: str) -> Q:
    """Three characters make a trigram; two only at the start of a word, where the index pads them."""
    if len(piece) == 2 and not piece.isdigit():
        return Q(**{f"{column}__startswith": piece}) | Q(**{f"{column}__contains": f" {piece}"})
    return Q(**{f"{column}__contains": piece})
