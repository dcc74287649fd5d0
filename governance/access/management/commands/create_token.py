from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.access.actions import tokens
from governance.access.models import Token, User


class Command(BaseCommand):
    help = "为用户新建一个令牌，只在标准输出显示这一次"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument(
            "--scope", choices=Token.Scope.values, default=Token.Scope.READ.value, help="只读或读写（默认只读）"
        )
        parser.add_argument("--days", type=int, default=30, help=f"有效天数（默认 30，最多 {tokens.MOST_DAYS}）")

    def handle(self, *args: Any, username: str, scope: str, days: int, **options: Any) -> None:
        owner = User.objects.filter(username=username).first()
        if owner is None:
            raise CommandError(f"没有用户“{username}”。")
        try:
            _, text = tokens.create(owner, name="命令行", scope=scope, days=days, by=None)
        except ValidationError as refusal:
            raise CommandError("".join(refusal.messages)) from None
        self.stdout.write(text)
