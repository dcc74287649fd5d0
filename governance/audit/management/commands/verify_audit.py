from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from governance.audit.chain import breaks, head
from governance.audit.models import Seal


class Command(BaseCommand):
    help = "核对审计链：指出第一条被改动的事件；链断则退出码为 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect", metavar="序号:摘要", default="", help="某日公布的链头；链虽完整而与它不符，说明被人整条重做过"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        first = next(breaks(), None)
        if first:
            self.stderr.write(f"审计链断裂：第 {first.seq} 号，事件 {first.event or '（不存在）'}，{first.reason}。")
            sys.exit(1)
        if options["expect"] and not self._holds(options["expect"]):
            self.stderr.write(f"审计链与公布的链头 {options['expect']} 不符，可能被整条重做过。")
            sys.exit(1)
        newest = head()
        self.stdout.write(f"审计链完整，共 {newest.seq if newest else 0} 条，链头 {newest.hash if newest else '无'}")

    def _holds(self, expected: str) -> bool:
        """Is the head that was published once (`seq:hash`) still a link of the chain?"""
        seq, _, digest = expected.partition(":")
        return seq.isdecimal() and Seal.objects.filter(seq=int(seq), hash=digest).exists()
