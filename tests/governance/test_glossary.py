"""One word for one thing: every model, flow and role has an entry in the glossary."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from governance.access.roles import Role
from governance.flow.machine import Flow
from tests.governance.test_architecture import OURS

GLOSSARY = (Path(settings.BASE_DIR) / "docs" / "glossary.md").read_text()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_model_is_defined(model):
    assert f"**{model._meta.verbose_name}** {model.__name__}" in GLOSSARY


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_role_is_defined(role):
    assert f"**{role.label}** `{role.value}`" in GLOSSARY


@pytest.mark.parametrize("name", Flow.all)
def test_flow_is_drawn(name):
    assert name in (Path(settings.BASE_DIR) / "docs" / "flows.md").read_text()
