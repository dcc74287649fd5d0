"""人民调解, 隐患 and 综合整治 of a committee, each lived up to now."""

from __future__ import annotations

from governance.demo import names, texts
from governance.demo.asking import moment_on
from governance.demo.calendar import DAY, HOUR, YEAR
from governance.demo.places import Home
from governance.demo.world import Making
from governance.vault import masks
from governance.vault.fields import encrypt

MEDIATIONS, HAZARDS, VIOLATIONS, POINTS = 11, 26, 2, 3
"""Of a committee in a year; risk points altogether."""
KINDS = {
    "neighbours": "楼上楼下因噪声争执", "family": "赡养意见不一", "property": "物业费争议", "damages": "漏水赔偿有分歧", "other": "公用部位使用有争议",
}  # fmt: skip
AGREEMENT = "双方互相体谅，约定今后做法，并按约定的期限履行。"
FOUND = {
    "fire": ("楼道堆物堵塞通道", "电瓶车飞线充电", "灭火器过期", "安全出口被锁"),
    "building": ("外墙面砖松动", "阳台栏杆锈蚀", "屋面女儿墙开裂"),
    "flood": ("地下车库排水不畅", "窨井堵塞", "雨棚松动"),
    "facility": ("电梯时常困人", "燃气软管老化", "高空花盆放置不稳"),
}
BREACHES = {"building": "天井搭建", "trade": "无照经营早点摊", "dwelling": "群租隔间"}
MUST = {"building": "demolish", "trade": "ban", "dwelling": "hazard"}


def moments(making: Making, a_year: float) -> list[int]:
    count = round(a_year * making.calendar.days / YEAR * making.rng.uniform(0.9, 1.15))
    return [moment_on(making, day) for day in making.calendar.spread(making.rng, count, "even", lambda day: 1.0)]


def mediate(making: Making) -> None:
    for moment in moments(making, MEDIATIONS):
        _mediation(making, moment)


def _mediation(making: Making, begun: int) -> None:
    rng, calendar = making.rng, making.calendar
    started = calendar.at_work(begun + rng.randint(1, 40) * HOUR)
    ended = calendar.at_work(started + rng.randint(10, 400) * HOUR)
    due = calendar.due(ended, rng.choice((5, 10, 20)))
    settled, in_time = making.happens("settled", ended), making.happens("kept", due)
    kept = ended + int((due - ended) * rng.uniform(0.1, 0.9)) if in_time else due + rng.randint(1, 20) * DAY
    moments = {"started": started, "ended": ended, "kept": calendar.at_work(kept)}
    past = {name: at for name, at in moments.items() if at <= calendar.now}
    row = _write_mediation(making, begun, past, due, settled=settled)
    for side in ("applicant", "respondent"):
        _disputant(making, row, side, begun)


def _write_mediation(making: Making, begun: int, past: dict[str, int], due: int, *, settled: bool) -> str:
    rng, text, row = making.rng, making.text, making.id(begun)
    kind, ended = rng.choice(list(KINDS)), past.get("ended")
    agreed, failed = bool(ended) and settled, bool(ended) and not settled
    kept = past.get("kept") if agreed else None
    state = (
        "fulfilled" if kept else "agreed" if agreed else "failed" if failed else "mediating" if past else "registered"
    )
    making.sheets.add(
        "mediations_mediation", row, *making.filed(begun, version=1 + len(past))[1:], making.number(begun // DAY, "TJ"), kind,
        rng.choice(("applied", "applied", "found", "police")), None, KINDS[kind], "", "居委调解室", state, text(begun),
        making.committee.clerk if past else None, text(past.get("started")), "settled" if agreed else "failed" if failed else "",
        AGREEMENT if agreed else "", text(due) if agreed else None, text(ended), text(ended), "court" if failed else "",
        "双方分歧较大。" if failed else "", text(kept), text(kept), "已回访，双方按约定履行。" if kept else "",
    )  # fmt: skip
    return row


def _disputant(making: Making, mediation: str, side: str, moment: int) -> None:
    row, name, phone = (
        making.id(moment),
        names.person(making.rng, making.rng.choice(("male", "female")), making.rng.randint(1945, 1998)),
        names.phone(making.rng),
    )
    table = "mediations_disputant"
    making.sheets.add(
        table, row, *making.filed(moment)[1:], mediation, side, encrypt(table, "name", row, name), masks.name(name),
        encrypt(table, "phone", row, phone), masks.phone(phone),
    )  # fmt: skip


def find_hazards(making: Making, homes: list[Home]) -> None:
    """Risk points, and the hazards found there or elsewhere."""
    points = [_point(making, homes, number) for number in range(POINTS)]
    for moment in moments(making, HAZARDS):
        _hazard(making, homes, points, moment)
    for moment in moments(making, VIOLATIONS):
        _violation(making, homes, moment)


def _point(making: Making, homes: list[Home], number: int) -> tuple[str, str, Home]:
    rng, home = making.rng, making.rng.choice(homes)
    code = rng.choice(list(making.world.risks))
    name = {"fire": "电动自行车充电点", "building": "老旧房屋", "flood": "低洼积水点", "facility": "老旧电梯"}[code]
    filed = making.filed(-rng.randint(1, 20 * DAY))
    making.sheets.add(
        "hazards_riskpoint", *filed, making.world.risks[code], f"{name} {number + 1}", home.site, *home.place,
        rng.choice(("general", "general", "larger", "major")), "每周巡查一次，发现问题当天上报。",
    )  # fmt: skip
    return str(filed[0]), code, home


def _hazard(making: Making, homes: list[Home], points: list[tuple[str, str, Home]], found: int) -> None:
    rng, calendar = making.rng, making.calendar
    assessed = calendar.at_work(found + rng.randint(1, 20) * HOUR)
    due = calendar.due(assessed, rng.choice((3, 3, 5, 10)))
    in_time = making.happens("hazards", assessed)
    done = assessed + int((due - assessed) * rng.uniform(0.3, 0.95)) if in_time else due + rng.randint(3, 200) * HOUR
    done = calendar.at_work(done)
    cleared = calendar.at_work(done + rng.randint(2, 50) * HOUR)
    steps = {"report": found, "assess": assessed, "rectify": assessed + HOUR, "finish": done, "clear": cleared}
    past = {step: at for step, at in steps.items() if at <= calendar.now}
    department = rng.choice(list(making.world.handlers)) if "assess" in past and rng.random() < 0.6 else None
    rectifier = making.world.handlers[department] if department else making.committee.clerk
    nowhere = None, rng.choice(list(making.world.risks)), rng.choice(homes)
    row = _write_hazard(making, rng.choice(points) if rng.random() < 0.3 else nowhere, past, due, department, rectifier)
    people = {"report": making.committee.clerk, "rectify": rectifier, "finish": rectifier}
    for step, at in past.items():
        by = people.get(step, making.committee.officer)
        making.sheets.add("hazards_hazardentry", making.id(at), 1, row, making.text(at), by, step, "")


def _write_hazard(
    making: Making, where: tuple[str | None, str, Home], past: dict[str, int], due: int, department: int | None, rectifier: str
) -> object:  # fmt: skip
    rng, text, officer = making.rng, making.text, making.committee.officer
    (point, code, home), found, told = where, past["report"], "assess" in past
    state, finished = ("reported", "assessed", "rectifying", "rectified", "cleared")[len(past) - 1], past.get("finish")
    filed = making.filed(found, version=len(past))
    making.sheets.add(
        "hazards_hazard", *filed, making.number(found // DAY, "YH"), making.world.risks[code], point, rng.choice(FOUND[code]), home.site,
        *home.place, text(found), state, rng.choice(("general", "general", "larger")) if told else "", department,
        text(due) if told else None, text(finished), rectifier if finished else None, officer if "clear" in past else None,
        text(past.get("clear")), rng.choice(texts.RESULTS["hazard"]) if finished else "",
    )  # fmt: skip
    if told:
        making.sheets.add(
            "hazards_rectification", *making.filed(past["assess"], officer), filed[0], department, 1, text(past["assess"]), text(due),
            text(finished),
        )  # fmt: skip
    return filed[0]


def _violation(making: Making, homes: list[Home], found: int) -> None:
    rng, calendar, text = making.rng, making.calendar, making.text
    kind = rng.choice(list(BREACHES))
    ordered, restored = found + 12 * DAY, found + rng.randint(30, 120) * DAY
    state = "restored" if restored <= calendar.now else "ordered" if ordered <= calendar.now else "found"
    making.sheets.add(
        "hazards_violation", *making.filed(found, making.committee.officer), making.number(found // DAY, "WF"), kind, MUST[kind], BREACHES[kind],
        rng.choice(homes).site, None, text(found), state, text(calendar.due(ordered, 15)) if state != "found" else None,
        text(calendar.at_work(restored)) if state == "restored" else None,
    )  # fmt: skip


def watch(making: Making) -> None:
    """Who keeps the street's watch by turns: the last four weeks and the coming one, nights and days of twelve hours."""
    calendar, text = making.calendar, making.text
    people = (making.committee.officer, making.committee.chief)
    for number in range(-56, 14):
        begins = calendar.now // (DAY // 2) * (DAY // 2) + number * DAY // 2
        over, begun = begins + DAY // 2 <= calendar.now, begins <= calendar.now
        making.sheets.add(
            "hazards_watch", *making.filed(min(begins - 3 * DAY, calendar.now), making.committee.chief), people[number % 2],
            "standing" if number % 14 == 0 else "rotating", "街道城运中心", text(begins), text(begins + DAY // 2),
            "handed_over" if over else "on_duty" if begun else "planned", text(begins) if begun else None,
            text(begins + DAY // 2) if over else None, "一切正常，无未了事项。" if over else "",
        )  # fmt: skip
