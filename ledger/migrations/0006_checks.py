"""What the last check of something found, so that no page reads the whole register."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('about', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('seconds', models.FloatField()),
                ('size', models.BigIntegerField()),
                ('digest', models.BinaryField()),
                ('fault', models.BigIntegerField(null=True)),
                ('why', models.CharField(blank=True, max_length=20)),
                ('signature', models.BinaryField()),
            ],
        ),
    ]
