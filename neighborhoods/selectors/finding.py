"""Finding a household by what a person knows of it: address, pinyin initials, a name, a number."""

from __future__ import annotations

import re
import unicodedata
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet

from governance.access.models import User
from neighborhoods.models import Address, Household, Resident

_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d{7,18}|\d{17}X")
LEAST = 2  # characters; one alone names nobody and would read every row


def find_households(user: User, text: str, most: int = 20, *, numbers: bool = False) -> list[Household]:
    """Current households with address, `living` and `listed`, in the order of their addresses; none for a single character.

    `numbers` also answers to a telephone or ID number: only for a POST, so that none stands in an address or a log.
    """
    text = unicodedata.normalize("NFKC", text).replace("\0", "").strip()[:60]
    if len(text) < LEAST:
        return []
    found = [*(_numbered(user, text)[:most] if numbers else ()), *_named(user, text)[:most]]
    if len(found) < most and (fits := of_address(text)) is not None:
        rows = Address.objects.visible_to(user).filter(fits).order_by()  # sorted below: an order here costs an index
        found += rows.values_list("pk", flat=True)[: most - len(found)]
    households = Household.objects.visible_to(user).current().filter(pk__in=found[:most])
    return list(households.for_list().with_people().order_by("address__text"))


def matching(user: User, text: str) -> QuerySet:
    """Ids of every household that fits, for filters of lists; a UNION, because an OR of the two would meet no index.

    Numbers of persons are not searched here: a filter stands in the URL.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    fits = of_address(text) or Q(pk__in=[])
    return (
        Address.objects.visible_to(user).filter(fits).order_by().values_list("pk", flat=True).union(_named(user, text))
    )


def of_address(text: str) -> Q | None:
    """All words of `text` are in the address, or all of its letters among the initials. 23号502 and `ascc 502` find both."""
    column = "text" if _CHINESE.search(text) else "initials"
    pieces = re.findall(r"\d+|[^\W\d_]+", text.lower() if column == "initials" else text)
    return reduce(and_, (_has(column, piece) for piece in pieces)) if pieces else None


def elsewhere(user: User, resident: Resident) -> list[Household]:
    """Other households in reach where the same ID number is registered: a hint, never a refusal (人户分离)."""
    if not resident.id_number:
        return []
    same = (
        Resident.objects.visible_to(user).current().filter(id_number_index=resident.id_number).exclude(pk=resident.pk)
    )
    return list(Household.objects.visible_to(user).filter(residents__in=same).for_list()[:3])


def _numbered(user: User, text: str) -> QuerySet:
    """By exact telephone or ID number, through the blind index; only for who may also see the number in full."""
    number = re.sub(r"[\s-]", "", text).upper()
    if not _NUMBER.fullmatch(number):
        return Resident.objects.none()
    known = Resident.objects.visible_to(user, "neighborhoods.reveal_resident").current()
    return (
        known.order_by()
        .filter(Q(phone_index=number) | Q(id_number_index=number))
        .values_list("household_id", flat=True)
        .distinct()
    )


def _has(column: str, piece: str) -> Q:
    """Three characters make a trigram; two only at the start of a word, where the index pads them."""
    if len(piece) == 2 and not piece.isdigit():
        return Q(**{f"{column}__startswith": piece}) | Q(**{f"{column}__contains": f" {piece}"})
    return Q(**{f"{column}__contains": piece})


def _named(user: User, text: str) -> QuerySet:
    """Households where someone is called so. A range, not LIKE: under row-level security only leakproof operators meet an index."""
    living = Resident.objects.visible_to(user).current().order_by().values_list("household_id", flat=True)
    if not (_CHINESE.fullmatch(text) and LEAST <= len(text) <= 12):
        return living.none()
    return living.filter(name__gte=text, name__lt=f"{text}\U0010ffff")
