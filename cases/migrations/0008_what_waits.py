from django.conf import settings
from django.db import migrations, models

WAITING = models.Q(("parent", None), ("withdrawn_at", None), models.Q(("state", "closed"), _negated=True))
COUNTED = ("state", "asking", "paused_at")


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_users_divisions_memberships'),
        ('cases', '0007_clocks_requests_merging'),
        ('neighborhoods', '0006_centers_activities_groups'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name='case', name='case_open_by_due'),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=WAITING, fields=['division', 'due_at', 'id'], include=COUNTED, name='case_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=WAITING, fields=['due_at', 'id'], include=('division', *COUNTED), name='case_waiting'),
        ),
        migrations.AddIndex(
            model_name='caseentry',
            index=models.Index(fields=['by', 'case'], name='case_entry_by'),
        ),
    ]
