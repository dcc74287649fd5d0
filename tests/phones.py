"""A clerk's phone in tests: one browser context that keeps its database and worker while tabs come and go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.browsing import SIZES
from tests.factories.access import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LOOK = """name => new Promise((yes, no) => {
  const asked = indexedDB.open("mulin-offline");
  asked.onerror = () => no(asked.error);
  asked.onsuccess = () => {
    const all = asked.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => {
      asked.result.close();
      yes(all.result.map(({ data, iv, key, ...plain }) => ({ ...plain, sealed: data ? new TextDecoder().decode(data) : "", open: key?.extractable })));
    };
  };
})"""


class Phone:
    def __init__(self, browser: Browser, site: str) -> None:
        self.site, self.complaints, self.puts = site, [], []
        self.context = browser.new_context(
            viewport=SIZES["phone"], locale="zh-CN", is_mobile=True, has_touch=True, reduced_motion="reduce"
        )
        self.context.set_default_timeout(10_000)
        self.context.on("request", lambda one: self.puts.append(one.url) if one.method == "PUT" else None)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text) if "Security Policy" in line.text else None)
        return page

    def kill(self) -> None:
        """The tab goes without being asked; another is opened."""
        self.page.close(run_before_unload=False)
        self.page = self.tab()

    def goto(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, user: Any) -> None:
        if "/login/" not in self.page.url:
            self.goto("/login/")
        self.page.fill("[name=username]", user.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main [type=submit]")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def made_ready(self, user: Any) -> None:
        """Signed in, the worker in charge, the list kept."""
        client = Client()
        client.force_login(user)
        self.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}])
        self.goto("/visits/")
        self.page.evaluate("navigator.serviceWorker.ready")
        until(lambda: self.kept("people"))

    def sign_out(self) -> None:
        self.page.click("details.menu > summary")
        self.page.click("text=退出登录")

    def offline(self, is_so: bool = True) -> None:
        self.context.set_offline(is_so)

    def kept(self, name: str) -> list[dict[str, Any]]:
        return self.page.evaluate(LOOK, name)

    def bar(self) -> str:
        return self.page.locator("#unsent:visible span").inner_text()


def until(true: Callable[[], Any], seconds: float = 10) -> Any:
    """What it says once it is true; a page may be on its way to another meanwhile."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := true():
                return found
        except Exception:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)
