"""Manifest, worker and the page without a network: public, and about nobody."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from PIL import Image

from governance.access.roles import Role
from governance.web.statics import Versioned
from tests.factories.access import member
from visits.offline import files

STATIC = Path(settings.BASE_DIR) / "static" / "offline"


def test_the_manifest_names_icons_of_the_size_they_have(client):
    answer = client.get("/manifest.webmanifest")
    body = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (body["scope"], body["display"], body["lang"]) == ("/", "standalone", "zh-CN")
    for icon in body["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_every_page_of_the_shortcuts_exists(as_clerk):
    body = as_clerk.get("/manifest.webmanifest").json()
    assert {as_clerk.get(one["url"]).status_code for one in body["shortcuts"]} == {200}


def test_the_worker_serves_the_root_and_is_asked_for_each_time(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]


def test_the_worker_keeps_static_files_and_one_page_and_nothing_else(client):
    text = client.get("/sw.js").content.decode()
    kept = re.search(r"FILES = (\[.*?\])", text)[1]
    assert all(one.startswith('"/static/') for one in kept.strip("[]").split(","))
    assert re.findall(r'SHELL = "(.*?)"', text) == ["/offline/"]
    assert len(re.findall(r"\.(?:add|addAll|put)\(", text)) == 2


@pytest.mark.parametrize("name", [path.name for path in sorted(STATIC.glob("*.js"))])
def test_every_module_that_a_kept_page_imports_is_kept(name):
    needed = re.findall(r'from "\./(\w+)\.js"', (STATIC / name).read_text())
    assert set(needed) <= set(files.MODULES)


def test_modules_are_imported_by_names_that_change_with_them(tmp_path):
    shutil.copytree(STATIC, tmp_path / "offline")
    paths = {f"offline/{path.name}": (FileSystemStorage(tmp_path), f"offline/{path.name}") for path in STATIC.iterdir()}
    storage = Versioned(location=tmp_path)
    assert not [found for *_, found in storage.post_process(paths) if isinstance(found, Exception)]
    imported = re.findall(r'from "\./(.*?)"', (tmp_path / storage.stored_name("offline/page.js")).read_text())
    assert imported
    assert all(re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name) for name in imported)


def test_the_worker_changes_when_the_page_does(monkeypatch):
    assert files.version("one page") != files.version("another")


def test_the_page_without_a_network_is_the_same_for_everybody(client, as_clerk, clerk, due):
    strangers, own = client.get("/offline/"), as_clerk.get("/offline/")
    assert strangers.status_code == 200
    assert strangers.content == own.content
    assert not any(
        word in own.content.decode() for word in (str(clerk.pk), clerk.name, clerk.username, due.address.text, "csrf")
    )


def test_the_page_says_what_it_needs_where_it_cannot_work(client):
    assert "离线登记要用 https 网址" in client.get("/offline/").content.decode()


def test_pages_of_a_clerk_carry_the_bar_and_those_of_others_only_clear_up(as_clerk, place, client):
    mine = as_clerk.get("/today/").content.decode()
    assert 'id="unsent"' in mine
    assert "offline/page.js" in mine
    client.force_login(member(Role.STAFF, of=place.north))
    others = client.get("/today/").content.decode()
    assert 'id="unsent"' not in others
    assert "offline/leaving.js" in others


def test_the_sign_in_page_clears_the_device_only_after_a_sign_out(client, db):
    assert "offline/leaving.js" in client.get("/login/").content.decode()
    assert "offline/leaving.js" not in client.get("/login/?next=/today/").content.decode()
