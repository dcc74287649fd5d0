"""The life of one case, step by step along `cases.flows.CASE`, up to now. Times are seconds of the calendar."""

from __future__ import annotations

from cases.flows import CASE
from cases.rules import REOPEN_WITHIN
from governance.demo import texts
from governance.demo.asking import Asked
from governance.demo.calendar import DAY, HOUR
from governance.demo.story import Entry, Said, Sent, Spell
from governance.demo.world import Making

LASTS = {"dispatch": 0.05, "refuse": 0.08, "accept": 0.1, "finish": 0.55, "rework": 0.1, "check": 0.12, "close": 0.06}
"""How long each step takes, as a share of the round."""
REFUSE, REWORK, REOPEN, ANSWER = 0.08, 0.07, 0.5, 0.88
WORDS = {"refuse": texts.REFUSED, "rework": texts.REWORK}


class Life:
    """A case as it stands after `live()`: what happened in lists, where it is in the fields of the case."""

    def __init__(self, making: Making, asked: Asked) -> None:
        self.making, self.asked, self.rng = making, asked, making.rng
        self.state, self.at = "received", asked.recorded
        self.due = making.calendar.due(asked.moment, asked.topic.days)
        self.filed: int | None = None
        self.withdrawn: int | None = None
        self.department: int | None = None
        self.handler: str | None = None
        self.checker: str | None = None
        self.result = self.reason = self.channel = ""
        self.spells: list[Spell] = []
        self.sent: list[Sent] = []
        self.said: list[Said] = []
        self.entries: list[Entry] = []

    def live(self) -> Life:
        topic = self.asked.topic
        filing = self.making.calendar.at_work(self.at + self.rng.randint(10, 600) * 60)
        if self.take(
            "file", max(filing, self.at + 60), self.making.committee.officer, f"{topic.days} 个工作日内办结。"
        ):
            self.filed = self.at
            if topic.theme == "dispute":
                mediated = self.making.happens("mediated", self.at)
                self.channel = "mediation" if mediated else self.rng.choice(("police", "police", "lawsuit", "other"))
            while self._handled() and self._unsolved() and self._reopened():
                pass
        return self

    def count(self, step: str) -> int:
        return sum(one.step == step for one in self.entries)

    def take(self, name: str, moment: int, by: str, text: str = "", *, department: int | None = None) -> bool:
        """One step of the flow at `moment`, unless that is still to come."""
        if moment > self.making.calendar.now:
            return False
        self.state, self.at = str(CASE.steps[name].target), moment
        self.entries.append(Entry(name, moment, by, department, text))
        return True

    def _handled(self) -> bool:
        """One round, its steps spread up to its closing. False where now comes first, or the case is withdrawn."""
        self.spells.append(Spell(self.at, self.due))
        if self.asked.mistaken:
            return self._withdraw()
        names = ["dispatch", "accept", "finish", "check", "close"]
        if self.rng.random() < REFUSE:
            names[:1] = ["dispatch", "refuse", "dispatch"]
        if self.rng.random() < REWORK:
            names[-2:] = ["rework", "finish", "check", "close"]
        lasting = [LASTS[name] * self.rng.uniform(0.5, 1.5) for name in names]
        start, span, gone = self.at, self._closing() - self.at, 0.0
        for at, name in enumerate(names):
            gone += lasting[at]
            moment = self.making.calendar.at_work(start + int(span * min(1, gone / sum(lasting))))
            if not self._step(name, max(moment, self.at + 60), wrongly="refuse" in names[at + 1 :]):
                return False
        return True

    def _closing(self) -> int:
        """When this round will be closed: in time as often as this committee's street manages."""
        rate = "hazards" if self.asked.topic.theme == "hazard" else "on_time"
        if self.making.happens(rate, self.at) and self.due - self.at > 4 * HOUR:
            return self.at + int((self.due - self.at) * self.rng.uniform(0.4, 0.96))
        return max(self.due, self.at) + int(DAY * (0.3 + 20 * self.rng.random() ** 2.5))

    def _step(self, name: str, moment: int, *, wrongly: bool) -> bool:
        committee = self.making.committee
        office = self._office(wrongly) if name == "dispatch" or not self.department else self.department
        by = committee.chief if name == "close" else committee.officer
        if name in ("refuse", "accept", "finish"):
            by = self.making.world.handlers[office]
        words = texts.RESULTS[self.asked.topic.code] if name == "finish" else WORDS.get(name, ("",))
        text = self.rng.choice(words)
        concerned = office if name in ("dispatch", "refuse", "accept", "finish") else None
        if not self.take(name, moment, by, text, department=concerned):
            return False
        self._keep(name, moment, by, text, office)
        return True

    def _office(self, wrongly: bool) -> int:
        """The usual department; another one where it will be refused, or where none is usual."""
        usual = self.asked.topic.department
        return (
            self.rng.choice([one for one in self.making.world.handlers if one != usual])
            if wrongly or not usual
            else usual
        )

    def _keep(self, name: str, moment: int, by: str, text: str, office: int) -> None:
        """What a step leaves in the fields of the case, as `cases.actions.steps` does."""
        if name == "dispatch":
            self.department = office
            self.sent.append(Sent(office, moment))
        elif name == "refuse":
            self.sent[-1].refused, self.sent[-1].reason, self.department = moment, text, None
        elif name == "accept":
            self.sent[-1].accepted, self.handler = moment, by
        elif name == "finish":
            self.result = text
        elif name == "check":
            self.checker = by
        elif name == "close":
            self.spells[-1].closed = moment

    def _withdraw(self) -> bool:
        moment = self.at + self.rng.randint(20, 300) * 60
        if moment <= self.making.calendar.now:
            self.withdrawn, self.reason = moment, self.rng.choice(texts.WITHDRAW)
            self.entries.append(
                Entry("withdraw", moment, self.asked.by or self.making.committee.officer, None, self.reason)
            )
        return False

    def _unsolved(self) -> bool:
        """Ask the resident some days later. True if asked by now and not solved."""
        if self.rng.random() > ANSWER:
            return False
        moment = self.making.calendar.at_work(self.at + self.rng.randint(6, 110) * HOUR)
        solved = self.making.happens("solved", moment)
        score, comment = self._satisfaction(solved, moment), self.rng.choice(texts.GOOD if solved else texts.BAD)
        if moment > self.making.calendar.now:
            return False
        self.said.append(Said(len(self.spells) - 1, moment, solved, score, comment))
        words = f"{'已解决' if solved else '未解决'}，满意度 {score} 分。{comment}"
        self.entries.append(Entry("answer", moment, self.making.committee.clerk, None, words))
        return not solved

    def _satisfaction(self, solved: bool, moment: int) -> int:
        """1 to 5, so that the committee's mean comes near its rate (0 to 100): those not solved give 47 on average."""
        if not solved:
            return self.rng.choices((1, 2, 3, 4), (0.08, 0.22, 0.42, 0.28))[0]
        share = self.making.rate("solved", moment)
        wanted = 1 + (self.making.rate("satisfied", moment) - (1 - share) * 47) / share / 25
        return 5 if self.rng.random() < (wanted - 3.8) / 1.2 else self.rng.choice((4, 4, 4, 4, 3))

    def _reopened(self) -> bool:
        """Some of what was not solved is taken up once more, within the time that the rule gives."""
        moment = self.making.calendar.at_work(self.said[-1].at + self.rng.randint(2, 40) * HOUR)
        likely = (
            len(self.spells) == 1 and self.rng.random() < REOPEN and moment - self.at < REOPEN_WITHIN.total_seconds()
        )
        if not likely or not self.take("reopen", moment, self.making.committee.officer, self.rng.choice(texts.REOPEN)):
            return False
        self.due = self.making.calendar.due(moment, self.asked.topic.days)
        self.department = self.handler = self.checker = None
        self.result = ""
        return True
