"""What the matrix sends along: a body that the right person's request is accepted with. Others are sent empty."""

from __future__ import annotations

from typing import Any

from tests.governance.matrices import PARTS

_REASON = {"reason": "登记错了，重新来过。"}
_TODAY = {"on": "{today}"}
_CLOCKS = dict.fromkeys(("file_days", "dispatch_days", "accept_days", "check_days", "close_days", "reopen_days"), "2")

PAGES: dict[str, dict[str, Any]] = {
    "/departments/add/": {"division": "{district}", "code": "chengguan", "name": "区城管局"},
    "/departments/{department}/": {"active": "false"},
    "/users/new/": {"username": "newcomer", "name": "新人", "role": "staff", "division": "{street}"},
    "/tokens/new/": {"name": "对接程序", "scope": "read", "days": "30"},
    "/users/{person}/grant/": {"role": "staff", "division": "{street}"},
    "/households/find/": {"q": "13800000000"},
    "/households/{household}/edit/": {"room": "909 室"},
    "/households/{household}/residents/new/": {"name": "李某"},
    "/residents/{resident}/edit/": {"name": "李某"},
    "/residents/{resident}/reveal/": {"category": "走访核实"},
    "/households/{vacant}/close/": _TODAY,
    "/residents/{resident}/move-out/": _TODAY,
    "/key-persons/{span}/delist/": _TODAY,
    "/residents/{resident}/key-person/": {"kind": "disabled", "since": "2026-01-01", "interval": "30"},
    "/estates/new/": {"division": "{committee}", "name": "新村", "kind": "resettled"},
    "/estates/{estate}/edit/": {"name": "新村", "kind": "resettled"},
    "/estates/{estate}/buildings/new/": {"name": "99 号", "floors": "6"},
    "/buildings/{building}/edit/": {"name": "99 号", "floors": "6"},
    "/buildings/{building}/households/new/": {"room": "909 室"},
    "/visits/new/?household={household}": {
        "id": "01890000-0000-7000-8000-000000000001", "method": "door", "visited_at": "2026-01-05T10:00",
    },
    "/visits/{visit_bare}/withdraw/": _REASON,
    "/needs/{need}/resolve/": {"outcome": "已经帮他修好了。"},
    "/needs/{need}/follow-up/": {"on": "2030-01-07"},
    "/cases/dispatch/": {"ids": "{case_filed}", "department": "{department_code}"},
    "/cases/new/": {
        "division": "{committee}", "category": "{category_code}", "title": "楼道堆物", "source": "active", "opened_at": "2026-01-05T10:00",
    },
    "/cases/categories/{category}/": _CLOCKS | {"days": "7", "radius": "80", "active": "on"},
    "/cases/categories/{category}/questions/": {"label": "哪一层", "code": "floor", "kind": "string", "order": "2", "active": "on"},
    "/cases/questions/{question}/": {"label": "门牌号", "order": "1", "active": "on"},
    "/cases/holidays/": {"division": "{district}", "day": "{today}", "working": "no", "name": "区里放假"},
    "/cases/{case_received}/reporter/": {"category": "办理工单"},
    "/cases/{case_handling}/return/": _REASON,
    "/cases/{case_handling}/transfer/": {"department": "{other_department}"} | _REASON,
    "/cases/{case_handling}/extend/": {"days": "3"} | _REASON,
    "/cases/{case_handling}/pause/": {"until": "{soon}"} | _REASON,
    "/cases/{case_filed}/merge/": {"parent": "{number}"},
    "/cases/{case_handling}/urge/": _REASON,
    "/cases/{case_asking}/reject/": _REASON,
    "/cases/{case_handling}/hide/": _REASON,
    "/cases/{case_private}/unhide/": _REASON,
    "/cases/{case_handling}/publish/": _REASON,
    "/cases/{case_published}/unpublish/": _REASON,
    "/cases/{case_received}/file/": {},
    "/cases/{case_filed}/dispatch/": {"department": "{department}"},
    "/cases/{case_dispatched}/refuse/": _REASON,
    "/cases/{case_handling}/finish/": {"result": "灯已换好。"},
    "/cases/{case_handled}/rework/": _REASON,
    "/cases/{case_closed}/reopen/": _REASON,
    "/cases/{case_received}/withdraw/": _REASON,
    "/cases/{case_closed}/answer/": {"resolved": "yes", "satisfaction": "5"},
    "/reports/ask/": {"division": "{committee}", "period": "{finished}"},
}  # fmt: skip

API: dict[str, dict[str, Any]] = {
    "/api/v1/estates/": {"division": "{committee}", "name": "新村"},
    "/api/v1/estates/{new}/": {"division": "{committee}", "name": "新村"},
    "/api/v1/estates/{estate}/": {"name": "新村"},
    "/api/v1/buildings/": {"estate": "{estate}", "name": "99 号"},
    "/api/v1/buildings/{new}/": {"estate": "{estate}", "name": "99 号"},
    "/api/v1/buildings/{building}/": {"name": "99 号"},
    "/api/v1/households/": {"building": "{building}", "room": "909 室"},
    "/api/v1/households/{new}/": {"building": "{building}", "room": "909 室"},
    "/api/v1/households/{household}/": {"room": "909 室"},
    "/api/v1/residents/": {"household": "{household}", "name": "李某"},
    "/api/v1/residents/{new}/": {"household": "{household}", "name": "李某"},
    "/api/v1/residents/{resident}/": {"name": "李某"},
    "/api/v1/residents/{resident}/reveal/": {"reason": "走访核实"},
    "/api/v1/residents/{resident}/list-key-person/": {"kind": "disabled"},
    "/api/v1/residents/{resident}/delist-key-person/": {"kind": "{kind}"},
    "/api/v1/visits/": {"household": "{household}", "visited_at": "2026-01-05T10:00:00+08:00"},
    "/api/v1/visits/{new}/": {"household": "{household}", "visited_at": "2026-01-05T10:00:00+08:00"},
    "/api/v1/visits/{visit_bare}/withdraw/": _REASON,
    "/api/v1/needs/{need}/resolve/": {"outcome": "已经帮他修好了。"},
    "/api/v1/cases/": {"division": "{committee}", "category": "{category_code}", "title": "楼道堆物"},
    "/api/v1/cases/{new}/": {"division": "{committee}", "category": "{category_code}", "title": "楼道堆物"},
    "/api/v1/cases/{case_filed}/dispatch/": {"department": "{department_code}"},
    "/api/v1/cases/{case_dispatched}/refuse/": _REASON,
    "/api/v1/cases/{case_handling}/finish/": {"result": "灯已换好。"},
    "/api/v1/cases/{case_handled}/rework/": _REASON,
    "/api/v1/cases/{case_closed}/reopen/": _REASON,
    "/api/v1/cases/{case_received}/withdraw/": _REASON,
    "/api/v1/cases/{case_closed}/answer/": {"resolved": True, "satisfaction": 5},
    "/api/v1/cases/{case_handling}/return/": _REASON,
    "/api/v1/cases/{case_handling}/transfer/": {"department": "{other_department_code}"} | _REASON,
    "/api/v1/cases/{case_handling}/extend/": {"days": 3} | _REASON,
    "/api/v1/cases/{case_handling}/pause/": {"until": "{soon}"} | _REASON,
    "/api/v1/cases/{case_filed}/merge/": {"parent": "{case_refused}"},
    "/api/v1/cases/{case_handling}/urge/": _REASON,
    "/api/v1/cases/{case_asking}/reject/": _REASON,
    "/api/v1/cases/{case_handling}/hide/": _REASON,
    "/api/v1/cases/{case_private}/unhide/": _REASON,
    "/api/v1/cases/{case_handling}/publish/": _REASON,
    "/api/v1/cases/{case_published}/unpublish/": _REASON,
    "/api/v1/categories/{category_code}/": {"days": 7},
}

for _part in PARTS:
    PAGES |= _part.PAGES
    API |= _part.API


def body(address: str, names: dict[str, str]) -> dict[str, Any]:
    """The body for an address of the matrix, with the specimens' names filled in."""
    found = (API if address.startswith("/api/") else PAGES).get(address, {})
    return filled(found, names)


def filled(given: Any, names: dict[str, str]) -> Any:
    """Every text in it, keys and lists included, with the names filled in."""
    match given:
        case str():
            return given.format(**names)
        case dict():
            return {filled(key, names): filled(value, names) for key, value in given.items()}
        case list():
            return [filled(one, names) for one in given]
    return given
