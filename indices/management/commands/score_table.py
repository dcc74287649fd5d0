"""`manage.py score_table SCHEME.json DATA.csv [--output OUT.csv]`: the scoring engine without the database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand

from indices.engine import run


class Command(BaseCommand):
    help = "按方案（JSON）给一张数据表（CSV）打分和排名，不需要数据库。输入有误时以 2 退出，并说明是哪个节点或哪一格。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scheme", metavar="SCHEME.json", help="方案")
        parser.add_argument("data", metavar="DATA.csv", help="数据表，第一列是 unit")
        parser.add_argument("--output", metavar="OUT.csv", help="结果表；不写则输出到标准输出")

    def handle(self, *args: Any, **options: Any) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8")
        out: Any = self.stdout
        err: Any = self.stderr  # both write like a file
        code = run(options["scheme"], options["data"], options["output"], stdout=out, stderr=err)
        if code:
            sys.exit(code)
