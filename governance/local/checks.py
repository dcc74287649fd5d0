"""`make test` and `make bench`: the suite and the benchmarks, each on servers of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

from governance.local import keys, postgres
from governance.local.checkout import LOCAL, ROOT, alone_in, environment, names_database, needs_servers, serve
from governance.local.processes import Group, call
from governance.local.provision import template_for_tests


def test(arguments: list[str]) -> int:
    with _servers(LOCAL / "test", postgres.TEST) as environ:
        if names_database(os.environ):
            environ["TEST_TEMPLATE"] = template_for_tests(environ["MIGRATION_DATABASE_URL"])
        environ["DJANGO_SETTINGS_MODULE"] = "governance.settings.testing"
        for name in keys.GENERATED:  # the suite's settings bring fixed ones
            del environ[name]
        return call([sys.executable, "-m", "pytest", *arguments], environ)


def bench(arguments: list[str]) -> int:
    with _servers(LOCAL / "bench", postgres.BENCH) as environ:
        environ = environ | {"DEMO": "1"}  # it measures the demo district, which no other site takes in
        environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings.local")
        manage = [sys.executable, str(ROOT / "manage.py")]
        return call([*manage, "migrate", "--verbosity", "0"], environ) or call([*manage, "bench", *arguments], environ)


@contextmanager
def _servers(home: Path, settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """An environment with running servers, apart from those of `make run`: neither stops the other's."""
    with alone_in(home) if needs_servers(os.environ) else nullcontext(), Group() as servers:
        yield environment(home, serve(home, servers, settings=settings))
