"""The proof of a published period: the same hash from the records; what was changed behind its back is named."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.models import Count

from indices.actions.verifying import verify
from indices.models import IndexRun, Observation
from neighborhoods.models import KeyPerson
from tests.factories.indices import case, published, visit
from visits.models import Visit


def said(**options) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("verify_index", stdout=out, **options)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_every_published_period_is_recomputed_to_its_hash(run, place):
    published(run)
    visit(place.north1.pk and Visit.objects.first().household, "2026-10-30 10:00", recorded_at="2026-11-20T10:00+08:00")
    text, code = said()
    assert code == 0
    assert "一致" in text
    assert "核对 1 期，0 期不一致" in text
    assert run.scores_hash in text


def test_a_visit_changed_by_sql_is_found_and_named_and_the_published_score_stays(run, place):
    kept = published(run)
    before = list(kept.scores.order_by("pk").values_list("score", "rank"))
    key = KeyPerson.objects.values("household")
    seen = Visit.objects.filter(division=place.north1, met=True).exclude(household__in=key)
    one = seen.annotate(visits=Count("household__visits")).filter(visits=1).latest("visited_at")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE visits_visit SET met = false WHERE id = %s", [one.pk])
    text, code = said(period="2026-10", division="310110")
    assert code == 1
    assert f"{place.north1.code} ZZ-B1 分子：存" in text
    assert "1 期不一致" in text
    assert list(kept.scores.order_by("pk").values_list("score", "rank")) == before
    named = {(one.division, one.node) for one in verify(kept).differences}
    assert {(place.north1.code, "ZZ-B1"), (place.north.code, "ZZ-B1"), (place.district.code, "")} <= named
    assert not any(division == place.south1.code and node for division, node in named)


def test_what_is_not_published_is_asked_for_only_with_all(run):
    assert "核对 0 期" in said()[0]
    assert "核对 1 期，0 期不一致" in said(all=True)[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indices_score SET score = 99 WHERE run_id = %s",
        "DELETE FROM indices_observation WHERE run_id = %s",
        "INSERT INTO indices_observation (run_id, indicator, division_id, shrunk, status)"
        " SELECT id, 'X', division_id, false, 'ok' FROM indices_indexrun WHERE id = %s",
        "UPDATE indices_indexrun SET scores_hash = 'x' WHERE id = %s",
        "UPDATE indices_indexrun SET state = 'computed' WHERE id = %s",
        "DELETE FROM indices_indexrun WHERE id = %s",
    ],
)
def test_the_database_itself_keeps_what_was_published(run, statement):
    kept = published(run)
    with pytest.raises(Error, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [kept.pk])
    assert verify(IndexRun.objects.get(pk=kept.pk)).same


def test_rows_of_a_run_not_yet_published_may_change(run, place):
    Observation.objects.filter(run=run, division=place.north1).update(shrunk=True)
    case(place.north1, "2026-10-20 10:00")
    assert not verify(run).same


@pytest.mark.parametrize(("options", "words"), [({"period": "2026-13"}, "不对"), ({"division": "31011"}, "不对")])
def test_nonsense_is_refused_in_words(db, options, words):
    with pytest.raises(Exception, match=words):
        call_command("verify_index", **options)
