"""Rules of the house that a linter cannot see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from governance.access.models import ScopedModel
from governance.access.roles import RESOURCES, roles_granting
from governance.access.scoping import ScopedQuerySet
from governance.flow.machine import Flow

ROOT = Path(settings.BASE_DIR)
PACKAGES = [
    "governance",
    "neighborhoods",
    "cases",
    "visits",
    "indices",
    "deliberations",
    "volunteers",
    "workers",
    "affairs",
]
MODULES = [
    path.relative_to(ROOT)
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
FACES = [path for path in MODULES if {"views", "api"} & set(path.parts) and path.parts[0] != "governance"]
TEMPLATES = [path.relative_to(ROOT) for path in sorted((ROOT / "templates").rglob("*.html"))]
BANNED = {"utils", "helpers", "common", "misc", "lib", "signals"}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
SCOPED = [model for model in OURS if isinstance(getattr(model, "scope", None), str)]

modules = pytest.mark.parametrize("path", MODULES, ids=str)


def text(path: Path) -> str:
    return (ROOT / path).read_text()


@modules
def test_module_is_short_and_well_named(path):
    assert path.stem not in BANNED
    assert len(text(path).splitlines()) <= 300


@modules
def test_functions_are_short(path):
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1}"
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FunctionDef) and len(_body_lines(node)) > 30
    ]
    assert not long


def _body_lines(node: ast.FunctionDef) -> set[int]:
    """Lines with statements, docstring left out."""
    start = node.body[1] if isinstance(node.body[0], ast.Expr) and len(node.body) > 1 else node.body[0]
    return set(range(start.lineno, node.end_lineno + 1))


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_template_is_short(path):
    assert len(text(path).splitlines()) <= 120


@modules
def test_only_the_flow_writes_a_state(path):
    writes = re.findall(r"\.state = ", text(path))
    assert not writes or path == Path("governance/flow/machine.py")


@pytest.mark.parametrize("path", FACES, ids=str)
def test_faces_read_rows_only_through_visible_to(path):
    """A queryset may be declared for a scoped field or viewset, which narrow it to the caller, or hang on a scoped row."""
    lines = text(path).splitlines()
    reads = [" ".join(lines[at : at + 3]) for at, line in enumerate(lines) if ".objects." in line]
    allowed = re.compile(r"\.objects\.(visible_to|public|for_reader|for_sender|of|none)\(|queryset ?=|OuterRef")
    assert [line for line in reads if not allowed.search(line)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_nothing_that_is_filed_hangs_on_a_cascade(model):
    cascading = {
        field.name
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.remote_field.on_delete.__name__ == "CASCADE"
    }
    assert not cascading or model.__name__ in {"Token", "Observation", "Score", "Notice", "IdempotencyKey"}


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_scope_leads_to_a_unit(model):
    assert isinstance(model._default_manager.none(), ScopedQuerySet)
    field = model._meta.get_field(model.scope)
    assert not field.is_relation or field.related_model.__name__ == "Division"


@pytest.mark.parametrize(
    "model", [one for one in OURS if issubclass(one, ScopedModel)], ids=lambda model: model.__name__
)
def test_every_scoped_row_is_in_the_role_table_and_indexed_by_division(model):
    assert any(model._meta.label_lower in names for names in RESOURCES.values())
    firsts = {index.fields[0].lstrip("-") for index in model._meta.indexes if index.fields}
    firsts |= {constraint.fields[0] for constraint in model._meta.constraints if getattr(constraint, "fields", ())}
    assert "division" in firsts or model._meta.label == "indices.SchemeVersion"


@pytest.mark.parametrize("flow", Flow.all.values(), ids=lambda flow: flow.name)
def test_every_step_needs_a_permission_that_some_role_has(flow):
    assert [step.name for step in flow.steps.values() if not roles_granting(step.permission)] == []


def test_no_address_of_a_registry_is_named():
    listed = [path for folder in ("requirements", "static/vendor") for path in (ROOT / folder).glob("*.txt")]
    assert [path for path in listed if re.search(r"https?://|index-url", path.read_text())] == []
