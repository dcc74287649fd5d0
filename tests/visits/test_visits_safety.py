"""What a sensitive visit must not leave behind where more people read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories.visits import sensitive
from visits.actions.needs import answer
from visits.actions.visits import NeedAsked


def test_the_words_of_a_sensitive_need_do_not_reach_its_case_as_an_answer(clerk, home, repairs):
    need = sensitive(home, by=clerk, needs=[NeedAsked(repairs, "门被砸坏")]).needs.get()
    with pytest.raises(ValidationError, match="敏感事项不写居民的话"):
        answer(need, by=clerk, solved=True, satisfaction=5, comment="他没有再打我。")
    assert not need.case.entries.filter(text__contains="打我").exists()
