from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from governance.web.views.health import state


class Command(BaseCommand):
    help = "与 /readyz 相同的回答；数据库不通或迁移未完成时退出码为 1"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        facts = state()
        self.stdout.write(json.dumps(facts, ensure_ascii=False, default=str))
        if not (facts["database"] and facts["migrations"]):
            sys.exit(1)
