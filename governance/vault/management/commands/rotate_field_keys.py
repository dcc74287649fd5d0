"""`manage.py rotate_field_keys`: put the new key first in FIELD_KEYS, restart, run this, then drop the old key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.vault.keyring import ring
from governance.vault.rotation import encrypted_fields, rotate


class Command(BaseCommand):
    help = "把所有加密字段换到 FIELD_KEYS 的第一把密钥；可以中断，可以重复运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=1000, help="每个事务处理的行数")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch 至少为 1。")
        total, failed = 0, 0
        for field in encrypted_fields():
            done, broken = rotate(field, batch=batch)
            total, failed = total + done, failed + len(broken)
            self.stdout.write(f"{field.model._meta.label}.{field.name} {done}")
            for pk in broken:
                self.stderr.write(f"{field.model._meta.label}.{field.name} {pk} 无法解密，未改动")
        self.stdout.write(f"密钥 {ring().current}：重新加密 {total} 个值")
        if failed:
            raise CommandError(f"有 {failed} 个值无法解密，旧密钥还不能移除。")
