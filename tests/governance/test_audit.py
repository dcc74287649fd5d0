"""Events are written once: by privilege, by trigger, and by a chain that names the first one that was touched."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from governance.audit import chain
from governance.audit.log import history, record, record_all
from governance.audit.models import Event, Seal
from tests.factories.access import UserFactory
from tests.marks import COMMITTED

PRIVILEGE = "permission denied|权限不够"


def sealed(count: int) -> None:
    """Seal `count` events. A test beside this one may hold a transaction open in its own database: ids are the cluster's."""
    end = time.monotonic() + 60
    while (count := count - chain.seal_all()) > 0:
        assert time.monotonic() < end, f"{count} events are still not sealed"
        time.sleep(0.1)
    assert count == 0


@pytest.fixture
def told(transactional_db):
    """Five events, each of a transaction of its own, sealed."""
    events = [record(f"tests.verb{number}", None, by=None, number=number) for number in range(5)]
    sealed(5)
    return events


@contextmanager
def superuser():
    """The owner of the tables at work in SQL, with the triggers asleep."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("RESET session_replication_role")


def verdict(capsys, **options) -> tuple[int, str]:
    """Exit code and words of the command."""
    try:
        call_command("verify_audit", **options)
        code = 0
    except SystemExit as end:
        code = end.code
    words = capsys.readouterr()
    return code, words.out + words.err


@COMMITTED
def test_an_untouched_chain_is_whole_and_shows_its_head(told, capsys):
    code, words = verdict(capsys)
    assert code == 0
    assert "共 5 条" in words
    assert chain.head().hash in words


@COMMITTED
def test_a_chain_cut_short_is_whole_but_not_the_one_that_was_published(told, capsys):
    published = chain.head()
    with superuser() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE seq = %s", [published.seq])
        cursor.execute("UPDATE audit_event SET verb = 'tests.other' WHERE id = %s", [published.event_id])
    chain.seal_all()
    assert verdict(capsys)[0] == 0
    code, words = verdict(capsys, expect=f"{published.seq}:{published.hash}")
    assert (code, "不符" in words) == (1, True)


@COMMITTED
def test_a_row_changed_by_a_superuser_is_named(told, capsys):
    with superuser() as cursor:
        cursor.execute("UPDATE audit_event SET details = '{\"number\": 9}' WHERE id = %s", [told[2].pk])
    code, words = verdict(capsys)
    assert code == 1
    assert "第 3 号" in words
    assert str(told[2].pk) in words


@COMMITTED
def test_every_column_that_says_something_is_sealed(told):
    changes = ["verb = 'tests.other'", "at = at + interval '1 second'", "division = '310110009001'",
               "address = '10.0.0.1'", "subject_id = 'x'"]  # fmt: skip
    with superuser() as cursor:
        for event, change in zip(told, changes, strict=True):
            cursor.execute(f"UPDATE audit_event SET {change} WHERE id = %s", [event.pk])
    assert [broken.seq for broken in chain.breaks()] == [1, 2, 3, 4, 5]


@COMMITTED
@pytest.mark.parametrize("lost", [0, 2, 4], ids=["first", "middle", "newest"])
def test_a_deleted_event_is_missed(told, capsys, lost):
    with superuser() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE id = %s", [told[lost].pk])
    code, words = verdict(capsys)
    assert code == 1
    assert f"第 {lost + 1} 号" in words


@COMMITTED
def test_a_deleted_seal_is_missed(told, capsys):
    with superuser() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE seq = 2")
    code, words = verdict(capsys)
    assert code == 1
    assert "第 2 号" in words


@COMMITTED
def test_a_rewritten_event_with_a_rewritten_seal_breaks_the_next_link(told, capsys):
    with superuser() as cursor:
        cursor.execute("UPDATE audit_event SET verb = 'tests.other' WHERE id = %s", [told[1].pk])
        forged = chain.digest(Seal.objects.get(seq=1).hash, Event.objects.get(pk=told[1].pk))
        cursor.execute("UPDATE audit_seal SET hash = %s WHERE seq = 2", [forged])
    code, words = verdict(capsys)
    assert code == 1
    assert "第 3 号" in words


@COMMITTED
def test_only_the_newest_links_are_checked_when_asked_for(told):
    with superuser() as cursor:
        cursor.execute("UPDATE audit_event SET verb = 'tests.other' WHERE id = %s", [told[0].pk])
    assert [broken.seq for broken in chain.breaks()] == [1]
    assert list(chain.breaks(newest=3)) == []


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "intake_sensorevent", "volunteers_hourentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {key} = {key}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_role_of_web_and_workers_may_only_add(db, table, statement):
    key = "seq" if table == "audit_seal" else "id"
    with pytest.raises(ProgrammingError, match=PRIVILEGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, key=key))


def test_the_role_of_web_and_workers_is_nobody_special(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@COMMITTED
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET verb = 'tests.other'", "DELETE FROM audit_seal"])
def test_the_trigger_refuses_even_the_owner(told, statement):
    with pytest.raises(DatabaseError, match="Cannot update or delete"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def _begun() -> Any:
    """A second session with an event written and its transaction still open."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_event (id, at, verb, subject_type, subject_id, division, details)"
            " VALUES (gen_random_uuid(), now(), 'tests.older', '', '', '', '{}')"
        )
    return other


@COMMITTED
def test_an_event_is_not_sealed_while_an_older_transaction_is_open():
    older = _begun()
    try:
        record("tests.newer", None, by=None)
        assert chain.seal_all() == 0
        older.commit()
    finally:
        older.close()
    sealed(2)
    assert list(Seal.objects.values_list("event__verb", flat=True)) == ["tests.older", "tests.newer"]


@COMMITTED
def test_an_event_rolled_back_leaves_no_gap():
    older = _begun()
    older.rollback()
    older.close()
    record("tests.newer", None, by=None)
    sealed(1)
    assert list(chain.breaks()) == []


@COMMITTED
def test_sealers_at_once_make_one_chain():
    for number in range(40):
        record("tests.verb", None, by=None, number=number)
    ready = threading.Barrier(4)

    def seal(_: int) -> int:
        try:
            ready.wait()
            return sum(chain.seal(limit=3) for _ in range(20))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(seal, range(4)))
    sealed(40 - made)
    assert list(Seal.objects.values_list("seq", flat=True)) == list(range(1, 41))
    assert list(chain.breaks()) == []


def test_an_event_exists_only_with_what_it_tells(db):
    def half() -> None:
        with transaction.atomic():
            record("tests.verb", None, by=None)
            raise LookupError

    with pytest.raises(LookupError):
        half()
    assert not Event.objects.exists()


def test_an_event_knows_who_what_and_where(place):
    person = UserFactory()
    event = record("tests.verb", place.department, by=person, street=place.north, count=3)
    assert (event.actor, event.subject_type, event.subject_id) == (
        person,
        "access.department",
        str(place.department.pk),
    )
    assert event.division == place.district.code
    assert event.details == {"street": str(place.north), "count": 3}
    assert list(history(place.department)) == [event]


def test_many_rows_take_one_statement(place, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert record_all("tests.verb", [place.north, place.south, place.district], by=None) == 3


def test_a_day_old_event_of_a_restored_database_is_sealed_too(db):
    """Restored into a younger cluster, the ids of its transactions lie in the future."""
    Event.objects.create(verb="tests.old", at=timezone.now() - timedelta(days=2), transaction=2**40)
    Event.objects.create(verb="tests.new", transaction=2**40)
    assert chain.seal_all() == 1
    assert Seal.objects.get().event.verb == "tests.old"
