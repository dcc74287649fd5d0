"""A browser for tests: Chromium found on PATH, driven by Playwright; skipped with the reason where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture
def chromium(_chromium) -> Iterator[Browser]:
    """Close the test's pages, else the server's threads would keep their connections to the database."""
    yield _chromium
    for context in _chromium.contexts:
        context.close()


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on PATH")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright's loop runs in this thread; the rows are prepared beside it
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def open_page(browser: Browser, *, size: str = "desk", scheme: str = "light", **options: object) -> Page:
    """A page of its own session. What the browser complains of (CSP, scripts) is gathered in `page.complaints`."""
    page = browser.new_context(viewport=SIZES[size], color_scheme=scheme, locale="zh-CN", **options).new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda line: page.complaints.append(line.text) if "Security Policy" in line.text else None)
    return page


def violations(page: Page) -> list[str]:
    """What axe-core finds, as `rule: element`, and `overflow` if the page is wider than its window."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]] + ["overflow"] * wide
