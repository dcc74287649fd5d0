"""The drawing in the docs, and what a flow must be."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from cases.flows import CASE
from cases.models import Case
from governance.flow.management.commands.draw_flows import FILE, section


def test_the_docs_draw_the_flow_as_it_is():
    assert section(CASE) in (Path(settings.BASE_DIR) / FILE).read_text(encoding="utf-8")


def test_every_state_is_reached_and_left():
    reached = {step.target for step in CASE.steps.values()} | {Case.State.RECEIVED}
    left = {source for step in CASE.steps.values() for source in step.sources}
    assert reached == left == set(Case.State)
