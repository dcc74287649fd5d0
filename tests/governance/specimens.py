"""One of everything, in the northern committee: what the access matrix asks for by name."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases.actions import asking as asking_actions
from cases.actions import merged, publicity, reporters, requests, steps
from cases.models import Case
from governance.access.models import Membership, Token, User
from governance.access.roles import Role
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow import special_days
from governance.jobs.inbox import notify
from governance.jobs.models import JobRun, Notice
from indices.actions.compute import compute
from indices.actions.reports import REPORT, store, write
from indices.actions.schemes import ensure_phase_one
from indices.windows import period_of
from tests.factories.access import member
from tests.factories.cases import CategoryFactory, case_in
from tests.factories.indices import published
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory
from tests.governance.matrices import PARTS
from visits.actions.visits import NeedAsked, file_visit

STATES = ("received", "filed", "dispatched", "handling", "handled", "checked", "closed")


def team_of(place: SimpleNamespace) -> dict[str, User]:
    """Who tries every address: the columns of the matrix. `stranger` is nobody; `next_*` work next door."""
    return {
        "district_admin": member(Role.DISTRICT_ADMIN, of=place.district),
        "viewer": member(Role.VIEWER, of=place.district),
        "department": member(Role.DEPARTMENT, of=place.district, department=place.department),
        "subdistrict_admin": member(Role.SUBDISTRICT_ADMIN, of=place.north),
        "staff": member(Role.STAFF, of=place.north),
        "clerk": member(Role.CLERK, of=place.north1),
        "auditor": member(Role.AUDITOR, of=place.district),
        "next_staff": member(Role.STAFF, of=place.south),
        "next_clerk": member(Role.CLERK, of=place.north2),
    }


def specimens(place: SimpleNamespace, team: dict[str, User]) -> dict[str, str]:
    """Name -> what stands for it in an address."""
    names = _registers(place) | _cases(place, team) | _accounts(place, team) | _index(place) | {
        "district": place.district.code, "street": place.north.code, "committee": place.north1.code, "department": str(place.department.pk),
        "department_code": place.department.code, "today": timezone.localdate().isoformat(), "new": str(uuid7()),
    }  # fmt: skip
    for part in PARTS:
        names |= part.specimens(place, team, names)
    return names


def _registers(place: SimpleNamespace) -> dict[str, str]:
    span = KeyPersonFactory(division=place.north1)
    home, vacant = span.household, HouseholdFactory(division=place.north1)
    return {
        "span": str(span.pk), "resident": str(span.resident_id), "household": str(home.pk),
        "building": str(home.building_id), "estate": str(home.building.estate_id), "room": home.room, "kind": span.kind,
        "vacant": str(vacant.pk), "line": home.address.text,
    }  # fmt: skip


def _cases(place: SimpleNamespace, team: dict[str, User]) -> dict[str, str]:
    """Cases of each state, handled by somebody of the department other than the one who tries."""
    handler = member(Role.DEPARTMENT, of=place.district, department=place.department)
    colleague = member(Role.STAFF, of=place.north)
    people = SimpleNamespace(clerk=team["clerk"], staff=colleague, worker=handler)
    found = {f"case_{state}": str(case_in(state, place, people).pk) for state in STATES}
    category = CategoryFactory(division=place.city, code="housing")
    own = CategoryFactory(division=place.district, code="own", name="区自定", opens_case=False)
    home = KeyPersonFactory(division=place.north1).household
    visit = file_visit(
        home,
        by=team["clerk"],
        visited_at=timezone.now() - timedelta(hours=1),
        needs=[NeedAsked(own), NeedAsked(category, open_case=True)],
    )
    loose = visit.needs.get(case=None)
    bare = file_visit(home, by=team["clerk"], visited_at=timezone.now() - timedelta(hours=2))
    refused = steps.refuse(case_in("dispatched", place, people), by=handler, reason="不属于本部门职责。")
    asking, paused = case_in("handling", place, people), case_in("handling", place, people)
    until = timezone.localdate() + timedelta(days=7)
    requests.extend(asking, by=handler, days=2, reason="等配件到货。")
    requests.pause(paused, by=handler, until=until, reason="等居民回家。")
    requests.approve(paused, by=colleague)
    child, private, published = (case_in("filed", place, people) for _ in range(3))
    merged.merge(child, by=colleague, parent=refused)
    publicity.hide(private, by=colleague, reason="涉及隐私。")
    publicity.publish(published, by=colleague, reason="大家关心。")
    reporters.note(Case.objects.get(pk=found["case_received"]), by=colleague, name="李某", phone="13800000000")
    question = asking_actions.add(own, by=None, code="door", label="门牌", kind="string")
    day = special_days.add(division=place.district, day=until, working=False, name="区里放假", by=None)
    found |= {
        "case_asking": str(asking.pk), "case_paused": str(paused.pk), "case_merged": str(child.pk), "case_private": str(private.pk),
        "case_published": str(published.pk), "question": str(question.pk), "special_day": str(day.pk), "soon": until.isoformat(),
        "other_department": str(place.other_department.pk), "other_department_code": place.other_department.code,
    }  # fmt: skip
    return found | {
        "case_refused": str(refused.pk), "number": refused.number, "visit": str(visit.pk), "visit_bare": str(bare.pk), "need": str(loose.pk),
        "visited": str(home.pk), "category": str(own.pk), "category_code": own.code,
    }  # fmt: skip


def _accounts(place: SimpleNamespace, team: dict[str, User]) -> dict[str, str]:
    person = member(Role.CLERK, of=place.north1)
    event = record("household.seen", None, by=person)
    notify([person], "一条消息", url="/today/")
    return {
        "person": str(person.pk), "membership": str(Membership.objects.get(user=person).pk), "event": str(event.pk),
        "token": Token.objects.create(person, name="北边的程序")[0].pk, "program": "北边的程序", "notice": str(Notice.objects.get(user=person).pk),
    }  # fmt: skip


def _index(place: SimpleNamespace) -> dict[str, str]:
    """Three months: one published, one over and not published, the running one."""
    version, period = ensure_phase_one(place.city, by=None), period_of(timezone.now())
    told = published(compute(version, place.district, period.shifted(-2), by=None))
    finished = compute(version, place.district, period.shifted(-1), by=None)
    running = compute(version, place.district, period, by=None)
    report = store(write(place.north1, period.shifted(-1), now=timezone.now()), by=None, now=timezone.now())
    asked = JobRun.objects.create(
        job=REPORT,
        period="north",
        requested_by=member(Role.STAFF, of=place.north),
        arguments={"division": place.north1.code, "month": period.code},
    )
    return {
        "scheme_version": str(version.pk), "period": period.code, "published": told.period, "finished": finished.period,
        "score": str(running.scores.get(division=place.north1).pk),
        "report": str(report.pk), "report_run": str(asked.pk),
        "published_score": str(told.scores.get(division=place.north1).pk),
    }  # fmt: skip
