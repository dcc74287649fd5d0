"""The same request, sent again or many times at once, has one effect and one answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from governance.jobs.idempotency import KeyReused, Replay, claim, prune, store
from governance.jobs.inbox import notify
from governance.jobs.models import IdempotencyKey, Notice

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
REQUEST = ("POST", "/api/v1/visits/", b'{"household": 1}')


def post(user, key="k1", request=REQUEST) -> Replay:
    """What an endpoint does: claim, act, store, in one transaction."""
    with transaction.atomic():
        if replay := claim(user, key, *request):
            return replay
        notify([user], "走访已保存")
        body = f'{{"id": {Notice.objects.count()}, "name": "睦邻"}}'.encode()
        store(user, key, status=201, body=body)
    return Replay(201, body)


def test_a_repeated_request_is_answered_with_the_same_bytes(person):
    assert post(person) == post(person)
    assert Notice.objects.count() == 1


@committed
def test_twenty_at_once_have_one_effect_and_one_answer(person, together):
    answers = together(lambda: post(person), threads=20)
    assert set(answers) == {Replay(201, '{"id": 1, "name": "睦邻"}'.encode())}
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "other", [("POST", "/api/v1/visits/", b"{}"), ("POST", "/api/v1/cases/", REQUEST[2]), ("PUT", *REQUEST[1:])]
)
def test_a_key_with_another_request_is_refused(person, other):
    post(person)
    with pytest.raises(KeyReused):
        post(person, request=other)


def test_keys_belong_to_their_user(person, django_user_model):
    post(person)
    post(django_user_model.objects.create(username="other", name="别人"))
    assert Notice.objects.count() == 2


def test_a_claim_whose_work_was_rolled_back_is_free_again(person):
    with transaction.atomic():
        claim(person, "k1", *REQUEST)
        transaction.set_rollback(True)
    assert post(person).status == 201


def test_keys_are_kept_for_48_hours(person):
    post(person, "old")
    post(person, "new")
    IdempotencyKey.objects.filter(key="old").update(created=Now() - timedelta(hours=49))
    assert prune() == 1
    assert IdempotencyKey.objects.get().key == "new"
