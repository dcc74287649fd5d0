"""Train the category models now: `manage.py train_categories [--district 310110]`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.advice.actions import training
from governance.access import codes
from governance.access.models import Division


class Command(BaseCommand):
    help = "按各区已结案工单训练类别模型，打印检验准确率。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--district", default="", help="只训练这个区（代码可截短）")

    def handle(self, *args: Any, district: str, **options: Any) -> None:
        found = Division.objects.current().filter(level=Division.Level.DISTRICT)
        if district:
            try:
                codes.within(district)
            except ValueError:
                raise CommandError("区划代码应为 2、4、6、9 或 12 位数字。") from None
            found = found.within(district)
        if not found:
            raise CommandError("没有这个区。")
        for one in found:
            self.stdout.write(f"{one.name}：{self._trained(one)}")

    def _trained(self, district: Division) -> str:
        try:
            model = training.train(district, by=None)
        except training.TooFew as error:
            return str(error)
        unseen = (
            "" if model.unseen_accuracy is None else f"，其中原文未见过的 {model.unseen} 件 {model.unseen_accuracy:.1%}"
        )
        return f"用 {model.cases} 件，检验 {model.held_out} 件，准确率 {model.accuracy:.1%}（总猜一类 {model.baseline:.1%}）{unseen}"
