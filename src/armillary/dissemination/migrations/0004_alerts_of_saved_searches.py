from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dissemination", "0003_saved_searches"),
        ("notices", "0004_notices_know_when_they_were_tried"),
    ]

    operations = [
        migrations.AddField(
            "savedsearch",
            "alerts",
            models.ManyToManyField(related_name="+", to="notices.notice"),
        ),
    ]
