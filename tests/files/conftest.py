from __future__ import annotations

import pytest

from governance.vault.models import RegisterHistory


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """A folder of the test's own, to look into."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def subject(db):
    """Any saved row will do."""
    return RegisterHistory.objects.create(subject_type="a", subject_id="b", previous="{}")
