"""Each rate counted by hand, and each number equal to the list behind it."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.models import Answer, Case, CaseEntry, Deadline, Dispatch, Extension, Pause, Round
from cases.rates.definitions import RATES
from cases.rates.selectors import SIDES, rows_behind, table
from tests.cases.rates.conftest import at
from tests.factories.cases import case_in

NOW = at("11-22 10:00")
OCTOBER = {"since": "2026-10", "until": "2026-10"}


def number(user, asked, code: str) -> tuple[int, int]:
    one = table(user, asked, NOW).total.number(code)
    return one.counted, one.of


def move(case: Case, due: str) -> Round:
    """An extension until `due`, approved."""
    of = case.rounds.get()
    shared = {"division_id": case.division_id, "round": of}
    Extension.objects.create(case=case, days=5, reason="等材料", state=Extension.State.APPROVED, **shared)
    Deadline.objects.create(due_at=at(due), cause="extension", recorded_at=at("10-10 10:00"), **shared)
    return of


def test_filed_by_the_close_of_the_next_working_day(told, ask, team):
    """8 October 2026 is the first working day after the holiday; 10 October is a make-up Saturday."""
    told(opened="10-08 09:00", filed="10-09 16:59")
    told(opened="10-09 23:30", filed="10-10 17:00")
    told(opened="10-09 09:00", filed="10-12 09:00")
    told(opened="09-30 09:00", filed="10-08 17:30")
    told(opened="09-30 09:00", filed="09-30 10:00", due="09-20 17:00")
    assert number(team.admin, ask(**OCTOBER), "filing") == (2, 4)


def test_a_dispatch_is_right_unless_it_came_back(told, ask, team):
    for field in ("refused_at", "returned_at", "transferred_at"):
        case = told()
        Dispatch.objects.filter(case=case).update(**{field: at("10-10 10:00")})
    told()
    told(sent="11-01 00:00")
    assert number(team.admin, ask(**OCTOBER), "dispatch") == (1, 4)


def test_handled_and_closed_in_time(told, ask, team):
    told(done="10-20 17:00", closed="10-21 09:00")
    told(done="10-20 09:00", closed="10-20 16:00")
    told(done="10-21 09:00", closed="10-22 09:00")
    told("handling")
    told("handled", due="11-01 00:00")
    asked = ask(**OCTOBER)
    assert number(team.admin, asked, "handling") == (2, 4)
    assert number(team.admin, asked, "closing") == (1, 4)


def test_what_was_sent_back_is_not_handled_until_it_is_done_again(told, ask, team):
    case = told("handled", done="10-15 10:00")
    CaseEntry.objects.create(case=case, at=at("10-16 10:00"), step="rework", text="没修好")
    asked = ask(**OCTOBER)
    assert [number(team.admin, asked, code) for code in ("handling", "rework")] == [(0, 1), (1, 1)]
    CaseEntry.objects.create(case=case, at=at("10-19 10:00"), step="finish", text="修好了")
    assert [number(team.admin, asked, code) for code in ("handling", "rework")] == [(1, 1), (1, 1)]


def test_an_extension_moves_the_deadline_and_is_counted_where_it_falls(told, ask, team):
    move(told(done="10-30 10:00", closed="10-30 12:00"), "10-31 17:00")
    move(told(done="10-30 10:00", closed="11-03 12:00"), "11-05 17:00")
    told(due="09-25 17:00")
    october, november = ask(**OCTOBER), ask(since="2026-11")
    assert [number(team.admin, october, code) for code in ("closing", "extension")] == [(1, 1), (1, 1)]
    assert [number(team.admin, november, code) for code in ("closing", "extension")] == [(1, 1), (1, 1)]


def test_a_deadline_moved_twice_falls_where_the_round_tells(told, ask, team):
    of = move(told(closed="11-08 12:00"), "10-31 17:00")
    Deadline.objects.create(
        round=of, division_id=of.division_id, due_at=at("11-10 17:00"), cause="extension", recorded_at=at("10-30 10:00")
    )
    rows = rows_behind(team.admin, ask(since="2026-11"), RATES["closing"], "counted", None, NOW)
    assert [row.falls_due for row in rows] == [Round.objects.with_due(NOW).get().due]
    assert number(team.admin, ask(**OCTOBER), "closing") == (0, 0)


def test_a_pause_is_counted_with_its_deadline_or_deducted(told, ask, team):
    case = told()
    shared = {"case": case, "division_id": case.division_id, "round": case.rounds.get(), "reason": "等雨停"}
    pause = Pause.objects.create(
        until=at("10-30 10:00").date(), since=at("10-12 10:00"), ended_at=at("10-13 10:00"), state="ended", **shared
    )
    assert number(team.admin, ask(**OCTOBER), "closing")[1] == 1
    assert number(team.admin, ask(**OCTOBER, pauses="deduct"), "closing")[1] == 0
    Pause.objects.filter(pk=pause.pk).update(ended_at=None, state="running")
    assert number(team.admin, ask(**OCTOBER), "closing")[1] == 0


def test_a_round_after_reopening_is_one_of_its_own(told, ask, team):
    case = told(closed="10-18 10:00")
    Round.objects.create(
        case=case, division_id=case.division_id, category=case.category, number=2, started_at=at("10-19 10:00"),
        due_at=at("10-28 17:00"),
    )  # fmt: skip
    assert number(team.admin, ask(**OCTOBER), "closing") == (1, 2)
    assert number(team.admin, ask(**OCTOBER), "handling") == (1, 2)


def test_the_residents_word(told, ask, team):
    for satisfaction, resolved in ((5, True), (4, False), (3, True)):
        case = told(closed="10-18 10:00")
        Answer.objects.create(
            case=case, round=case.rounds.get(), division_id=case.division_id, by=team.clerk, resolved=resolved,
            satisfaction=satisfaction, answered_at=at("10-31 23:59"),
        )  # fmt: skip
    assert number(team.admin, ask(**OCTOBER), "satisfaction") == (2, 3)
    assert number(team.admin, ask(**OCTOBER), "resolution") == (2, 3)
    assert number(team.admin, ask(since="2026-11"), "resolution") == (0, 0)


def test_withdrawn_and_merged_cases_are_left_out(told, ask, team):
    gone, merged, main = told(), told(), told()
    Case.objects.filter(pk=gone.pk).update(withdrawn_at=at("10-10 10:00"), withdrawn_reason="重复")
    Case.objects.filter(pk=merged.pk).update(parent=main)
    assert number(team.admin, ask(**OCTOBER), "closing")[1] == 1
    assert number(team.admin, ask(**OCTOBER), "dispatch")[1] == 1


# scope and parts


@pytest.fixture
def mixed(told, place, team):
    """Two committees, two months, all kinds of facts."""
    told(opened="10-08 09:00", filed="10-09 16:59")
    told(done="10-21 09:00", closed="10-22 09:00", division=place.north2)
    told("handling")
    move(told(closed="10-30 12:00", done="10-29 12:00"), "10-31 17:00")
    answered = told(closed="10-18 10:00", due="11-03 17:00", sent="11-02 10:00")
    Answer.objects.create(
        case=answered, round=answered.rounds.get(), division_id=answered.division_id, by=team.clerk, resolved=True,
        satisfaction=5, answered_at=at("11-02 09:00"),
    )  # fmt: skip
    case_in("filed", place, team)


@pytest.mark.parametrize("by", ["division", "department", "category", "month"])
@pytest.mark.parametrize("who", ["admin", "manager", "clerk", "worker", "viewer", "stranger"])
def test_every_number_is_the_length_of_its_list(who, by, mixed, ask, team):
    user = getattr(team, who)
    asked = ask(user, since="2026-09", until="2026-11", by=by)
    found = table(user, asked, NOW)
    assert bool(found.lines) is (who != "stranger")
    for line, key in [(found.total, None), *((line, line.key) for line in found.lines)]:
        for code, rate in RATES.items():
            one = line.number(code)
            lengths = [rows_behind(user, asked, rate, side, key, NOW).count() for side in SIDES]
            assert lengths == [one.counted, one.of, one.of - one.counted], (line.name, code)


def test_lines_have_names_and_stand_in_order(mixed, ask, team, place):
    names = lambda **given: [line.name for line in table(team.admin, ask(**given), NOW).lines]  # noqa: E731
    period = {"since": "2026-10", "until": "2026-11"}
    assert names(**period) == ["四平路街道"]
    assert names(**period, within=place.north.code) == ["同济新村居委会", "鞍山一村第一居委会"]
    assert names(**period, by="month") == ["2026 年 10 月", "2026 年 11 月"]
    assert names(**period, by="department") == ["区民政局", "未派遣"]
    assert names(**period, by="category") == ["住房修缮"]


def test_filters_narrow_every_base(mixed, ask, team):
    period = {"since": "2026-10", "until": "2026-11"}
    full = table(team.admin, ask(**period), NOW).total
    same = table(team.admin, ask(**period, category="housing"), NOW).total
    assert {code: one.of for code, one in full.numbers.items()} == {code: one.of for code, one in same.numbers.items()}
    for none in ({"category": "moon"}, {"department": "moon"}, {"within": "310115"}):
        assert table(team.admin, ask(**period, **none), NOW).lines == []


@pytest.mark.parametrize(
    "given",
    [{"since": "2026-13"}, {"since": "昨天"}, {"since": "2026-10", "until": "2026-09"}, {"since": "2020-01", "until": "2026-01"},
     {"by": "moon"}, {"pauses": "moon"}, {"within": "31011"}, {"within": "\0"}, {"department": "a b"}, {"category": "'"}],
)  # fmt: skip
def test_nonsense_is_refused(given, ask):
    with pytest.raises(ValidationError):
        ask(**given)


# pages


def test_each_number_of_the_page_links_to_as_many_rows(mixed, signed_in, team):
    client = signed_in(team.manager)
    body = client.get("/rates/?since=2026-10&until=2026-11&by=month").content.decode()
    links = re.findall(r'<a href="(/rates/rows/[^"]*)">([\d,]+)</a>', body)
    assert len(links) > 20
    for href, shown in links:
        found = client.get(href.replace("&amp;", "&")).content.decode()
        assert re.search(r'id="count">([\d,]+)<', found)[1] == shown, href


@pytest.mark.parametrize(
    ("path", "status"),
    [("/rates/?since=moon", 422), ("/rates/rows/?rate=moon", 404), ("/rates/rows/?rate=closing&side=moon", 422),
     ("/rates/rows/?rate=closing&cursor=moon", 422), ("/rates/rows/", 404), ("/rates/export/?by=moon", 422)],
)  # fmt: skip
def test_bad_addresses_say_so(path, status, signed_in, team):
    assert signed_in(team.manager).get(path).status_code == status


def test_the_page_costs_the_same_whatever_there_is(signed_in, queries_of, mixed, told, team):
    client = signed_in(team.manager)
    month = f"{timezone.localdate():%Y-%m}"
    for path in (f"/rates/?since=2026-10&until={month}", f"/rates/rows/?rate=closing&since=2026-10&until={month}"):
        before = queries_of(client, path)
        told()
        assert queries_of(client, path) == before <= 12


def test_the_table_as_a_file(mixed, signed_in, team):
    answer = signed_in(team.manager).get("/rates/export/?since=2026-10")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_the_api_gives_the_same_numbers(mixed, signed_in, team, ask):
    client = signed_in(team.manager)
    query = "since=2026-10&until=2026-11&by=month"
    rows = client.get(f"/api/v1/case-rates/?{query}").json()["results"]
    found = table(team.manager, ask(team.manager, since="2026-10", until="2026-11", by="month"), NOW)
    assert len(rows) == 8 * (1 + len(found.lines))
    assert {row["rate"]: (row["numerator"], row["denominator"]) for row in rows[:8]} == {
        code: (one.counted, one.of) for code, one in found.total.numbers.items()
    }
    assert (
        client.get(f"/api/v1/case-rates/?{query}&format=csv").content.decode("utf-8-sig").count("\n") == len(rows) + 1
    )
    assert client.get(f"/api/v1/case-rates/?{query}&fields=rate,value").json()["results"][0].keys() == {"rate", "value"}
    for bad in ("moon=1", "since=moon", "format=xml", "fields=moon", "ordering=moon"):
        assert client.get(f"/api/v1/case-rates/?{bad}").status_code == 400
