from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from governance.audit.chain import breaks, head


class Command(BaseCommand):
    help = "核对审计链：指出第一条被改动的事件；链断则退出码为 1"

    def handle(self, *args: Any, **options: Any) -> None:
        first = next(breaks(), None)
        if first:
            self.stderr.write(f"审计链断裂：第 {first.seq} 号，事件 {first.event or '（不存在）'}，{first.reason}。")
            sys.exit(1)
        newest = head()
        self.stdout.write(f"审计链完整，共 {newest.seq if newest else 0} 条，链头 {newest.hash if newest else '无'}")
