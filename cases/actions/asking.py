"""The questions of a category, and their upkeep. Answers given stay with their cases, whatever is asked later."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.models import Category, Question
from governance.access.models import User
from governance.access.scoping import can_in
from governance.audit.log import record

K = Question.Kind
LISTS = (K.SINGLE, K.MULTIPLE)
MOST = 50  # choices


@transaction.atomic
def add(category: Category, *, by: User | None, **fields: Any) -> Question:
    """`code label kind`, perhaps `hint required order choices active`. Raises ValidationError by field."""
    question = Question(category=category, division_id=category.division_id, **fields)
    return _save("added", question, by)


@transaction.atomic
def change(question: Question, *, by: User | None, **fields: Any) -> Question:
    """Everything but code and kind, by which answers already given are read. `active=False` ends it."""
    for name in fields.keys() & {"label", "hint", "required", "order", "choices", "active"}:
        setattr(question, name, fields[name])
    return _save("changed", question, by)


def _save(verb: str, question: Question, by: User | None) -> Question:
    permission = f"cases.{'add' if verb == 'added' else 'change'}_question"
    if by is not None and not can_in(by, permission, question.division_id):
        raise PermissionDenied("类别的问题由区级管理员维护。")
    question.choices = _checked(question)
    question.full_clean(exclude=["division", "category"], validate_constraints=False)
    if verb == "added" and Question.objects.filter(category=question.category_id, code=question.code).exists():
        raise ValidationError({"code": "这个类别已有这个代码的问题。"})
    question.save()
    record(
        f"question.{verb}", question, by=by, category=question.category_id, code=question.code, active=question.active
    )
    return question


def _checked(question: Question) -> list[dict[str, str]]:
    """The choices as they are kept. Raises ValidationError on `choices`."""
    choices = question.choices or []
    if question.kind not in LISTS:
        if choices:
            raise ValidationError({"choices": "只有单选和多选才有选项。"})
        return []
    if not 2 <= len(choices) <= MOST:
        raise ValidationError({"choices": f"请填 2 至 {MOST} 个选项。"})
    keys = [str(one.get("key", "")) for one in choices]
    if any(not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key) for key in keys) or len(set(keys)) < len(keys):
        raise ValidationError({"choices": "选项代码只能用字母、数字、下划线和连字符，且不能重复。"})
    if any(not 1 <= len(str(one.get("name", ""))) <= 60 for one in choices):
        raise ValidationError({"choices": "选项名称 1 至 60 个字。"})
    return [{"key": str(one["key"]), "name": str(one["name"])} for one in choices]
