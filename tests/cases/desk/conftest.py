from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def signed_in():
    """`signed_in(user)` is a browser of that person."""

    def sign(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign
