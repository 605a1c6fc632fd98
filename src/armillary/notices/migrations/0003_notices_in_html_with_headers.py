from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_notices_may_fail")]

    operations = [
        migrations.AddField("notice", "html", models.TextField(blank=True)),
        migrations.AddField("notice", "headers", models.JSONField(blank=True, default=dict)),
    ]
