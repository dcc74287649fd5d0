"""Numbers of workers come from a sequence: no row is locked, and gaps do no harm. One person is registered once."""

import django.db.models.deletion
import governance.audit.ids
import governance.vault.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_users_divisions_memberships'),
        ('workers', '0001_register_careers_training'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL('CREATE SEQUENCE workers_number AS integer', 'DROP SEQUENCE workers_number'),
        migrations.CreateModel(
            name='Reveal',
            fields=[
                ('id', models.UUIDField(default=governance.audit.ids.uuid7, editable=False, primary_key=True, serialize=False, verbose_name='编号')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='版本')),
                ('event', models.UUIDField(unique=True, verbose_name='审计事件')),
                ('category', models.CharField(choices=[('check', '核对登记'), ('change', '办理人事变动'), ('urgent', '紧急联系'), ('other', '其他')], max_length=8, verbose_name='理由类别')),
                ('reason', governance.vault.fields.EncryptedTextField(max_length=200, verbose_name='理由')),
            ],
            options={
                'verbose_name': '查阅记录',
                'verbose_name_plural': '查阅记录',
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('state', 'exited'), _negated=True)), fields=('id_number_index',), name='worker_is_registered_once', violation_error_message='这个证件号已在册，请核对是不是同一个人。'),
        ),
        migrations.AddField(
            model_name='reveal',
            name='worker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reveals', to='workers.worker', verbose_name='社区工作者'),
        ),
    ]
