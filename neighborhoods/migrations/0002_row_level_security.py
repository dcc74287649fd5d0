from django.db import migrations

from governance.access.rls import protect


class Migration(migrations.Migration):
    """The second net under residents and households (architecture.md, Postgres)."""

    dependencies = [("neighborhoods", "0001_places_and_people")]

    operations = [
        migrations.RunSQL(*protect("neighborhoods_household")),
        migrations.RunSQL(*protect("neighborhoods_resident")),
    ]
