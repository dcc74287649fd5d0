"""The sections of a report that tell of work: cases, visits, service, workers, centers."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from cases.models import Case, Round
from indices.indicators.base import known_rows
from indices.reports.content import Chart, Column, Section, Table
from indices.selectors.parts import Flow, Span
from indices.selectors.stages import open_at, stages_at
from neighborhoods.models import Activity, Opening, Participation
from visits.models import Need, Visit
from volunteers.models import HourEntry, Volunteer
from workers.models import Attendance, Certificate, Posting

NAME = Column("名称", "text")


def cases(span: Span) -> Section:
    """What came, what was closed, and what stood open at the end, as it was known then."""
    window = span.window
    moment = min(window.as_of, window.cutoff)
    all_of_it = Case.objects.inside(span.unit.code)
    stages = stages_at(all_of_it, moment)
    stage_rows = tuple((one.label, one.on_time, one.soon, one.overdue, one.total) for one in stages)
    opened = Case.objects.filter(known_rows("", window), **span.during("opened_at"))
    closed = Round.objects.filter(known_rows("case__", window), **span.during("closed_at"))
    standing = open_at(Case.objects.all(), moment)
    rows = span.rows(
        ["opened", "closed", "on_time", "standing", "late"],
        span.counted(opened, opened=Count("pk")),
        span.counted(closed, closed=Count("pk"), on_time=Count("pk", filter=Q(closed_at__lte=F("due_at")))),
        span.counted(standing, standing=Count("pk"), late=Count("pk", filter=Q(due__lt=moment))),
    )
    _, came, done, on_time, left, late = rows[0]
    share = f"（{100 * on_time / done:.1f}%）" if done else ""
    said = f"本期受理工单 {came:,} 件，结案 {done:,} 件，其中按期 {on_time:,} 件{share}。期末未结 {left:,} 件，超期 {late:,} 件。"
    stage_table = Table(
        "stages",
        "期末未结工单",
        (Column("阶段", "text"), *map(Column, ("正常", "24 小时内到期", "超期", "合计"))),
        stage_rows,
    )
    unit_table = _table("cases", "工单办理情况", ("受理", "结案", "按期结案", "期末未结", "期末超期"), rows)
    chart = Chart("stack", "stages", (1, 2, 3), "未结工单按阶段")
    in_time = Flow(Column("按期结案"), closed.filter(closed_at__lte=F("due_at")), "closed_at")
    flows = (Flow(Column("受理"), opened, "opened_at"), Flow(Column("结案"), closed, "closed_at"), in_time)
    months = span.monthly("cases", "各月工单", *flows)
    charts = ((chart,) if left else ()) + _by_month(months, (1, 2), "各月受理和结案")
    return Section("cases", "工单办理", said, (stage_table, *months, unit_table), charts)


def visits(span: Span) -> Section:
    made = Visit.objects.filter(known_rows("", span.window), **span.during("visited_at"))
    raised = Need.objects.filter(known_rows("", span.window), **span.during("raised_at"))
    seen = Count("household", distinct=True, filter=Q(met=True))
    rows = span.rows(
        ["visits", "met", "households", "needs"],
        span.counted(made, visits=Count("pk"), met=Count("pk", filter=Q(met=True)), households=seen),
        span.counted(raised, needs=Count("pk")),
    )
    _, count, met, households, needs = rows[0]
    said = f"本期走访 {count:,} 次，见到住户 {met:,} 次，走访到 {households:,} 户，收集需求 {needs:,} 项。"
    flows = (Flow(Column("走访"), made, "visited_at"), Flow(Column("见到"), made.filter(met=True), "visited_at"))
    months = span.monthly("visits", "各月走访", *flows, Flow(Column("需求"), raised, "raised_at"))
    table = _table("visits", "走访情况", ("走访", "见到", "走访到的户", "需求"), rows)
    return Section("visits", "居民走访", said, (*months, table), _by_month(months, (1, 3), "各月走访和需求"))


def service(span: Span) -> Section:
    """Hours are those entered in the ledger for days of the period, corrections included."""
    known = HourEntry.objects.filter(recorded_at__lt=span.window.cutoff, **_days(span))
    registered = Volunteer.objects.as_known(span.window.day, span.window.cutoff)
    rows = span.rows(
        ["registered", "people", "minutes"],
        span.counted(registered, registered=Count("pk")),
        span.counted(known, people=Count("volunteer", distinct=True), minutes=Sum("minutes")),
    )
    rows = [[*row[:-1], row[-1] / 60] for row in rows]
    _, volunteers, people, hours = rows[0]
    said = f"期末注册志愿者 {volunteers:,} 人，本期 {people:,} 人参加服务，确认服务时长 {hours:,.1f} 小时。"
    columns = (NAME, Column("注册志愿者"), Column("参加服务的人"), Column("服务时长（小时）", "one"))
    people_flow = Flow(Column("参加服务的人"), known, "day", Count("volunteer", distinct=True))
    hours_flow = Flow(Column("服务时长（小时）", "one"), known, "day", Sum("minutes"), 60)
    months = span.monthly("service", "各月服务", people_flow, hours_flow)
    table = Table("service", "志愿服务情况", columns, _frozen(rows))
    return Section("service", "志愿服务", said, (*months, table), _by_month(months, (2,), "各月服务时长"))


def staff(span: Span) -> Section:
    """Who was posted at the end, as it was known then; who came and left; class hours."""
    rows = [[*row[:-1], float(row[-1])] for row in _staffed(span)]
    _, headcount, certified, came, gone, hours = rows[0]
    share = f"（{100 * certified / headcount:.1f}%）" if headcount else ""
    said = (
        f"期末在岗社区工作者 {headcount:,} 人，持社会工作者职业资格证书 {certified:,} 人{share}。"
        f"本期入职 {came:,} 人，离职 {gone:,} 人，参加培训 {hours:,.1f} 课时。"
    )
    columns = (NAME, *map(Column, ("在岗", "持证", "入职", "离职")), Column("培训课时", "one"))
    flows = (Flow(Column("入职"), _joined(span), "since"), Flow(Column("离职"), _left(span), "until"))
    hours_flow = Flow(Column("培训课时", "one"), _taught(span), "held_at", Sum("hours"))
    months = span.monthly("staff", "各月人员变动", *flows, hours_flow)
    table = Table("staff", "社区工作者情况", columns, _frozen(rows))
    return Section("staff", "社区工作者", said, (*months, table), _by_month(months, (1, 2), "各月入职和离职"))


def _staffed(span: Span) -> list[list]:
    posted = Posting.objects.as_known(span.window.day, span.window.cutoff)
    return span.rows(
        ["headcount", "certified", "joined", "left", "hours"],
        span.counted(posted, headcount=Count("pk"), certified=Count("pk", filter=Exists(_certificates(span)))),
        span.counted(_joined(span), joined=Count("pk")),
        span.counted(_left(span), left=Count("pk")),
        span.counted(_taught(span), hours=Sum("hours")),
    )


def _joined(span: Span) -> QuerySet[Posting]:
    """Postings begun in the span, but for those that only moved a worker on."""
    told, here = Q(ended_at__lt=span.window.cutoff), {"worker": OuterRef("worker"), "until": OuterRef("since")}
    moved = Posting.objects.filter(told, **here, ending=Posting.Ending.MOVED)
    known = Posting.objects.filter(known_rows("", span.window))
    return known.filter(~Exists(moved), since__range=(span.period.first, span.window.day))


def _left(span: Span) -> QuerySet[Posting]:
    told = Posting.objects.filter(known_rows("", span.window), ended_at__lt=span.window.cutoff)
    return told.filter(ending__in=Posting.LEAVING, until__range=(span.period.first, span.window.day))


def _taught(span: Span) -> QuerySet[Attendance]:
    known = Attendance.objects.filter(known_rows("", span.window), noted_at__lt=span.window.cutoff)
    return known.filter(attended=True, **span.during("held_at"))


def _certificates(span: Span) -> QuerySet[Certificate]:
    held = Certificate.objects.valid(span.window.day).as_known(span.window.cutoff)
    return held.filter(worker=OuterRef("worker"), kind__in=Certificate.PROFESSIONAL)


def centers(span: Span) -> Section:
    window = span.window
    held = _held(span)
    came = Participation.objects.filter(known_rows("", window), noted_at__lt=window.cutoff, activity__in=held)
    rows = span.rows(
        ["open", "held", "people", "guests"],
        span.counted(Opening.objects.as_known(window.day, window.cutoff), open=Count("center", distinct=True)),
        span.counted(held, held=Count("pk"), guests=Sum("guests")), span.counted(came, people=Count("pk")),
    )  # fmt: skip
    _, houses, activities, people, guests = rows[0]
    said = f"期末开放睦邻中心 {houses:,} 个，本期举办活动 {activities:,} 场，签到居民 {people:,} 人次，另有未登记姓名的 {guests:,} 人次。"
    flows = (Flow(Column("活动场次"), held, "starts_at"), Flow(Column("签到人次"), came, "activity__starts_at"))
    months = span.monthly("centers", "各月活动", *flows)
    table = _table("centers", "活动情况", ("开放中心", "活动场次", "签到人次", "未登记姓名"), rows)
    return Section("centers", "睦邻中心与活动", said, (*months, table), _by_month(months, (1,), "各月活动场次"))


def _held(span: Span) -> QuerySet[Activity]:
    done = (Activity.State.HELD, Activity.State.EVALUATED)
    known = Activity.objects.filter(known_rows("", span.window), state__in=done, held_at__lt=span.window.cutoff)
    return known.filter(**span.during("starts_at"))


def _days(span: Span) -> dict[str, object]:
    """Days of the ledger: the last one counted is included."""
    return {"day__gte": span.period.first, "day__lt": span.window.day + timedelta(days=1)}


def _by_month(months: tuple[Table, ...], columns: tuple[int, ...], said: str) -> tuple[Chart, ...]:
    return tuple(Chart("months", one.key, columns, said) for one in months)


def _table(key: str, title: str, labels: tuple[str, ...], rows: list[list]) -> Table:
    return Table(key, title, (NAME, *map(Column, labels)), _frozen(rows))


def _frozen(rows: list[list]) -> tuple[tuple, ...]:
    return tuple(tuple(row) for row in rows)
