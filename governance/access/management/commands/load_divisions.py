from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.access.division_file import BadFile
from governance.access.loading import load


class Command(BaseCommand):
    help = "导入区划文件（列 code,name,level,parent_code）：要么全部导入，要么一行也不导入"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8 的 CSV 文件")
        parser.add_argument("--close-missing", action="store_true", help="停用文件顶层区划之下、文件里没有的区划")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="停用日期，也是新区划的启用日期，如 2026-01-01")

    def handle(self, *args: Any, file: Path, close_missing: bool, as_of: date | None, **options: Any) -> None:
        if close_missing and as_of is None:
            raise CommandError("停用区划须写明日期：--close-missing --as-of 2026-01-01。")
        try:
            with file.open("rb") as raw:
                loaded = load(raw, close_missing=close_missing, as_of=as_of)
        except OSError as error:
            raise CommandError(f"打不开文件 {file}：{error.strerror}。") from None
        except BadFile as error:
            raise CommandError(f"{error}\n文件有误，一行也没有导入。") from None
        self.stdout.write("新增 {} 变更 {} 关闭 {}".format(*loaded))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"日期“{text}”应写成 2026-01-01。") from None
