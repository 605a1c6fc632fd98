from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_resources_and_collections'),
    ]

    operations = [
        migrations.AlterField(
            model_name='resource',
            name='state',
            field=models.CharField(choices=[('candidate', 'Candidate'), ('listed', 'Listed'), ('withdrawn', 'Withdrawn'), ('paused', 'Paused')], default='candidate', max_length=10),
        ),
    ]
