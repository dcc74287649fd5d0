from __future__ import annotations

import pytest
from django.core.management import call_command


def test_the_description_has_no_warnings(place, capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")
    assert "Warning" not in capsys.readouterr().err


@pytest.fixture
def described(admin):
    return admin.get("/api/v1/schema/", format="json").json()


def test_it_is_openapi_3_1_in_yaml_or_json(described, admin):
    assert described["openapi"].startswith("3.1")
    assert admin.get("/api/v1/schema/").content.startswith(b"openapi: 3.1")


def test_a_list_tells_its_parameters_and_refusals(described):
    operation = described["paths"]["/api/v1/divisions/"]["get"]
    assert {"cursor", "page_size", "ordering", "fields", "format", "within", "level"} <= {
        one["name"] for one in operation["parameters"]
    }
    assert {"200", "400", "401", "403"} <= set(operation["responses"])
    assert set(operation["responses"]["200"]["content"]) == {"application/json", "text/csv", "application/x-ndjson"}


def test_writing_tells_its_headers_and_refusals(described):
    estate = described["paths"]["/trial/estates/{id}/"]
    assert {"201", "200", "409"} <= set(estate["put"]["responses"])
    assert {"412", "428"} <= set(estate["patch"]["responses"])
    assert "If-Match" in {one["name"] for one in estate["patch"]["parameters"]}
    assert "422" in described["paths"]["/trial/estates/"]["post"]["responses"]
    step = described["paths"]["/trial/cases/{id}/dispatch/"]["post"]
    assert step["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("Dispatch")
    assert step["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("CaseRow")


def test_the_reading_room_is_for_signed_in_people(client, place):
    assert client.get("/api/v1/docs/").status_code == 302
