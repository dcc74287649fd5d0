from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from governance.vault import register
from governance.vault.fields import BlindIndexField, EncryptedTextField
from governance.vault.register import Basis, Kind, not_personal, personal, registered, unregistered

PHONE = {
    "kind": Kind.CONTACT, "purpose": "走访与通知", "basis": Basis.DUTY, "retention_days": 1095, "mask": "phone"
}  # fmt: skip


@pytest.fixture
def empty(monkeypatch):
    monkeypatch.setattr(register, "_fields", {})
    monkeypatch.setattr(register, "_not_personal", set())


@pytest.fixture
def person():
    with isolate_apps("governance.vault"):

        class Person(models.Model):
            holds_people = True
            phone = EncryptedTextField()
            phone_index = BlindIndexField("phone")
            version = models.IntegerField()

            class Meta:
                app_label = "vault"

        return Person


@pytest.mark.usefixtures("empty")
def test_every_field_of_a_person_must_be_decided(person):
    assert unregistered([person]) == ["vault.Person.phone", "vault.Person.version"]
    personal("vault.Person", "phone", **PHONE)
    not_personal("*", "version")
    assert unregistered([person]) == []


@pytest.mark.usefixtures("empty")
def test_a_field_is_declared_once(person):
    entry = personal("vault.Person", "phone", **PHONE)
    assert registered("vault.person") == registered() == [entry]
    assert registered("visits.Visit") == []
    with pytest.raises(ValueError, match="twice"):
        personal("vault.person", "phone", **PHONE)
    with pytest.raises(ValueError, match="already"):
        not_personal("vault.Person", "phone")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "wrong", [{"mask": "blur"}, {"retention_days": 0}, {"purpose": ""}, {"kind": "谜"}, {"basis": ""}]
)
def test_a_declaration_without_substance_is_refused(wrong):
    with pytest.raises(ValueError):
        personal("vault.Person", "phone", **PHONE | wrong)
    assert registered() == []


@pytest.mark.usefixtures("empty")
def test_health_is_sensitive_without_saying_so():
    assert personal("vault.Person", "illness", **PHONE | {"kind": Kind.HEALTH}).sensitive
    assert not personal("vault.Person", "phone", **PHONE).sensitive


@pytest.mark.usefixtures("empty")
def test_an_entry_for_a_field_that_is_gone_is_found(person):
    personal("vault.Person", "fax", **PHONE)
    assert register.missing([person]) == ["vault.person.fax"]


def test_nothing_personal_in_the_portal_is_left_out_of_the_register():
    assert unregistered(apps.get_models()) == []
    assert register.missing(apps.get_models()) == []
