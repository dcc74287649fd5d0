"""What the demo has of workers: seats, postings, changes, certificates, trainings."""

from __future__ import annotations

import pytest
from django.db.models import Count, F, Q
from django.utils import timezone

from governance.access import codes
from tests.demo.conftest import NOW
from workers.models import Attendance, Certificate, Change, Posting, Quota, Session, Training, Worker

pytestmark = pytest.mark.django_db

OF_EACH = [Worker, Posting, Certificate, Attendance]


@pytest.mark.parametrize("model", OF_EACH)
def test_every_committee_has_some(demo, model):
    assert {one.code for one in demo.committees} <= set(model.objects.values_list("division", flat=True))


@pytest.mark.parametrize("model", [*OF_EACH, Change, Quota, Session, Training])
def test_rows_are_valid_by_their_models(demo, model):
    for row in model.objects.order_by("?")[:15]:
        row.full_clean(validate_unique=False)


def test_numbers_are_none_that_the_sequence_gives(demo):
    assert not Worker.objects.exclude(number__regex=r"^SG[A-Z][0-9]+$").exists()


def test_a_worker_in_service_has_one_posting_where_the_register_says(demo):
    here = Worker.objects.filter(state__in=["active", "on_leave"])
    standing = Q(postings__until=None)
    assert not here.annotate(n=Count("postings", filter=standing)).exclude(n=1).exists()
    assert not Posting.objects.filter(until=None).exclude(worker__division=F("division")).exists()
    assert not Worker.objects.filter(state="exited", postings__until=None).exists()


def test_workers_leave_and_are_followed(demo):
    ended = Posting.objects.exclude(until=None)
    assert ended.filter(ending="resigned").exists()
    assert not ended.filter(ended_at=None).exists()
    assert not Posting.objects.filter(ended_at__gt=NOW).exists()
    assert not Change.objects.filter(state="effective", effective_on__gt=NOW.date()).exists()
    left = Posting.objects.filter(ending__in=Posting.LEAVING).count()
    assert Change.objects.filter(kind="leave", state="effective").count() == left


def test_most_streets_keep_within_their_quota(demo):
    for quota in Quota.objects.filter(until=None):
        low, high = codes.within(quota.division_id)
        heads = Posting.objects.filter(until=None, post__counts=True, division__gte=low, division__lt=high).count()
        assert quota.places * 0.8 < heads <= quota.places * 1.03


def test_changes_wait_in_every_street_and_none_is_approved_by_the_applicant(demo):
    for street in demo.streets:
        waiting = Change.objects.filter(division=street)
        assert {"submitted", "street_approved", "draft"} <= set(waiting.values_list("state", flat=True))
        assert (
            waiting.filter(kind="transfer", state="submitted")
            .exclude(to_division__code__startswith=street.code[:9])
            .exists()
        )
    assert not Change.objects.filter(Q(street_by=F("created_by")) | Q(district_by=F("street_by"))).exists()


def test_about_half_are_certified(demo):
    standing = Worker.objects.filter(state="active")
    certified = standing.filter(certificates__kind__in=Certificate.PROFESSIONAL).distinct().count()
    assert 0.3 < certified / standing.count() < 0.85


def test_hours_are_credited_to_who_was_there_and_posted_that_day(demo):
    assert not Attendance.objects.filter(Q(hours__gt=0) & ~Q(attended=True)).exists()
    assert not Attendance.objects.filter(held_at__gt=NOW).exists()
    on_the_day = Q(worker__postings__since__lte=timezone.localdate(NOW), worker__postings__division=F("division"))
    assert not Attendance.objects.exclude(on_the_day).exists()
    assert Attendance.objects.filter(attended=None).exists()
