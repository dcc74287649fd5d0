from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("indices", "0005_published_stands")]

    operations = [
        migrations.AlterModelOptions(
            name="report",
            options={"ordering": ["-recorded_at", "-id"], "verbose_name": "报告", "verbose_name_plural": "报告"},
        ),
    ]
