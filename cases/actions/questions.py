"""Answers to a category's own questions, checked the same way whichever door they come by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from cases.models import Category, Question
from governance.vault.texts import allowed

K = Question.Kind


def answered(category: Category, given: Mapping[str, Any] | None) -> dict[str, Any]:
    """`given` by code of question, cleaned; answers that are empty are left out.

    Raises ValidationError with one entry a question, named `details.<code>`; an unknown code is an error too. Without
    `given` nothing is asked: a clerk's visit is not held up by what the category asks of others.
    """
    if given is None:
        return {}
    questions = {one.code: one for one in category.questions.filter(active=True)}
    wrong = {f"details.{code}": "这个类别没有这个问题。" for code in given if code not in questions}
    found = {}
    for code, question in questions.items():
        try:
            value = _clean(question, given.get(code))
        except ValidationError as error:
            wrong[f"details.{code}"] = f"{question.label}：{error.messages[0]}"
            continue
        if value not in (None, "", []):
            found[code] = value
        elif question.required:
            wrong[f"details.{code}"] = f"{question.label}：必填。"
    if wrong:
        raise ValidationError(wrong)
    return found


def _clean(question: Question, value: Any) -> Any:
    if value in (None, "", []):
        return None
    if question.kind in (K.SINGLE, K.MULTIPLE):
        return _chosen(question, value)
    text = allowed("", question.label, str(value), 2000 if question.kind == K.TEXT else 200)
    if question.kind == K.NUMBER:
        return _number(text)
    if question.kind == K.DATETIME and not _is_datetime(text):
        raise ValidationError("请写成 2026-11-22T09:30:00+08:00。")
    return text


def _chosen(question: Question, value: Any) -> Any:
    keys = {str(one["key"]) for one in question.choices}
    asked = [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else [str(value)]
    if unknown := [one for one in asked if one not in keys]:
        raise ValidationError(f"没有“{unknown[0][:40]}”这个选项。")
    if question.kind == K.SINGLE:
        if len(asked) > 1:
            raise ValidationError("只能选一项。")
        return asked[0]
    return list(dict.fromkeys(asked))


def _number(text: str) -> float | int:
    try:
        number = float(text)
    except ValueError:
        raise ValidationError("请填数字。") from None
    if not -1e12 < number < 1e12:  # also refuses nan
        raise ValidationError("请填数字。")
    return int(number) if number.is_integer() else number


def _is_datetime(text: str) -> bool:
    try:
        return parse_datetime(text) is not None
    except ValueError:
        return False
