from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from governance.access import codes
from governance.access.models import Division
from indices.actions.compute import compute
from indices.actions.nightly import districts, due, versions
from indices.engine.scheme import Scheme as Engine
from indices.windows import Period


class Command(BaseCommand):
    help = "计算睦邻指数：与每夜的任务相同，可指定方案、期间和区"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", default="", help="方案代码，不写则全部")
        parser.add_argument("--period", default="", help="期间，如 2026-10；不写则上月（未定稿时）和本月")
        parser.add_argument("--division", default="", help="区的区划代码，不写则全部")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        plan = [
            (version, district, period)
            for version in self._versions(options["scheme"])
            for district in self._districts(version, options["division"])
            for period in (self._asked(options["period"], now) or due(version, district, now))
        ]
        for at, (version, district, period) in enumerate(plan, start=1):
            bar = Bar(self.stderr, f"[{at}/{len(plan)}] {district} {period.code}", Engine.from_dict(version.definition))
            run = compute(version, district, period, by=None, now=now, told=bar.step)
            bar.close()
            self.stdout.write(f"{district.code} {period.code} {run.get_state_display()} {run.scores_hash}")

    def _asked(self, period: str, now: datetime) -> list[Period]:
        try:
            asked = [Period(period)] if period else []
            for one in asked:
                one.window(now)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        return asked

    def _versions(self, code: str) -> list:
        found = versions(code)
        if not found:
            raise CommandError(f"没有已锁定的方案{code and f'“{code}”'}。")
        return found

    def _districts(self, version: Any, code: str) -> list[Division]:
        try:
            low, high = codes.within(code) if code else ("0", ":")
        except ValueError:
            raise CommandError(f"区划代码“{code}”不对，应为 2、4、6、9 或 12 位数字。") from None
        found = [one for one in districts(version) if low <= one.code < high]
        if code and not found:
            raise CommandError(f"方案 {version} 不含区划 {code}，请写区的代码。")
        return found


class Bar:
    """A progress bar on a terminal; silent in a pipe."""

    def __init__(self, stream: Any, title: str, engine: Engine) -> None:
        self.stream, self.title, self.total, self.done = stream, title, len(engine.indicators), 0
        self.shown = sys.stderr.isatty()

    def step(self, name: str) -> None:
        self.done += 1
        if self.shown:
            filled = "█" * self.done + "░" * (self.total - self.done)
            self.stream.write(f"\r{self.title} {filled} {name}\033[K", ending="")

    def close(self) -> None:
        if self.shown:
            self.stream.write("")
