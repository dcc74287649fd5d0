from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.access import codes
from indices.actions.verifying import Verdict, verify
from indices.models import IndexRun
from indices.windows import Period

SHOWN = 20
PUBLISHED = (IndexRun.State.PUBLISHED, IndexRun.State.REPLACED)


class Command(BaseCommand):
    help = "从记录重算每一期已发布的睦邻指数，与发布时的摘要核对；不一致时逐条列出，退出码 1"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", default="", help="期间，如 2026-10；不写则全部")
        parser.add_argument("--division", default="", help="区的区划代码，不写则全部")
        parser.add_argument("--all", action="store_true", help="连同还没有发布的一起核对")

    def handle(self, *args: Any, **options: Any) -> None:
        runs = self._asked(options)
        wrong = 0
        for run in runs:
            verdict = verify(run)
            wrong += not verdict.same
            self._tell(run, verdict)
        self.stdout.write(f"核对 {len(runs)} 期，{wrong} 期不一致")
        if wrong:
            sys.exit(1)

    def _asked(self, options: dict[str, Any]) -> list[IndexRun]:
        runs = IndexRun.objects.select_related("scheme_version").order_by("division", "period", "correction")
        if not options["all"]:
            runs = runs.filter(state__in=PUBLISHED)
        try:
            if options["period"]:
                runs = runs.filter(period=Period(options["period"]).code)
            if options["division"]:
                low, high = codes.within(options["division"])
                runs = runs.filter(division__gte=low, division__lt=high)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        except ValueError:
            raise CommandError(f"区划代码“{options['division']}”不对，应为 2、4、6、9 或 12 位数字。") from None
        return list(runs)

    def _tell(self, run: IndexRun, verdict: Verdict) -> None:
        said = "一致" if verdict.same else f"不一致，{len(verdict.differences)} 处"
        self.stdout.write(f"{run.division_id} {run.period} 更正 {run.correction} {said} {verdict.scores}")
        for one in verdict.differences[:SHOWN]:
            self.stdout.write(f"  {one}")
        if len(verdict.differences) > SHOWN:
            self.stdout.write(f"  另有 {len(verdict.differences) - SHOWN} 处")
