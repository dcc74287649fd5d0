"""约请 and 会商 of a committee, each lived up to now as its flow goes."""

from __future__ import annotations

from typing import Any

from governance.demo import texts
from governance.demo.asking import Asked, moment_on
from governance.demo.calendar import DAY, HOUR, YEAR
from governance.demo.places import Home
from governance.demo.world import Making

SUMMONSES, CONSULTATIONS = 10, 1
"""Of a committee in a year."""
TWO_ASKED = 0.25
ABOUT = ("streets", "parking", "hazard", "property")


def summon(making: Making, homes: list[Home]) -> None:
    years = making.calendar.days / YEAR
    count = round(SUMMONSES * years * making.rng.uniform(0.85, 1.2))
    for day in making.calendar.spread(making.rng, count, "even", lambda day: 1.0):
        _Summons(making, homes, moment_on(making, day)).live()


class _Summons:
    """One 约请 as it stands now. Times are seconds of the calendar."""

    def __init__(self, making: Making, homes: list[Home], moment: int) -> None:
        self.making, self.rng, self.raised = making, making.rng, moment
        code = self.rng.choice(ABOUT)
        self.title = self.rng.choice(texts.ISSUES[code])
        self.place = f"{self.rng.choice(homes).site} {self.rng.choice(texts.SPOTS)}"
        self.id, self.standing, self.result = making.id(moment), "raised", ""
        self.checked: int | None = None
        self.closed: int | None = None
        self.entries: list[tuple[str, int, str, int | None, str]] = []
        self.invited: list[dict[str, Any]] = []

    def live(self) -> None:
        committee = self.making.committee
        self._note("raise", self.raised, committee.clerk)
        checked = self.making.calendar.at_work(self.raised + self.rng.randint(1, 20) * HOUR)
        if checked <= self.making.calendar.now:
            self._send(checked)
        self._write()

    def _send(self, at: int) -> None:
        self.checked, self.standing = at, "sent"
        self._note("check", at, self.making.committee.officer)
        handlers = list(self.making.world.handlers)
        for department in self.rng.sample(handlers, min(len(handlers), 1 + (self.rng.random() < TWO_ASKED))):
            self.invited.append(self._come(department, at))
        if self.standing == "on_site" and all(one["reported"] for one in self.invited):
            self._settle(max(one["reported"] for one in self.invited))

    def _come(self, department: int, sent: int) -> dict[str, Any]:
        """One department's invitation: answered, come and reported, as far as that lies before now."""
        calendar, rng = self.making.calendar, self.rng
        due, by = calendar.due(sent, 3), self.making.world.handlers[department]
        in_time = self.making.happens("arrives", sent)
        came = sent + int((due - sent) * rng.uniform(0.35, 0.95)) if in_time else due + rng.randint(2, 70) * HOUR
        accepted = calendar.at_work(min(sent + rng.randint(1, 9) * HOUR, came - HOUR))
        came = due - HOUR if in_time and calendar.at_work(came) > due else calendar.at_work(came)
        moments = {"accept": accepted, "arrive": max(came, accepted + 60)}
        moments["report"] = calendar.at_work(moments["arrive"] + rng.randint(5, 190) * HOUR)
        one: dict[str, Any] = {
            "department": department,
            "sent": sent,
            "answer_due": calendar.due(sent, 1),
            "due": due,
            "by": by,
        }
        for step, told in (("accept", "accepted"), ("arrive", "arrived"), ("report", "reported")):
            one[told] = moments[step] if moments[step] <= calendar.now else None
            if one[told]:
                text = rng.choice(texts.RESULTS["streets"]) if step == "report" else ""
                self._note(step, moments[step], by, department, text)
                one[f"{step}_text"] = text
        if one["arrived"]:
            self.standing = "on_site"
        elif one["accepted"] and self.standing == "sent":
            self.standing = "accepted"
        return one

    def _settle(self, since: int) -> None:
        """The committee says what came of it, and rates who came."""
        clerk, calendar = self.making.committee.clerk, self.making.calendar
        said = calendar.at_work(since + self.rng.randint(2, 50) * HOUR)
        if said > calendar.now:
            return
        solved = self.making.happens("summoned", said)
        self.standing = self.result = "resolved" if solved else "unresolved"
        self._note("resolve" if solved else "fail", said, clerk, None, "" if solved else self.rng.choice(texts.BAD))
        rated = said + self.rng.randint(1, 40) * 60
        if rated <= calendar.now:
            self.standing, self.closed, self.confirmed = "closed", rated, said
            self._note("rate", rated, clerk)
            for one in self.invited:
                one["rating"] = self.rng.choice((5, 5, 4, 4, 3) if solved else (3, 2, 2, 1))

    def _note(self, step: str, at: int, by: str, department: int | None = None, text: str = "") -> None:
        self.entries.append((step, at, by, department, text))

    def _write(self) -> None:
        making, text = self.making, self.making.text
        filed = (self.id, *making.filed(self.raised, version=len(self.entries))[1:])
        confirmed = next((at for step, at, *_ in self.entries if step in ("resolve", "fail")), None)
        making.sheets.add(
            "summonses_summons", *filed, making.number(self.raised // DAY, "YQ"), "summons", self.title, self.place, self.standing,
            text(self.raised), text(self.checked), self.result, text(confirmed), text(self.closed),
        )  # fmt: skip
        for one in self.invited:
            state = next(name for name, told in STATES if one[told])
            making.sheets.add(
                "summonses_invitation", *making.filed(one["sent"], making.committee.officer), self.id, one["department"], state,
                text(one["sent"]), text(one["answer_due"]), text(one["due"]), text(one["accepted"]), text(one["arrived"]),
                text(one["reported"]), one.get("report_text", ""), one["by"] if one["accepted"] else None, one.get("rating"),
            )  # fmt: skip
        for step, at, by, department, words in self.entries:
            making.sheets.add(
                "summonses_summonsentry", making.id(at), 1, self.id, text(at), by, step, department, words
            )


STATES = (("reported", "reported"), ("arrived", "arrived"), ("accepted", "accepted"), ("sent", "sent"))


def consult(making: Making, cases: list[Asked]) -> None:
    """A 会商 of the street on one case of the committee, now and then, with what each department is to do."""
    years = making.calendar.days / YEAR
    ripe = [one for one in cases if not one.mistaken and one.topic.code in ABOUT]
    for case in making.rng.sample(ripe, min(len(ripe), round(CONSULTATIONS * years + making.rng.random()))):
        _consult(making, case)


def _consult(making: Making, case: Asked) -> None:
    calendar, rng = making.calendar, making.rng
    raised = calendar.at_work(case.recorded + rng.randint(20, 90) * HOUR)
    moments = {"raise": raised, "consult": raised + 30 * 60, "hold": calendar.at_work(raised + rng.randint(5, 9) * DAY)}
    moments["minute"] = moments["hold"] + 2 * HOUR
    told = {step: at for step, at in moments.items() if at <= calendar.now}
    if "raise" not in told:
        return
    departments = rng.sample(list(making.world.handlers), 2)
    duties = [_duty(making, department, moments["minute"]) for department in departments] if "minute" in told else []
    closed = max(one["passed"] or calendar.now + 1 for one in duties) + HOUR if duties else None
    row = _write_consultation(making, case, told, closed if closed and closed <= calendar.now else None)
    for department in departments:
        _write_party(making, row, department, told)
    for number, one in enumerate(duties, start=1):
        making.sheets.add(
            "consultations_duty", *making.filed(moments["minute"], making.committee.officer), row, number, one["department"], one["task"],
            making.text(one["due"]), one["state"], making.text(one["fulfilled"]), one["by"], one["result"], making.text(one["passed"]),
            making.committee.chief if one["passed"] else None,
        )  # fmt: skip


def _write_consultation(making: Making, case: Asked, told: dict[str, int], closed: int | None) -> str:
    text, officer, raised = making.text, making.committee.officer, told["raise"]
    state = "closed" if closed else {1: "raised", 2: "consulting", 3: "held", 4: "minuted"}[len(told)]
    row, held = making.id(raised), "hold" in told
    due = making.calendar.due(told["consult"], 3) if "consult" in told else None
    making.sheets.add(
        "consultations_consultation", row, *making.filed(raised, officer, version=len(told))[1:], making.number(raised // DAY, "HS"),
        case.text[:80], state, text(raised), text(due), text(told.get("hold")), case.address, held,
        "到现场看了情况，各部门说明了职责和难处。" if held else "", "按纪要分工办理，街道跟踪督察。" if "minute" in told else "",
        text(told.get("minute")), text(closed),
    )  # fmt: skip
    making.sheets.add("consultations_consultedcase", making.id(raised), 1, row, case.id)
    for step, at in (*told.items(), *([("close", closed)] if closed else [])):
        by = making.committee.chief if step == "close" else officer
        making.sheets.add("consultations_consultationentry", making.id(at), 1, row, text(at), by, step, None, "")
    return row


def _write_party(making: Making, row: str, department: int, told: dict[str, int]) -> None:
    asked = told.get("consult")
    answered = asked + 20 * HOUR if asked and asked + 20 * HOUR < making.calendar.now else None
    making.sheets.add(
        "consultations_party", making.id(told["raise"]), 1, row, department, making.text(asked), making.text(answered),
        making.world.handlers[department] if answered else None, "可以配合，建议先明确权属。" if answered else "", True if "hold" in told else None,
    )  # fmt: skip


TASKS = (
    "清理现场并落实专人管理。",
    "修复设施，完工后报街道。",
    "与产权单位商定养护责任。",
    "纳入日常巡查，每周反馈一次。",
)


def _duty(making: Making, department: int, given: int) -> dict[str, Any]:
    calendar, rng = making.calendar, making.rng
    due = calendar.due(given, rng.choice((5, 10, 15)))
    done = calendar.at_work(given + int((due - given) * rng.uniform(0.4, 1.2)))
    passed = calendar.at_work(done + rng.randint(4, 60) * HOUR)
    fulfilled = done if done <= calendar.now else None
    return {
        "department": department, "task": rng.choice(TASKS), "due": due, "fulfilled": fulfilled, "passed": passed if passed <= calendar.now else None,
        "state": "passed" if passed <= calendar.now else "fulfilled" if fulfilled else "assigned",
        "by": making.world.handlers[department] if fulfilled else None, "result": "已按纪要办好。" if fulfilled else "",
    }  # fmt: skip
