"""Categories and cases. A case in a later state comes from taking its steps, as in life."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from cases.models import Category


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("division", "code")

    code = factory.Sequence("category-{}".format)
    name = "住房修缮"
    days = 5
