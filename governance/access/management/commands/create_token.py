from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from governance.access.models import Token, User
from governance.audit.log import record


class Command(BaseCommand):
    help = "为用户新建一个令牌，只在标准输出显示这一次"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--scope", choices=Token.Scope.values, default=Token.Scope.READ.value, help="只读或读写（默认只读）")
        parser.add_argument("--days", type=int, default=30, help="有效天数（默认 30，最多 366）")

    @transaction.atomic
    def handle(self, *args: Any, username: str, scope: str, days: int, **options: Any) -> None:
        if not 1 <= days <= 366:
            raise CommandError("有效天数应在 1 到 366 之间。")
        user = User.objects.filter(username=username).first()
        if user is None or not user.is_active:
            raise CommandError(f"没有用户“{username}”，或已停用。")
        token, text = Token.objects.create(user, timedelta(days=days), name="命令行", scope=scope)
        record("token.create", user, by=None, scope=scope, days=days, key=token.token_key)
        self.stdout.write(text)
