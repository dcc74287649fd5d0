from __future__ import annotations

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.factories.access import token_of
from tests.factories.consultations import consultation_in


@pytest.fixture(autouse=True)
def _second_factor_waits(settings):
    settings.SECOND_FACTOR_MAY_WAIT = True


@pytest.fixture
def visit(client):
    """`visit(user, address)` is what that person is shown."""

    def get(user, address, **query):
        client.force_login(user)
        return client.get(address, query)

    return get


@pytest.fixture
def send(client):
    def post(user, address, **fields):
        client.force_login(user)
        return client.post(address, fields)

    return post


@pytest.fixture
def consultation_at(place, team):
    """`consultation_at("held")` is a consultation of the northern committee in that state."""
    return lambda state, **fields: consultation_in(state, place, team, **fields)


@pytest.fixture
def call(team):
    """`call("staff", "POST", "/api/v1/consultations/", title="…")`: a program with the token of that person."""

    def ask(who, method, address, **body):
        program = Client(headers={"authorization": f"Bearer {token_of(getattr(team, who))}"})
        return program.generic(method, address, json.dumps(body), content_type="application/json")

    return ask


@pytest.fixture
def photo():
    def make():
        target = BytesIO()
        Image.new("RGB", (8, 8), "red").save(target, "PNG")
        return SimpleUploadedFile("东门.png", target.getvalue(), "image/png")

    return make
