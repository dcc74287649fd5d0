"""The user's inbox and the facts of readiness."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.jobs.inbox import inbox, mark_read, notify, prune, unread_count
from governance.jobs.readiness import redis_answers


@pytest.fixture
def people(django_user_model, db):
    return [django_user_model.objects.create(username=f"p{n}", name="某人") for n in range(3)]


def test_everyone_gets_a_notice_once(people):
    assert notify([*people, people[0]], "您有一件新的工单", url="/cases/1/", kind="case") == 3
    notice = inbox(people[0]).get()
    assert (notice.text, notice.url, notice.kind, notice.read_at) == ("您有一件新的工单", "/cases/1/", "case", None)


def test_notices_are_written_in_one_statement(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        notify(people, "通知")


def test_reading_marks_only_the_own_notices(people):
    for _ in range(2):
        notify(people, "通知")
    assert mark_read(people[0], [inbox(people[0]).first().pk, inbox(people[1]).first().pk]) == 1
    assert [unread_count(one) for one in people] == [1, 2, 2]
    assert (mark_read(people[1]), mark_read(people[1])) == (2, 0)


def test_redis_answers_or_does_not(settings):
    assert redis_answers()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert not redis_answers()


@pytest.mark.parametrize(
    ("told", "read", "kept"), [(400, None, 0), (300, None, 1), (400, 100, 0), (400, 80, 1), (1, 0, 1)]
)
def test_notices_go_90_days_after_reading_or_a_year_unread(people, told, read, kept):
    notify(people[:1], "通知")
    now = timezone.now()
    at, read_at = now - timedelta(days=told), read is not None and now - timedelta(days=read)
    inbox(people[0]).update(at=at, read_at=read_at or None)
    assert prune() == 1 - kept
    assert inbox(people[0]).count() == kept
