from __future__ import annotations

import pytest

from tests.factories.bridge import OtherPlatform, PlatformFactory, WebhookFactory


@pytest.fixture
def there(settings):
    """Another platform, listening on a port of this machine."""
    settings.BRIDGE_NETWORKS = ["127.0.0.0/8"]
    other = OtherPlatform()
    yield other
    other.stop()


@pytest.fixture
def platform(place, there):
    return PlatformFactory(division=place.district, url=there.url, department=place.other_department, code="cityops")


@pytest.fixture
def webhook(place, there):
    return WebhookFactory(division=place.district, url=there.url.replace("bridge", "hook"))
