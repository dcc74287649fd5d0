from django.db import migrations, models
from django.db.models import F


def backfill(apps, schema_editor):
    """When each was locked, as the audit has it; one locked before there was any, when it was drafted."""
    alias = schema_editor.connection.alias
    versions = apps.get_model("indices", "SchemeVersion").objects.using(alias)
    events = apps.get_model("audit", "Event").objects.using(alias)
    told = events.filter(verb="scheme_version.lock", subject_type="indices.schemeversion").order_by("at")
    for subject, at in told.values_list("subject_id", "at"):
        versions.filter(pk=subject).update(locked_at=at)
    versions.exclude(state="draft").filter(locked_at=None).update(locked_at=F("recorded_at"))


class Migration(migrations.Migration):
    dependencies = [("indices", "0006_reports_of_years"), ("audit", "0001_events_and_seals")]

    operations = [
        migrations.AddField(
            model_name="schemeversion",
            name="locked_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="锁定时间"),
        ),
        migrations.RunPython(backfill, migrations.RunPython.noop),
    ]
