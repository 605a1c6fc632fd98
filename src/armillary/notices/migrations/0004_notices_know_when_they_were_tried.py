from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_notices_in_html_with_headers")]

    operations = [
        migrations.AddField("notice", "tried_at", models.DateTimeField(blank=True, null=True)),
    ]
