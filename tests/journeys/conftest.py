from tests.browsing import _chromium, chromium  # noqa: F401  fixtures
