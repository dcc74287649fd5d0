"""指标上报 of a committee month by month, as clerk and street lived it, and what its legal desk was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from governance.demo.asking import moment_on
from governance.demo.calendar import DAY, HOUR, PERIODS, YEAR
from governance.demo.world import Making
from indices.windows import Period, period_of

ADULTS = 0.82
LATE, RETURNED, WAITS = 0.05, 0.03, 0.1
"""Of figures that are never told; of the newest month, sent back, and not yet looked at."""
SURVEYS, ANSWERS = 6, (19, 27)
"""A survey each half-year, and how many answer."""
REASONS = ("请附当月清单。", "第二格应含没有议决的，请核对。", "与公开栏不一致，请核对后重报。")
ASKED = {
    "housing": "物业费涨价合不合规定？", "family": "老人赡养费怎么约定？", "inheritance": "房子过户给子女要办哪些手续？",
    "labour": "离职补偿怎么算？", "consumer": "预付卡退费被拒怎么办？", "damages": "楼上漏水怎么赔？", "other": "小区加装电梯要多少户同意？",
}  # fmt: skip
ANSWER = "已说明有关规定和办理途径，当事人表示清楚。"
REFERRALS = ("legal_aid", "lawyer", "notary")

Figure = tuple[float, int | None, float | None]
"""numerator, denominator (None: a register has it), deviation"""


def report(making: Making) -> None:
    """Two years of whole months, so that the oldest period scored sees a year before it."""
    running = period_of(making.calendar.zero + timedelta(seconds=making.calendar.now))
    for ago in range(2 * PERIODS, 0, -1):
        month = running.shifted(-ago)
        for code, figure in _figures(making, month):
            _live(making, code, month, figure, newest=ago == 1)


def report_street(making: Making) -> None:
    """What a street does itself."""
    running = period_of(making.calendar.zero + timedelta(seconds=making.calendar.now))
    for ago in range(2 * PERIODS, 0, -1):
        month = running.shifted(-ago)
        for code, whole in (("FZ-B6", 2), ("GZ-G2", int(month.first.month % 4 == 0))):
            rate = making.rate({"FZ-B6": "forms", "GZ-G2": "projects"}[code], _told(making, month))
            _live(making, code, month, (_some(making, whole, rate), whole, None), newest=ago == 1)


def _figures(making: Making, month: Period) -> Iterator[tuple[str, Figure]]:
    """What is due for the month. Stocks are told anew each half-year; that is when they change."""
    turn = month.first.month + making.committee.at
    for code, (band, whole) in SHARES.items():
        count = whole(making, turn)
        yield code, (_some(making, count, making.rate(band, _told(making, month))), count, None)
    for code, (band, base) in DENSITIES.items():
        mean = making.rate(band, _told(making, month)) * base(making) / 12
        yield code, (_around(making, mean), None, None)
    yield "DZ-G4", _survey(making, month, turn)
    if turn % SURVEYS == 0 or month.first <= making.calendar.first + timedelta(days=31):
        yield "FZ-B3", (_some(making, 3, making.rate("charters", _told(making, month))), 3, None)
    if turn % 4 == 0 or month.first <= making.calendar.first + timedelta(days=31):
        yield "GZ-G3", (max(1, round(6 * making.rate("engineers", _told(making, month)))), None, None)


def _every(count: int) -> Callable[[Making, int], int]:
    return lambda making, turn: count


def _between(low: int, high: int) -> Callable[[Making, int], int]:
    return lambda making, turn: making.rng.randint(low, high)


SHARES: dict[str, tuple[str, Callable[[Making, int], int]]] = {
    "ZZ-B3": ("topics", _between(1, 3)), "ZZ-B4": ("meetings", _every(1)), "ZZ-B5": ("disclosed", _between(3, 5)),
    "ZZ-G1": ("bottom_up", _between(1, 3)), "GZ-G2": ("projects", lambda making, turn: int(turn % 3 == 0)),
    "FZ-B5": ("proofs", _between(0, 3)), "FZ-B6": ("forms", _between(1, 3)), "FZ-G4": ("lawful", _between(1, 3)),
}  # fmt: skip
DENSITIES: dict[str, tuple[str, Callable[[Making], float]]] = {
    "ZZ-G2": ("deliberates", lambda making: ADULTS * making.committee.residents / 1000),
    "ZZ-G4": ("answers", lambda making: making.committee.households),
}


def _some(making: Making, count: int, rate: float) -> int:
    return sum(making.rng.random() < rate for _ in range(count))


def _around(making: Making, mean: float) -> int:
    """`mean` on average, in whole numbers."""
    wanted = mean * making.rng.uniform(0.6, 1.4)
    return int(wanted) + (making.rng.random() < wanted % 1)


def _survey(making: Making, month: Period, turn: int) -> Figure:
    if turn % SURVEYS:
        return 0, 0, None
    answers = making.rng.randint(*ANSWERS)
    mean = making.rate("trust", _told(making, month)) + making.rng.gauss(0, 1.5)
    return round(mean * answers), answers, round(making.rng.uniform(9, 15), 2)


def _told(making: Making, month: Period) -> int:
    """The first moment after the month."""
    return (month.end - making.calendar.first).days * DAY


def _live(making: Making, code: str, month: Period, figure: Figure, *, newest: bool) -> None:
    """Reported by the tenth, passed by the street days later; of the newest month some is still owed or waits."""
    rng, calendar = making.rng, making.calendar
    late = rng.random() < (3 * LATE if newest else 0)
    told = calendar.at_work(_told(making, month) + rng.randint(1, 9) * DAY + rng.randint(9, 16) * HOUR)
    passed = calendar.at_work(told + rng.randint(20, 150) * HOUR)
    if late or told > calendar.now:
        return
    luck = rng.random() if newest else 1.0
    state = (
        "returned"
        if luck < RETURNED
        else "reviewed"
        if passed <= calendar.now and luck > RETURNED + WAITS
        else "submitted"
    )
    _write(making, code, month, figure, (told, passed), state)


def _write(making: Making, code: str, month: Period, figure: Figure, at: tuple[int, int], state: str) -> None:
    committee, (told, passed), (above, below, deviation) = making.committee, at, figure
    officer = committee.officer if committee.officer != committee.clerk else committee.chief
    done = state == "reviewed"
    making.sheets.add(
        "submissions_submission", *making.filed(told, version=1 if state == "submitted" else 2), code, month.code, above, below, deviation, "",
        state, committee.clerk, officer if done else None, making.text(passed) if done else None,
        making.rng.choice(REASONS) if state == "returned" else "",
    )  # fmt: skip


def advise(making: Making) -> None:
    """The legal desk: by phone or at the window, answered within days, some sent on."""
    rng, calendar = making.rng, making.calendar
    count = max(
        3, round(making.rate("consults", calendar.now) / 1000 * making.committee.households * calendar.days / YEAR)
    )
    for day in calendar.spread(rng, count, "even", lambda day: 1.0):
        _consult(making, moment_on(making, day))


def _consult(making: Making, asked: int) -> None:
    rng, calendar, text = making.rng, making.calendar, making.text
    topic = rng.choice(list(ASKED))
    answered = calendar.at_work(asked + rng.randint(1, 40) * HOUR)
    done = answered <= calendar.now
    referral = rng.choice(REFERRALS) if done and rng.random() < 0.12 else ""
    state = "referred" if referral else "answered" if done else "asked"
    making.sheets.add(
        "mediations_consult", *making.filed(asked, version=1 + done + bool(referral)), topic, rng.choice(("desk", "desk", "phone", "online")),
        ASKED[topic], text(asked), state, ANSWER if done else "", making.committee.officer if done else None,
        text(answered) if done else None, referral, text(answered) if referral else None,
    )  # fmt: skip
