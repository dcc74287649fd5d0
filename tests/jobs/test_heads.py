"""The day's head of the audit's chain, kept outside the database."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from governance.audit.chain import head, seal_all
from governance.audit.log import record
from governance.jobs import heads
from governance.jobs import jobs as tasks
from governance.jobs.models import JobRun
from tests.marks import COMMITTED

DAY = date(2026, 11, 22)

pytestmark = COMMITTED


@pytest.fixture
def folder(tmp_path, settings):
    settings.SEAL_HEADS_DIR = tmp_path / "heads"
    return settings.SEAL_HEADS_DIR


@pytest.fixture
def sealed(person):
    record("access.sign_in", person, by=person)
    seal_all()
    return head()


def test_the_head_is_written_once_a_day_and_the_first_one_stands(folder, sealed, person):
    heads.publish(DAY)
    record("access.sign_out", person, by=person)
    seal_all()
    heads.publish(DAY)
    heads.publish(date(2026, 11, 23))
    files = {path.name: path.read_text() for path in folder.iterdir()}
    assert files == {
        "seal-head-2026-11-22.txt": f"{sealed.seq}:{sealed.hash}\n",
        "seal-head-2026-11-23.txt": f"{head().seq}:{head().hash}\n",
    }


def test_what_was_written_is_what_the_check_expects(folder, sealed, capsys):
    heads.publish(DAY)
    call_command("verify_audit", "--expect", (folder / "seal-head-2026-11-22.txt").read_text().strip())
    assert "审计链完整" in capsys.readouterr().out


def test_the_nightly_run_writes_it_and_readyz_tells_when(folder, sealed, client):
    tasks.publish_head("2026-11-22")
    assert (folder / "seal-head-2026-11-22.txt").exists()
    assert JobRun.objects.get(job=heads.JOB).result == {"seq": sealed.seq, "hash": sealed.hash}
    assert client.get("/readyz").json()["last_seal_head"]


def test_without_a_directory_nothing_is_written(sealed, settings, client):
    settings.SEAL_HEADS_DIR = ""
    tasks.publish_head("2026-11-22")
    assert JobRun.objects.get(job=heads.JOB).result == {}
    assert client.get("/readyz").json()["last_seal_head"] is None


def test_without_a_seal_there_is_no_head(folder, db):
    assert heads.publish(DAY) == {}
    assert not folder.exists()
