from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list = []

    operations = [
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("row", models.UUIDField(primary_key=True, serialize=False, verbose_name="编号")),
                ("resource", models.CharField(max_length=40, verbose_name="资源")),
                ("digest", models.CharField(max_length=64, verbose_name="内容摘要")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
            ],
            options={"verbose_name": "客户端编号登记", "verbose_name_plural": "客户端编号登记"},
        ),
    ]
