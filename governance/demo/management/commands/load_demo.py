from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction
from django.utils import timezone

from governance.access import codes, loading, rls
from governance.access.models import Division
from governance.demo import accounts, appraising, districts, loaded
from governance.demo.copying import COLUMNS
from governance.demo.scoring import score
from governance.demo.world import SCALES

DIVISIONS = Path(loading.__file__).parent / "data" / "divisions_shanghai.csv"
SHOWN = {
    "neighborhoods_household": "户",
    "neighborhoods_resident": "居民",
    "visits_visit": "走访",
    "visits_need": "需求",
    "cases_case": "工单",
    "neighborhoods_activity": "活动",
    "volunteers_volunteer": "志愿者",
    "volunteers_servicerecord": "服务记录",
    "workers_worker": "社区工作者",
}


class Command(BaseCommand):
    help = "装载演示数据：在真实区划上生成虚构的居民和一年的记录，并算好睦邻指数"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--district", required=True, help="区的区划代码，如 310110")
        parser.add_argument(
            "--scale", choices=list(SCALES), default="small", help="small 约 7.5 万居民；district 80 万；city 全市各区"
        )
        parser.add_argument("--seed", type=int, default=1, help="同一天、同一个数，数据相同")
        parser.add_argument("--processes", type=int, help="另开几个进程生成，默认比处理器核数少一；0 为不另开")

    def handle(self, *args: Any, district: str, scale: str, seed: int, processes: int | None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("这里不是演示站。演示数据只能装进标有“演示数据”的站点，请先设 DEMO=1。")
        self._divide()
        chosen = self._chosen(district, scale)
        with rls.system():
            if loaded.has_real_data():
                raise CommandError("库里已有真实数据，不能再装载演示数据。请换一个空库。")
        before = loaded.districts()
        password = accounts.password()
        for one in chosen:
            if one.code in before:
                self.stdout.write(f"{one.name}的演示数据已加载，没有重复装载。")
            else:
                self._load(one, scale, seed, password, processes)
            self._score(one)
        if fresh := [one for one in chosen if one.code not in before]:
            self._say_accounts(fresh[0], password)

    def _divide(self) -> None:
        """The shipped divisions, unless some are there already."""
        if not Division.objects.exists():
            with DIVISIONS.open("rb") as raw:
                loading.load(raw)

    def _chosen(self, code: str, scale: str) -> list[Division]:
        one = loaded.find(code) if code.isascii() and code.isdigit() and len(code) in (6, 12) else None
        if one is None:
            raise CommandError(f"没有代码为 {code} 的区。请写 6 位区划代码，如 310110。")
        if scale != "city":
            return [one]
        city = Division.objects.within(one.code[: codes.CUTS["city"]]).current().filter(level=Division.Level.DISTRICT)
        return sorted(city, key=lambda other: (other.code != one.code, other.code))

    def _load(self, district: Division, scale: str, seed: int, password: str, processes: int | None) -> None:
        started, progress = time.monotonic(), Progress(self.stderr, district.name)
        try:
            rows = districts.load(
                district,
                scale=scale,
                seed=seed,
                now=timezone.now(),
                password=password,
                told=progress.rows,
                processes=processes,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        progress.line("正在更新统计信息")
        _analyze()
        counts = "，".join(f"{label} {rows[table]:,}" for table, label in SHOWN.items())
        self.stdout.write(
            f"{district.name}：{counts}，共 {sum(rows.values()):,} 行，用时 {time.monotonic() - started:.0f} 秒。"
        )

    def _score(self, district: Division) -> None:
        started, progress = time.monotonic(), Progress(self.stderr, district.name)
        runs = score(district, now=timezone.now(), told=lambda period: progress.line(f"正在计算 {period}的睦邻指数"))
        appraising.appraise(district)
        self.stdout.write(f"{district.name}：睦邻指数 {len(runs)} 期已就绪，用时 {time.monotonic() - started:.0f} 秒。")

    def _say_accounts(self, district: Division, password: str) -> None:
        cut = codes.significant(district.code)
        street = (
            Division.objects.within(district.code).filter(level=Division.Level.SUBDISTRICT).order_by("code").first()
        )
        committee = (
            Division.objects.within(district.code).filter(level=Division.Level.COMMITTEE).order_by("code").first()
        )
        self.stdout.write(
            f"演示账号（密码都是 {password}）：\n"
            f"  区级管理员 admin-{cut}，区级查看 viewer-{cut}，安全审计员 auditor-{cut}\n"
            f"  职能部门 dept-{cut}-minzheng 等 {len(accounts.DEPARTMENTS)} 个\n"
            f"  街道 staff-<街道 9 位代码>、street-admin-<街道 9 位代码>，如 staff-{street.code[:9] if street else ''}\n"
            f"  居委 clerk-<居委 12 位代码>，如 clerk-{committee.code if committee else ''}"
        )


class Progress:
    """Lines on a log, one line that changes on a terminal."""

    def __init__(self, stream: Any, title: str) -> None:
        self.stream, self.title, self.told = stream, title, 0.0

    def rows(self, done: int, total: int, rows: int) -> None:
        if done == total or time.monotonic() - self.told > (0.2 if sys.stderr.isatty() else 5):
            self.told = time.monotonic()
            self.line(f"居委 {done}/{total}，{rows:,} 行", last=done == total)

    def line(self, text: str, *, last: bool = False) -> None:
        if sys.stderr.isatty():
            self.stream.write(f"\r{self.title}：{text}\033[K", ending="\n" if last else "")
        else:
            self.stream.write(f"{self.title}：{text}")


def _analyze() -> None:
    """Tell the planner; only the owner of the tables may."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(COLUMNS)}")
    connections["owner"].close()
