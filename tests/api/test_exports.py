from __future__ import annotations

import csv
import io
import json

import pytest

from governance.access.models import Division
from governance.audit.models import Event
from neighborhoods.models import Estate
from tests.factories.access import DivisionFactory

DIVISIONS = "/api/v1/divisions/"


def body_of(answer):
    return b"".join(answer.streaming_content)


def sheet(answer):
    return list(csv.DictReader(io.StringIO(body_of(answer).decode("utf-8-sig"))))


def test_ndjson_streams_the_whole_filtered_set_as_the_list_shows_it(admin, crowd):
    lines = body_of(admin.get(DIVISIONS, format="ndjson", within="310110009", ordering="-code")).splitlines()
    listed = admin.get(DIVISIONS, page_size=1000, within="310110009", ordering="-code").json()["results"]
    assert [json.loads(line) for line in lines] == listed
    assert len(lines) == 98


def test_csv_opens_in_a_spreadsheet(admin, place):
    answer = admin.get(DIVISIONS, format="csv", fields="code,name", ordering="code")
    raw = body_of(answer)
    assert raw.startswith(b"\xef\xbb\xbfcode,name\n310000000000,")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="divisions-')


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_looks_like_a_formula_is_neutralised(name, admin, place):
    Estate.objects.create(division=place.north1, name=name)
    assert sheet(admin.get("/trial/estates/", format="csv"))[0]["name"] == f"'{name}"


def test_quotes_commas_line_breaks_and_backslashes_survive_both_formats(admin, place):
    name = 'a"b,c\n\\.d\\n中\x01'
    Estate.objects.create(division=place.north1, name=name)
    assert sheet(admin.get("/trial/estates/", format="csv"))[0]["name"] == name
    lines = body_of(admin.get("/trial/estates/", format="ndjson")).splitlines()
    assert [json.loads(line)["name"] for line in lines] == [name]


def test_csv_tells_times_numbers_and_emptiness_as_the_list_does(admin, place):
    Estate.objects.create(division=place.north1, name="同济新村")
    row, listed = (
        sheet(admin.get("/trial/estates/", format="csv"))[0],
        admin.get("/trial/estates/").json()["results"][0],
    )
    assert row == {name: str(value) for name, value in listed.items()}
    assert sheet(admin.get(DIVISIONS, format="csv", level="city"))[0]["parent"] == ""


def test_only_what_the_caller_may_see_is_streamed(clerk, place):
    lines = body_of(clerk.get(DIVISIONS, format="ndjson")).splitlines()
    assert {json.loads(line)["code"] for line in lines} == {
        "310000000000", "310110000000", "310110009000", "310110009001",
    }  # fmt: skip
    assert body_of(clerk.get(DIVISIONS, format="ndjson", within="310110018")) == b""


def test_an_empty_csv_has_its_header(place, caller):
    from governance.access.roles import Role
    from tests.factories.access import member

    auditor = caller(member(Role.AUDITOR, of=place.district))
    assert body_of(auditor.get("/trial/estates/", format="csv", fields="name")) == b"\xef\xbb\xbfname\n"


def test_an_export_is_an_event_without_the_words_that_were_searched(admin, place):
    admin.get(DIVISIONS, format="csv", within="310110009", q="张三")
    event = Event.objects.get(verb="divisions.export")
    assert event.details == {"format": "csv", "within": "310110009", "filters": ["q"]}
    assert event.actor is not None


def test_a_reader_who_leaves_early_leaves_a_usable_connection(admin, place):
    Division.objects.bulk_create(
        DivisionFactory.build(code=f"3101100{n:05d}", level="committee", name="名" * 50) for n in range(20_000, 40_000)
    )
    answer = admin.get(DIVISIONS, format="ndjson")
    next(answer._iterator)
    answer._iterator.close()
    assert admin.get(DIVISIONS).status_code == 200


def test_nonsense_is_refused_before_the_stream_begins(admin, place):
    assert admin.get(DIVISIONS, format="csv", within="abc").status_code == 400
    assert admin.get(DIVISIONS, format="ndjson", ordering="x").status_code == 400
    assert not Event.objects.filter(verb="divisions.export").exists()
