"""The field register: each personal field of the portal, declared once, with why it is held and for how long.

An app declares its fields in `<app>/personal.py`, which is imported when Django is ready (as `admin.py` is):

    personal("neighborhoods.Resident", "phone", kind=Kind.CONTACT, purpose="走访与通知",
             basis=Basis.DUTY, retention_days=3 * 365, mask="phone")
    not_personal("neighborhoods.Resident", "household", "tags")

A model of people says `holds_people = True`; a test asserts that `unregistered(apps.get_models())` is empty. What is
the same in every row (`created`, `version` …) is declared once with the model name "*". Primary keys and blind indexes
need no entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from governance.vault.fields import BlindIndexField
from governance.vault.masks import MASKS


class Kind(StrEnum):
    IDENTITY = "身份"
    CONTACT = "联系方式"
    ADDRESS = "住址"
    FAMILY = "家庭关系"
    HEALTH = "健康"
    SPECIAL = "特定身份"
    FINANCE = "经济状况"
    CONDUCT = "行为记录"
    WORK = "职业"


SENSITIVE = {Kind.HEALTH, Kind.SPECIAL, Kind.FINANCE}
"""Always sensitive under PIPL 28; `personal(…, sensitive=True)` says it of single fields, such as an ID number."""


class Basis(StrEnum):
    """PIPL article 13, paragraph 1, items 1 to 7."""

    CONSENT = "个人同意"
    CONTRACT = "合同或人力资源管理所必需"
    DUTY = "法定职责或法定义务所必需"
    EMERGENCY = "突发公共卫生事件或紧急情况"
    PUBLIC_INTEREST = "公共利益的新闻报道与舆论监督"
    DISCLOSED = "本人公开或已合法公开"
    OTHER_LAW = "法律、行政法规规定的其他情形"


@dataclass(frozen=True, slots=True)
class PersonalField:
    model: str  # "neighborhoods.resident"
    field: str
    kind: Kind
    purpose: str
    basis: Basis
    retention_days: int  # after the person has gone or the matter was closed
    mask: str  # a key of masks.MASKS
    sensitive: bool


_fields: dict[tuple[str, str], PersonalField] = {}
_not_personal: set[tuple[str, str]] = set()


def personal(
    model_label: str,
    field: str,
    *,
    kind: Kind,
    purpose: str,
    basis: Basis,
    retention_days: int,
    mask: str,
    sensitive: bool = False,
) -> PersonalField:
    """Raises ValueError for a second declaration, an unknown mask or a retention that is no number of days."""
    key = (model_label.lower(), field)
    if key in _fields or key in _not_personal:
        raise ValueError(f"{model_label}.{field} is declared twice.")
    if mask not in MASKS or retention_days <= 0 or not purpose:
        raise ValueError(f"{model_label}.{field} needs a purpose, a known mask and a retention in days.")
    kind, basis = Kind(kind), Basis(basis)
    _fields[key] = PersonalField(*key, kind, purpose, basis, retention_days, mask, sensitive or kind in SENSITIVE)
    return _fields[key]


def not_personal(model_label: str, *fields: str) -> None:
    """Say aloud that these hold nothing about a person; "*" for the same columns in every model."""
    keys = {(model_label.lower(), field) for field in fields}
    if twice := keys & _fields.keys():
        raise ValueError(f"{sorted(twice)} are declared personal already.")
    _not_personal.update(keys)


def registered(model_label: str = "") -> list[PersonalField]:
    """All entries, or those of one model, in the order of their names."""
    return [_fields[key] for key in sorted(_fields) if model_label.lower() in ("", key[0])]


def unregistered(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Fields ("app.Model.field") of models that hold people, on which nobody has decided yet."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in all_models
        if getattr(model, "holds_people", False)
        for field in model._meta.concrete_fields
        if not (field.primary_key or isinstance(field, BlindIndexField) or _is_decided(model, field.name))
    ]


def _is_decided(model: type[models.Model], field: str) -> bool:
    key = (model._meta.label_lower, field)
    return key in _fields or key in _not_personal or ("*", field) in _not_personal


def missing(all_models: Iterable[type[models.Model]]) -> list[str]:
    """Entries of the register that name no field of these models: what a renamed field leaves behind."""
    present = {(model._meta.label_lower, field.name) for model in all_models for field in model._meta.concrete_fields}
    return [f"{model}.{field}" for model, field in sorted(_fields) if (model, field) not in present]
