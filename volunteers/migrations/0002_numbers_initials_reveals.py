"""Numbers from a sequence (no row is locked, gaps do no harm), pinyin initials, and the looks at what is masked."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import governance.audit.ids
import governance.vault.fields
from django.db import migrations, models

CREATE = "CREATE SEQUENCE volunteers_number AS bigint"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_users_divisions_memberships'),
        ('neighborhoods', '0006_centers_activities_groups'),
        ('volunteers', '0001_network_service_hours'),
    ]

    operations = [
        migrations.RunSQL(CREATE, "DROP SEQUENCE volunteers_number"),
        migrations.CreateModel(
            name='VolunteerReveal',
            fields=[
                ('id', models.UUIDField(default=governance.audit.ids.uuid7, editable=False, primary_key=True, serialize=False, verbose_name='编号')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='版本')),
                ('event', models.UUIDField(unique=True, verbose_name='审计事件')),
                ('category', models.CharField(choices=[('visit', '走访核实'), ('case', '办理工单'), ('urgent', '紧急联系'), ('other', '其他')], max_length=8, verbose_name='理由类别')),
                ('reason', governance.vault.fields.EncryptedTextField(max_length=200, verbose_name='理由')),
            ],
            options={
                'verbose_name': '志愿者查阅记录',
                'verbose_name_plural': '志愿者查阅记录',
                'ordering': ['-id'],
            },
        ),
        migrations.AddField(
            model_name='servicerecord',
            name='correction',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='更正理由'),
        ),
        migrations.AddField(
            model_name='volunteer',
            name='initials',
            field=models.CharField(blank=True, editable=False, max_length=40, verbose_name='拼音首字母'),
        ),
        migrations.AddIndex(
            model_name='volunteer',
            index=django.contrib.postgres.indexes.GinIndex(fields=['initials'], name='volunteer_initials', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddField(
            model_name='volunteerreveal',
            name='volunteer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to='volunteers.volunteer', verbose_name='志愿者'),
        ),
    ]
