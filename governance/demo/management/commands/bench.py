from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from governance.demo.bench import engine, export, filing, listing, live, nightly, pages, race, reporting
from governance.demo.bench.subject import Subject

BENCHES: dict[str, Callable[[Subject], Iterator[str]]] = {
    "nightly": nightly.run, "pages": pages.run, "export": export.run, "list": listing.run, "filing": filing.run,
    "race": race.run, "report": reporting.run, "engine": engine.run, "live": live.run,
}  # fmt: skip


class Command(BaseCommand):
    help = "运行性能测试；数据库里没有走访时先装载全区规模的演示数据。filing 会登记新的走访，race 会登记新的预约"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"{'、'.join(BENCHES)}，不写则全部")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        if unknown := set(names) - set(BENCHES):
            self.stderr.write(f"没有“{'、'.join(sorted(unknown))}”这项测试。")
            raise SystemExit(2)
        subject = Subject.found()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            server = cursor.fetchone()[0]
        self.stdout.write(
            f"# {timezone.localdate()} {os.cpu_count()} cores, PostgreSQL {server}, {subject.district.name}"
        )
        for name in names or BENCHES:
            for line in BENCHES[name](subject):
                self.stdout.write(line)
                self.stdout.flush()
