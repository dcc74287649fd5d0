"""Numbers of cases come from a sequence: no row is locked, and gaps do no harm."""

from django.db import migrations

CREATE = "CREATE SEQUENCE cases_number AS integer MINVALUE 1 MAXVALUE 99999 CYCLE"


class Migration(migrations.Migration):

    dependencies = [("cases", "0001_cases_rounds_answers")]

    operations = [migrations.RunSQL(CREATE, "DROP SEQUENCE cases_number")]
