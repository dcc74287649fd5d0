from django.db import migrations, models

KEEP = """
UPDATE cases_category SET radius = known.radius
FROM (VALUES
    ('streets', 200), ('parking', 150), ('property', 150), ('hazard', 60), ('housing', 60), ('dispute', 60),
    ('elderly', 30), ('medical', 30), ('hardship', 30)
) known (code, radius) WHERE cases_category.code = known.code
"""
"""The radius was a constant by code; categories that exist go on with it."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_what_was_done")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="radius",
            field=models.PositiveSmallIntegerField(default=100, verbose_name="重复提示半径（米）"),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
