from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_what_waits'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('parent', None), ('withdrawn_at', None), models.Q(('state', 'closed'), _negated=True)), fields=['opened_at', 'id'], name='case_waiting_opened'),
        ),
    ]
