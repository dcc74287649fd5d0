"""Everything the page of one unit's score tells, in seven queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from governance.access import codes
from governance.access.models import Division, User
from indices.models import IndexRun, Score
from indices.selectors import explaining
from indices.selectors import runs as asked
from indices.selectors.history import MONTHS, Month, months, scores_of
from indices.selectors.standing import Standing, standing
from indices.windows import Period

LEVELS = list(codes.CUTS)


@dataclass(frozen=True, slots=True)
class Family:
    """What lies right below a unit (best rank first) and what lies above it (top first)."""

    below: list[Score]
    above: list[Score]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A unit's score taken apart; `last` is the score of the month before, if it was computed under the same version."""

    score: Score
    last: Score | None
    root: explaining.Line
    standing: Standing
    months: list[Month]
    family: Family

    @property
    def run(self) -> IndexRun:
        return self.score.run


def sheet(user: User, code: str, period: str) -> Sheet | None:
    """Of the division `code` in `period`; None for a score that is not there or that `user` may not read."""
    runs = asked.runs_of(user, codes.at_level(code, Division.Level.DISTRICT))
    run = asked.pick(runs, period)
    history = asked.series(runs, run)[:MONTHS]
    seen = Score.objects.for_reader(user)
    scores = scores_of(seen, history, code)
    if run is None or run.pk not in scores:
        return None
    score, before = scores[run.pk], Period(period).shifted(-1).code
    score.run = run
    last = next((scores.get(one.pk) for one in history if one.period == before), None)
    if last:
        last.run = next(one for one in history if one.pk == last.run_id)
    past = months(seen, history, scores, level=score.level, inside=run.division_id)
    root, peers = explaining.tree(score, user, last=last), past[-1].peers
    return Sheet(score, last, root, standing(user, score, root, peers), past, family_of(seen, score))


def family_of(seen: QuerySet[Score], score: Score) -> Family:
    """Of the scores `seen` of the same run, in one query."""
    low, high = codes.within(score.division_id)
    above = [one for one in codes.ancestors(score.division_id) if one >= score.run.division_id]
    level = LEVELS[min(LEVELS.index(score.level) + 1, len(LEVELS) - 1)]
    around = Q(division__in=above) | Q(
        division__gt=score.division_id, division__gte=low, division__lt=high, level=level
    )
    found = list(seen.filter(around, run=score.run_id).select_related("division").defer("nodes"))
    below = [one for one in found if one.division_id not in above]
    return Family(
        below=sorted(below, key=lambda one: (one.rank is None, one.rank or 0, one.division_id)),
        above=sorted((one for one in found if one.division_id in above), key=lambda one: one.division_id),
    )
