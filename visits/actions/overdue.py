"""Once a day each clerk hears of the doors that are overdue under the plans, and the street of their sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from governance.access.models import Membership, User
from governance.access.roles import Role
from governance.jobs.inbox import notify
from visits.selectors.overdue import Overdue, by_street, overdue_by_committee

KIND = "overdue"


def tell_of_overdue_doors(today: date) -> int:
    """Returns how many were told; nobody is where nothing is overdue."""
    found = overdue_by_committee(today)
    streets = by_street(found)
    clerks = _people(Q(role=Role.CLERK, division__in=found))
    officers = _people(Q(role__in=(Role.STAFF, Role.SUBDISTRICT_ADMIN), department=None, division__in=streets))
    told = [_tell_clerk(one, here) for code, here in found.items() for one in clerks[code]]
    return sum(told) + sum(_tell_street(officers[code], those) for code, those in streets.items())


def _people(held: Q) -> dict[str, set[User]]:
    people: dict[str, set[User]] = defaultdict(set)
    for one in Membership.objects.filter(held, until=None, user__is_active=True).select_related("user"):
        people[one.division_id].add(one.user)
    return people


def _tell_clerk(clerk: User, here: Overdue) -> int:
    """The page behind the first number that is not zero."""
    parts = [
        (here.walked.get(clerk.pk, 0), "您包的楼 {} 户", f"&clerk={clerk.pk}"),
        (here.unwalked, "没有人包的楼 {} 户", "&clerk=none"),
        (here.firms, "企业 {} 家", ""),
    ]
    said = [(words.format(count), query) for count, words, query in parts if count]
    return _tell([clerk], "、".join(words for words, _ in said), said[0][1]) if said else 0


def _tell_street(officers: Iterable[User], those: list[Overdue]) -> int:
    doors, firms = sum(one.doors for one in those), sum(one.firms for one in those)
    counts = [f"{doors} 户" if doors else "", f"企业 {firms} 家" if firms else ""]
    return _tell(officers, f"{len(those)} 个居委共 {'、'.join(filter(None, counts))}", "")


def _tell(people: Iterable[User], counts: str, query: str) -> int:
    url = f"{reverse('visits:due')}?listed=false{query}"
    return notify(people, f"按走访计划应访超期：{counts}，请安排走访。", url=url, kind=KIND)
