"""Estates, households and the people in them."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from governance.access.pinyin import initials
from neighborhoods import address_book
from neighborhoods.models import Address, Building, Estate, Household, KeyPerson, Resident


class EstateFactory(DjangoModelFactory):
    class Meta:
        model = Estate

    name = factory.Sequence("鞍山{}村".format)


class BuildingFactory(DjangoModelFactory):
    class Meta:
        model = Building

    estate = factory.SubFactory(EstateFactory, division=factory.SelfAttribute("..division"))
    name = factory.Sequence("{} 号".format)


class HouseholdFactory(DjangoModelFactory):
    """A household with its line in the address book."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    building = factory.SubFactory(BuildingFactory, division=factory.SelfAttribute("..division"))
    room = factory.Sequence("{} 室".format)

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        text = extracted or f"{self.building.estate.name} {self.building.name} {self.room}"
        letters = kwargs.get("initials") or address_book.letters(text, [])
        Address.objects.create(household=self, division=self.division, text=text, initials=letters)


class ResidentFactory(DjangoModelFactory):
    """A resident whose initials stand in the address book, as after `add_resident`."""

    class Meta:
        model = Resident
        skip_postgeneration_save = True

    household = factory.SubFactory(HouseholdFactory, division=factory.SelfAttribute("..division"))
    name = factory.Sequence("张{}".format)

    @factory.post_generation
    def spelled(self, create, extracted, **kwargs):
        line = self.household.address
        line.initials = f"{line.initials} {initials(self.name)}"
        line.save()


class KeyPersonFactory(DjangoModelFactory):
    class Meta:
        model = KeyPerson

    resident = factory.SubFactory(ResidentFactory, division=factory.SelfAttribute("..division"))
    household = factory.SelfAttribute("resident.household")
    kind = KeyPerson.Kind.ALONE
    since = date(2026, 1, 1)
