"""Rules of the pages that no linter sees: every template compiles, draws known icons and obeys the strict CSP."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from governance.web import nav

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").glob("*.js"))
VENDOR = ROOT / "static" / "vendor"

templates = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))


DRAWN = re.compile(r'{% icon "([\w-]+)"|\bicon(?:_name)?="([\w-]+)"|Look\("[^"]*", "([\w-]+)"')
PYTHON = [
    path for app in ("governance", "neighborhoods", "visits", "cases", "indices") for path in (ROOT / app).rglob("*.py")
]


def drawn() -> set[str]:
    """Icons named in templates, in steps and looks, and in the menus."""
    found = {
        name for path in (*TEMPLATES, *PYTHON) for names in DRAWN.findall(path.read_text()) for name in names if name
    }
    return found | {item.icon for item in nav._items.values()}


@templates
def test_template_compiles(path):
    get_template(str(path.relative_to(ROOT / "templates")))


@templates
def test_template_needs_no_inline_style_or_script(path):
    text = re.sub(r"{%.*?%}|{{.*?}}", "", path.read_text())  # a tag may have a parameter of that name
    assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@templates
def test_template_asks_no_other_host(path):
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", path.read_text())


@templates
def test_template_has_no_dead_link(path):
    assert 'href="#"' not in path.read_text()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_makes_no_code_or_markup_from_text(path):
    assert not re.search(
        r"\beval\(|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write", path.read_text()
    )


def test_every_icon_is_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text()))
    assert drawn() <= sprite


def test_every_vendor_file_is_accounted_for():
    listed = (VENDOR / "README.md").read_text()
    assert [path.name for path in VENDOR.iterdir() if path.name != "README.md" and f"`{path.name}`" not in listed] == []


def test_vendor_files_name_no_source_map():
    """Hashing of static files fails on a map that is not shipped."""
    shipped = [*VENDOR.glob("*.css"), *VENDOR.glob("*.js")]
    assert [path.name for path in shipped if "sourceMappingURL=" in path.read_text()] == []
