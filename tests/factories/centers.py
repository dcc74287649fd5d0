"""Centers with rooms and hours, activities, and the small registers of a neighbourhood.

A factory writes the row alone; a later state comes from taking its steps, as in life.
"""

from __future__ import annotations

from datetime import time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from neighborhoods.models import (
    Activity,
    Building,
    BuildingGroup,
    Center,
    JointMeeting,
    Onboarding,
    Opening,
    OpeningHours,
    Partner,
    Room,
)
from tests.factories.neighborhoods import EstateFactory, HouseholdFactory

YESTERDAY = timedelta(days=1)


class CenterFactory(DjangoModelFactory):
    """Planned, without hours. `CenterFactory(open=True)` is open since `open_since`, every day from 8 to 20."""

    class Meta:
        model = Center
        skip_postgeneration_save = True

    class Params:
        open = factory.Trait(state=Center.State.OPEN)

    name = factory.Sequence("睦邻中心{}号".format)
    address = "四平路 1230 号"

    @factory.post_generation
    def open_since(self, create, day, **kwargs):
        if self.state == Center.State.OPEN:
            day = day or timezone.localdate() - 30 * YESTERDAY
            Opening.objects.create(center=self, division=self.division, since=day)
            for weekday in OpeningHours.Weekday.values:
                OpeningHours.objects.create(center=self, weekday=weekday, opens=time(8), closes=time(20))


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    center = factory.SubFactory(CenterFactory, open=True, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("center.division")
    name = factory.Sequence("多功能室{}".format)
    capacity = 30


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    name = factory.Sequence("共建单位{}".format)


class ActivityFactory(DjangoModelFactory):
    """A draft of tomorrow at this hour, for two hours. `published=True` is open for sign-up, `begun=True` began an hour ago."""

    class Meta:
        model = Activity

    class Params:
        published = factory.Trait(state=Activity.State.PUBLISHED)
        begun = factory.Trait(
            state=Activity.State.PUBLISHED,
            starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)),
        )

    title = factory.Sequence("邻里书场第{}讲".format)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=2))


class BuildingGroupFactory(DjangoModelFactory):
    """A candidate over all buildings of its estate, or those given as `buildings=[…]`."""

    class Meta:
        model = BuildingGroup
        skip_postgeneration_save = True

    estate = factory.SubFactory(EstateFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("estate.division")
    name = factory.Sequence("和睦楼组{}".format)
    since = factory.LazyFunction(lambda: timezone.localdate() - 30 * YESTERDAY)

    @factory.post_generation
    def buildings(self, create, chosen, **kwargs):
        self.buildings.set(chosen if chosen is not None else Building.objects.filter(estate=self.estate))


class JointMeetingFactory(DjangoModelFactory):
    """Waiting to be held, this month."""

    class Meta:
        model = JointMeeting

    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))


class OnboardingFactory(DjangoModelFactory):
    class Meta:
        model = Onboarding

    household = factory.SubFactory(HouseholdFactory, division=factory.SelfAttribute("..division"))
    division = factory.SelfAttribute("household.division")
    since = factory.LazyFunction(lambda: timezone.localdate() - 30 * YESTERDAY)
